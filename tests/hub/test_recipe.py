"""The recipe for a class on one hub: its settings exist, its links lead to notebooks."""

from __future__ import annotations

import ast
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

RECIPE = Path(__file__).resolve().parents[2] / "jupyterhub"
link = runpy.run_path(str(RECIPE / "links.py"))["link"]

# Keys of The Littlest JupyterHub's own schema (tljh/config_schema.py of its version 2.0.0), with their types.
TLJH: dict[str, Any] = {
    "base_url": str,
    "user_environment": {"default_app": {"jupyterlab", "classic"}},
    "users": {"extra_user_groups": dict, "allowed": [str], "banned": [str], "admin": [str]},
    "limits": {"memory": str, "cpu": int},
    "https": {
        "enabled": bool,
        "address": str,
        "port": int,
        "tls": {"key": str, "cert": str},
        "letsencrypt": {"email": str, "domains": [str], "staging": bool},
    },
    "http": {"address": str, "port": int},
    "traefik_api": {"ip": str, "port": int, "username": str, "password": str},
    "services": {
        "cull": {
            "enabled": bool,
            "timeout": int,
            "every": int,
            "concurrency": int,
            "users": bool,
            "max_age": int,
            "remove_named_servers": bool,
        }
    },
}


def faults(found: Any, wanted: Any, at: str = "config") -> list[str]:
    """What in ``found`` the schema does not know."""
    match wanted:
        case dict():
            if not isinstance(found, dict):
                return [f"{at} holds no keys"]
            unknown = [f"{at}.{key} is unknown" for key in found if key not in wanted]
            known = [faults(found[key], wanted[key], f"{at}.{key}") for key in found if key in wanted]
            return unknown + [fault for one in known for fault in one]
        case [kind]:
            good = isinstance(found, list) and all(isinstance(v, kind) for v in found)
        case set():
            good = found in wanted
        case _:
            good = isinstance(found, wanted) and (wanted is bool or not isinstance(found, bool))
    return [] if good else [f"{at} is {found!r}"]


def said_to_tljh(script: str) -> tuple[dict[str, Any], list[str]]:
    """What the lines of a script set, those in remarks too, as `tljh-config` reads them; what is reloaded."""
    config: dict[str, Any] = {}
    for action, key, value in re.findall(r"tljh-config (set|add-item) (\S+) (\S+)", script):
        *parents, last = key.split(".")
        place = config
        for parent in parents:
            place = place.setdefault(parent, {})
        read = yaml.safe_load(value)
        if action == "set":
            place[last] = read
        else:
            place.setdefault(last, []).append(read)
    return config, re.findall(r"^tljh-config reload (\w+)", script, re.MULTILINE)


def test_the_littlest_hub_knows_every_key_and_its_proxy_hears_of_https():
    config, reloaded = said_to_tljh((RECIPE / "tljh-config.sh").read_text("utf-8"))
    assert faults(config, TLJH) == []
    assert {"users", "limits", "services"} <= set(config)
    assert config["https"]["tls"]
    assert config["https"]["letsencrypt"]
    assert reloaded == ["hub", "proxy"], "https is the proxy's"
    assert "admin" not in config["users"], "the installer's admin stays"


@pytest.mark.parametrize(
    "bad",
    [
        {"user": {"admin": ["trainer"]}},
        {"users": {"admin": "trainer"}},
        {"limits": {"memory": 2}},
        {"limits": {"cpu": True}},
        {"services": {"cull": {"timeout": "3600"}}},
        {"user_environment": {"default_app": "lab"}},
        {"limits": "2G"},
    ],
)
def test_a_wrong_key_or_value_would_show(bad: dict[str, Any]):
    assert len(faults(bad, TLJH)) == 1


def test_a_link_leads_to_a_notebook_that_is_there():
    found = urlsplit(link("https://hub.example/", "https://git.example/team/course.git", "3"))
    assert found.path == "/hub/user-redirect/git-pull"
    asked = {name: value for name, [value] in parse_qs(found.query).items()}
    folder, _, path = asked["urlpath"].removeprefix("lab/tree/").partition("/")
    assert folder == asked["targetPath"] == "course"
    assert (RECIPE.parent / path).name.startswith("03-")
    assert (RECIPE.parent / path).is_file()
    assert asked["repo"] == "https://git.example/team/course.git"
    assert asked["branch"] == "main"


@pytest.mark.parametrize(
    ("hub", "repository", "chapter", "names"),
    [
        ("https://hub.example", "https://git.example/course.git", "77", "chapter"),
        ("hub.example", "https://git.example/course.git", "03", "hub"),
        ("https://hub.example", "course.git", "03", "repository"),
    ],
)
def test_a_link_that_could_lead_nowhere_is_refused(hub: str, repository: str, chapter: str, names: str):
    with pytest.raises(ValueError, match=f"^{names} must be"):
        link(hub, repository, chapter)


def test_the_hub_s_settings_are_python_and_hold_no_password():
    text = (RECIPE / "jupyterhub_config.py").read_text("utf-8")
    ast.parse(text)
    assert 'os.environ["HUB_PASSWORD"]' in text


SERVER = RECIPE / "jupyter_server_config.py"


@pytest.mark.slow
@pytest.mark.parametrize("on_a_hub", [True, False])
def test_a_learners_server_makes_their_copy_in_their_home(on_a_hub: bool, tmp_path: Path):
    there = {k: v for k, v in os.environ.items() if not k.startswith(("BORROWING_", "JUPYTERHUB_"))}
    there |= {"HOME": str(tmp_path), "PYTHONPATH": str(RECIPE.parent)}
    there |= {"JUPYTERHUB_USER": "ada"} if on_a_hub else {}
    subprocess.run([sys.executable, str(SERVER)], cwd=tmp_path, env=there, check=True, timeout=120)
    made = {path.name for path in (tmp_path / "borrowing-strength/work/exercises").glob("*.ipynb")}
    assert made == (
        {path.name for path in (RECIPE.parent / "exercises").glob("*.ipynb")} if on_a_hub else set()
    )


@pytest.mark.slow
def test_a_copy_that_cannot_be_made_keeps_no_server_from_starting(tmp_path: Path):
    (tmp_path / "borrowing-strength").touch()
    there = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(RECIPE.parent), "JUPYTERHUB_USER": "ada"}
    there["BORROWING_STRENGTH_WORK"] = ""
    done = subprocess.run([sys.executable, str(SERVER)], cwd=tmp_path, env=there, check=False, timeout=120)
    assert done.returncode == 0


def test_links_whose_reader_has_seen_enough_are_no_error():
    words = [
        sys.executable,
        str(RECIPE / "links.py"),
        "https://hub.example",
        "https://git.example/course.git",
    ]
    shut, pipe = os.pipe()
    os.close(shut)
    with os.fdopen(pipe, "w") as nobody:
        done = subprocess.run(words, stdout=nobody, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
