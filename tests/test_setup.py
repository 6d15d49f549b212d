"""Setting up: what fails is called what it is, three lists are one resolution, folders may have any name."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from helpers import _myst
from tests.elsewhere import said, shows_a_solution

ROOT = Path(__file__).resolve().parents[1]
LISTS = ("requirements.txt", "requirements-author.txt", "requirements-test.txt")
HUB = "requirements-hub.txt"
POSIX = pytest.mark.skipif(os.name != "posix", reason="a shell script")

STUB = """#!/bin/sh
case "$*" in
    *"pip install"*) cat "$(dirname "$0")/said" >&2; exit 1 ;;
    *--version*) echo Python 3.14.0 ;;
esac
"""
REFUSED = (
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(...): Failed to "
    "establish a new connection: [Errno -3] Temporary failure in name resolution': /simple/anyio/\n"
)
NONE = "ERROR: Could not find a version that satisfies the requirement {} (from versions: none)\n"
SOME = "ERROR: Could not find a version that satisfies the requirement {} (from versions: 0.60.0, 0.61.2)\n"
MATCH = "ERROR: No matching distribution found for {}\n"
LACKS = "The package registry answered, but it has no numba==0.68.0 for Python 3.14.0"


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return dict(line.partition(" ;")[0].split("==") for line in lines if re.match(r"\w", line))


@POSIX
@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (REFUSED + NONE.format("anyio==4.16.0"), "could not be reached"),
        ("ERROR: HTTPSConnectionPool: Read timed out.\n", "could not be reached"),
        ("  File ssl.py: certificate verify failed\n", "could not be reached"),
        (SOME.format("numba==0.68.0") + MATCH.format("numba==0.68.0"), LACKS),
        (REFUSED + SOME.format("numba==0.68.0"), LACKS),
        (NONE.format("numba==0.68.0") + MATCH.format("numba==0.68.0"), LACKS),
        ("ERROR: [Errno 28] No space left on device\n", "The disk is full"),
        ("ERROR: something new\n", "ERROR: something new"),
    ],
)
def test_what_stops_the_installation_is_told_apart(tmp_path, shown, told):
    course = tmp_path / "a course"
    (course / "tools").mkdir(parents=True)
    (course / ".venv/bin").mkdir(parents=True)
    shutil.copy(ROOT / "tools/setup.sh", course / "tools")
    (course / ".venv/bin/said").write_text(shown)
    (course / ".venv/bin/python").write_text(STUB)
    (course / ".venv/bin/python").chmod(0o755)
    run = subprocess.run(["sh", course / "tools/setup.sh"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert told in run.stderr
    assert not (course / ".venv/.learn").exists()


def test_the_lists_are_one_resolution():
    learn, author, test = map(pins, LISTS)
    assert learn.items() < author.items() < test.items()
    hub = pins(HUB)
    assert learn.items() < hub.items()
    assert all(hub[name] == test[name] for name in hub.keys() & test.keys())


@pytest.mark.slow
def test_what_displayed_code_imports_is_on_the_learners_list():
    """Of the pages those cells that a reader sees; of the sheets, which are notebooks, all."""
    cells = [
        cell
        for page in sorted([*ROOT.glob("book/*.md"), *ROOT.glob("solutions/*.md")])
        for cell in _myst.cells(page.read_text("utf-8"))
        if cell.kind == "code" and not {"remove-cell", "remove-input"} & set(cell.tags)
    ]
    nodes = [
        node for cell in cells for node in ast.walk(ast.parse(re.sub(r"^%.*$", "", cell.source, flags=re.M)))
    ]
    names = {
        alias.name.partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {str(node.module).partition(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    outside = names - set(sys.stdlib_module_names) - {"helpers"}
    assert len(outside) > 4
    listed = {name.lower().replace("_", "-") for name in pins(LISTS[0])}
    where = packages_distributions()
    assert {
        n for n in outside if not listed & {d.lower().replace("_", "-") for d in where.get(n, [])}
    } == set()


def python(version: str) -> str:
    """A Python of that version which runs: a shim that leads to none is not one."""
    pyenv = (
        Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser().glob(f"versions/{version}.*/bin/python")
    )
    for found in (shutil.which(f"python{version}"), *map(str, sorted(pyenv))):
        if found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0:
            return found
    pytest.skip(f"needs Python {version}")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """What git holds, in a folder whose name has spaces and umlauts."""
    folder = tmp_path_factory.mktemp("Übung") / "Zoës Kurs für Anfänger"
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    for name in filter(None, names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


@POSIX
@pytest.mark.certify
@pytest.mark.parametrize("version", ["3.12", "3.13"])
@pytest.mark.parametrize("how", ["make", "pip"])
def test_the_course_is_set_up_in_a_folder_of_any_name(course, tmp_path, version, how):
    """Both ways of the README, on each Python; then a kernel elsewhere finds all."""
    venv = course / ".venv"
    shutil.rmtree(venv, ignore_errors=True)
    if how == "make":
        said("make", ".venv/.learn", f"PYTHON={python(version)}", cwd=course)
    else:
        said(python(version), "-m", "venv", ".venv", cwd=course)
        pip = (venv / "bin/python", "-m", "pip", "install", "--quiet")
        said(*pip, "-r", "requirements.txt", cwd=course)
        said(*pip, "--no-deps", "--no-build-isolation", "-e", ".", cwd=course)
    shows_a_solution(venv / "bin/python", tmp_path)
    shutil.rmtree(venv)


@POSIX
@pytest.mark.certify
def test_a_wheelhouse_brings_the_course_to_a_machine_without_internet(course, tmp_path):
    """From a fresh clone to JupyterLab elsewhere, where pip may ask nobody."""
    said("make", "wheelhouse", f"PYTHON={sys.executable}", cwd=course)
    house = shutil.move(course / "dist/wheelhouse", tmp_path / "house")
    shutil.rmtree(course / ".venv")
    said(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    bin_ = tmp_path / "venv" / "bin"
    pip = (bin_ / "python", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", house)
    said(*pip, "borrowing-strength", cwd=tmp_path, PIP_CONFIG_FILE=os.devnull)
    shows_a_solution(bin_ / "python", tmp_path)
    told = said(bin_ / "borrowing-strength", "doctor", cwd=tmp_path)
    assert "sampling: PyMC with nutpie" in told
    assert not re.search("MEND|tried:", told), told
    opens_lab(bin_ / "borrowing-strength", tmp_path)


def opens_lab(script: Path, home: Path) -> None:
    """`learn` ends in a JupyterLab that lists the notebooks of the copy."""
    command = [script, "learn", "--to", home / "mine", "--no-browser", "--IdentityProvider.token=t"]
    log = home / "lab.log"
    with log.open("w") as file:
        lab = subprocess.Popen(
            [*map(str, command), "--ServerApp.port=0"],
            env={**os.environ, "HOME": str(home)},
            cwd=home,
            stdout=file,
            stderr=file,
        )
    try:
        address = ""
        for _ in range(120):
            found = re.search(r"http://127\.0\.0\.1:\d+/", log.read_text())
            if address := found[0] if found else "":
                break
            time.sleep(0.5)
        assert address, log.read_text()
        for place, wanted in (("api/contents/exercises", b"03-heterogeneity.ipynb"), ("lab", b"JupyterLab")):
            with urllib.request.urlopen(f"{address}{place}?token=t", timeout=60) as answer:
                assert wanted in answer.read()
    finally:
        lab.terminate()
        lab.wait(timeout=60)
