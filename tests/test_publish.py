"""What others run of this repository: workflows, Binder, a development container, a citation."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PYTHONS = {"3.12", "3.13"}  # what README.md names


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_there_is_a_workflow_for_tests_for_the_site_and_for_the_newest_packages():
    assert [path.stem for path in WORKFLOWS] == ["pages", "test", "weekly"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_asks_only_for_what_there_is(path: Path):
    found = yaml.safe_load(path.read_text("utf-8"))
    assert set(found) <= {"name", True, "permissions", "concurrency", "jobs"}  # YAML reads "on" as True
    assert found["permissions"] == {"contents": "read"}, "more is given to single jobs"
    for step in steps(found):
        assert bool(step.get("run")) != bool(step.get("uses"))
        if command := step.get("run"):
            made = re.fullmatch(r"make ([a-z]+)( PYTHON=python(3\.1\d|\$\{\{ matrix\.python \}\}))?", command)
            assert made, command
            assert made[1] in targets()
        else:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
    for name, job in found["jobs"].items():
        assert set(job.get("permissions", {})) <= {"pages", "id-token"}, name
        asked = job.get("strategy", {}).get("matrix", {}).get("python", [])
        versions = {s["with"]["python-version"] for s in job["steps"] if "setup-python" in s.get("uses", "")}
        assert {*asked, *versions} - {"${{ matrix.python }}"} <= PYTHONS


def test_the_site_that_is_published_is_the_one_that_make_book_writes():
    found = yaml.safe_load((ROOT / ".github/workflows/pages.yml").read_text("utf-8"))
    [upload] = [s for s in steps(found) if s.get("uses", "").startswith("actions/upload-pages-artifact")]
    assert upload["with"]["path"] == "_build/html"
    assert found["jobs"]["publish"]["needs"] == "build"


def test_binder_takes_the_learners_lock_and_makes_a_copy():
    folder = ROOT / ".binder"
    [line] = [
        entry
        for entry in (folder / "requirements.txt").read_text().splitlines()
        if entry[:1] not in {"", "#"}
    ]
    assert (folder / line.removeprefix("-r ")).resolve() == ROOT / "requirements.txt"
    assert (folder / "runtime.txt").read_text().strip().removeprefix("python-") in PYTHONS
    assert (folder / "postBuild").stat().st_mode & 0o111
    subprocess.run(["sh", "-n", folder / "postBuild"], check=True)


def test_the_development_container_sets_up_as_make_does():
    found = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text("utf-8"))
    shell, script, stage = found["postCreateCommand"].split()
    assert shell == "sh"
    assert re.search(rf"^    {stage}\) list=", (ROOT / script).read_text("utf-8"), re.MULTILINE)
    assert found["image"].rpartition(":")[2] in PYTHONS


def empty(config: Any, name: str = "") -> list[str]:
    """The names under which nothing is said."""
    if isinstance(config, dict):
        return [each for key, value in config.items() for each in empty(value, key)]
    return [name] if config == "" else []


def test_what_a_publisher_may_fill_in_is_named_where_publishing_is_told():
    names = empty(yaml.safe_load((ROOT / "_config.yml").read_text("utf-8")))
    assert names
    for page, heading in {"README.md": "Publish", "CONTRIBUTING.md": "Publish the course"}.items():
        [told] = re.findall(rf"^## {heading}\n(.*?)^## ", (ROOT / page).read_text("utf-8"), re.M | re.S)
        assert not [name for name in [*names, "CITATION.cff"] if name not in told], page


def test_every_page_for_trainers_is_named_where_teaching_is_told():
    [told] = re.findall(r"^## Teach\n(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
    pages = [ROOT / "book/trainers.md", *(ROOT / "book/trainers").glob("*.md")]
    for page in pages:
        [title] = re.findall(r"^# (.+)$", page.read_text("utf-8"), re.M)[:1]
        assert f"[{title}]({page.relative_to(ROOT).as_posix()})" in told


def test_the_readmes_links_lead_to_files():
    for page in ("README.md", "CONTRIBUTING.md"):
        links = re.findall(r"\]\(([^)#\s]+)\)", (ROOT / page).read_text("utf-8"))
        assert not [link for link in links if ":" not in link and not (ROOT / link).exists()]


def test_one_command_resolves_all_lists():
    made = re.findall(r"-o (requirements\S*\.txt)", (ROOT / "Makefile").read_text("utf-8"))
    assert sorted(made) == sorted(path.name for path in ROOT.glob("requirements*.txt"))


def test_version_citation_and_changes_agree():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    newest = re.search(r"^## (\S+) \((\S+)\)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest
    assert version == citation["version"] == newest[1]
    assert str(citation["date-released"]) == newest[2]
    assert {"cff-version", "message", "title", "authors", "license"} <= set(citation)
