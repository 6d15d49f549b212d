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

from helpers import __version__
from tools import release

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PYTHONS = {"3.12", "3.13"}  # what README.md names


# What each workflow runs: with one command less, something is published untested, or not at all.
RUN = {
    "pages": ["make book PYTHON=python3.13", "make pdf"],
    "release": [
        'python3.13 -m tools.release "$GITHUB_REF_NAME" > notes.md',
        "make wheel PYTHON=python3.13",
        "make pdf",
        'gh release create "$GITHUB_REF_NAME" --verify-tag -F notes.md dist/*.whl _build/html/*.pdf',
    ],
    "test": ["make test PYTHON=python3.13"],
    "weekly": [
        "make lock PYTHON=python${{ matrix.python }} PYTHON_VERSION=${{ matrix.python }}",
        "make test",
        "make pdf",
        "make wheel",
    ],
}
TESTS = "./.github/workflows/test.yml"


def workflow(name: str) -> dict[Any, Any]:
    found = yaml.safe_load((ROOT / f".github/workflows/{name}.yml").read_text("utf-8"))
    found["on"] = found.pop(True)  # as YAML reads it
    return found


def steps(job: dict[str, Any], action: str = "") -> list[dict[str, Any]]:
    """A job's steps, or those that use one action."""
    return [step for step in job.get("steps", []) if step.get("uses", "").startswith(action)]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_there_is_a_workflow_for_tests_site_releases_and_the_newest_packages():
    assert [path.stem for path in WORKFLOWS] == list(RUN)


@pytest.mark.parametrize("name", RUN)
def test_a_workflow_runs_its_commands_and_asks_only_for_what_there_is(name: str):
    found = workflow(name)
    assert set(found) <= {"name", "on", "permissions", "concurrency", "jobs"}
    assert found["permissions"] == {"contents": "read"}, "more is given to single jobs"
    jobs = found["jobs"].values()
    each = [step for job in jobs for step in steps(job)]
    assert [step["run"] for step in each if "run" in step] == RUN[name]
    assert {made[1] for command in RUN[name] if (made := re.match("make ([a-z]+)", command))} <= targets()
    for step in each:
        assert ("run" in step) != ("uses" in step)
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/none@v0"))
    assert {job["uses"] for job in jobs if "uses" in job} <= {TESTS}


@pytest.mark.parametrize("name", RUN)
def test_what_a_job_makes_it_makes_from_the_sources_with_a_python_of_the_readme(name: str):
    for job in workflow(name)["jobs"].values():
        if any("make" in step.get("run", "") for step in steps(job)):
            assert steps(job)[0] == {"uses": "actions/checkout@v4"}
            asked = job.get("strategy", {}).get("matrix", {}).get("python", [])
            [setup] = steps(job, "actions/setup-python")
            version = setup["with"]["python-version"]
            assert {*asked, version} - {"${{ matrix.python }}"} <= PYTHONS
            assert not asked or (set(asked) == PYTHONS and version == "${{ matrix.python }}")


def test_every_change_is_tested_before_it_is_merged_and_before_it_is_published():
    assert {"pull_request", "workflow_call"} == set(workflow("test")["on"])
    assert workflow("pages")["on"]["push"] == {"branches": ["main"]}
    assert workflow("release")["on"] == {"push": {"tags": ["v*"]}}
    for name in ("pages", "release"):
        jobs = workflow(name)["jobs"]
        assert jobs["test"] == {"uses": TESTS}
        assert jobs["publish"]["needs"] == ["test", "build"]


def test_only_the_job_that_publishes_may_write_and_no_more_than_it_must():
    may = {
        (name, job): found["permissions"]
        for name in RUN
        for job, found in workflow(name)["jobs"].items()
        if "permissions" in found
    }
    assert may == {
        ("pages", "publish"): {"pages": "write", "id-token": "write"},
        ("release", "publish"): {"contents": "write"},
    }


def test_the_newest_packages_are_tried_once_a_week_with_each_python():
    minute, hour, *day_and_month, weekday = workflow("weekly")["on"]["schedule"][0]["cron"].split()
    assert (minute.isdigit(), hour.isdigit(), day_and_month, weekday) == (True, True, ["*", "*"], "1")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^PYTHON_VERSION := 3\.12$", makefile, re.M), "the lists are for both"
    for version in ((), ("PYTHON_VERSION=3.13",)):
        shown = ["make", "--dry-run", "--always-make", "lock", *version]
        told = subprocess.run(shown, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        resolved = re.findall(r"--python-version (\S+) ", told)
        assert resolved == ["3.13" if version else "3.12"] * len(list(ROOT.glob("requirements*.txt")))


def test_the_site_that_is_published_is_the_one_that_make_book_writes():
    jobs = workflow("pages")["jobs"]
    [upload] = steps(jobs["build"], "actions/upload-pages-artifact")
    assert upload["with"]["path"] == "_build/html"
    assert steps(jobs["publish"], "actions/deploy-pages")


def test_a_release_carries_the_wheel_and_the_printed_book_that_make_writes():
    jobs = workflow("release")["jobs"]
    [kept] = steps(jobs["build"], "actions/upload-artifact")
    [taken] = steps(jobs["publish"], "actions/download-artifact")
    assert kept["with"]["name"] == taken["with"]["name"]
    paths = kept["with"]["path"].split()
    assert paths == ["notes.md", "dist/*.whl", "_build/html/borrowing-strength.pdf"]
    [create] = [step for step in steps(jobs["publish"]) if "run" in step]
    assert set(create["env"]) == {"GH_TOKEN", "GH_REPO"}


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
    assert version == citation["version"] == newest[1] == __version__
    assert str(citation["date-released"]) == newest[2]
    assert {"cff-version", "message", "title", "authors", "license"} <= set(citation)
    assert set(release.named().values()) == {version}


def test_a_release_says_what_changed_in_its_version_and_how_to_upgrade(tmp_path):
    for name in release.NAMED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text("utf-8").replace(__version__, "7.1.0"), "utf-8")
    newest, older = (
        "## 7.1.0 (2027-01-31)\n\nNew.\n\n**To upgrade.** So.\n",
        "## 7.0.0 (2027-01-01)\n\nOld.\n",
    )
    (tmp_path / "CHANGELOG.md").write_text(f"# Changes\n\nAll.\n\n{newest}\n{older}", "utf-8")
    assert release.notes("v7.1.0", tmp_path) == "New.\n\n**To upgrade.** So."


@pytest.mark.parametrize("name", release.NAMED)
def test_a_tag_with_which_a_file_does_not_agree_is_no_release(name, tmp_path):
    for each in release.NAMED:
        (tmp_path / each).parent.mkdir(exist_ok=True)
        text = (ROOT / each).read_text("utf-8")
        (tmp_path / each).write_text(text.replace(__version__, "7.1.0") if each == name else text, "utf-8")
    with pytest.raises(ValueError, match=rf"v{__version__} cannot be released: {name} names 7\.1\.0$"):
        release.notes(f"v{__version__}", tmp_path)
    (tmp_path / name).write_text("nothing", "utf-8")
    with pytest.raises(ValueError, match=f"{name} names none$"):
        release.notes(f"v{__version__}", tmp_path)
