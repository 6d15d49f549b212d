"""The wheel alone: what is in it, and that it teaches from anywhere, with no course beside it."""

from __future__ import annotations

import os
import re
import sys
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

from helpers._course import OLDEST
from helpers.cli import command, versions
from tests.elsewhere import run, said, shows_a_solution

ROOT = Path(__file__).resolve().parents[1]
POSIX = pytest.mark.skipif(os.name != "posix", reason="scripts of a POSIX environment")
EVERYTHING = """
import sys
from importlib import import_module
from pathlib import Path
import helpers
from helpers import datasets, widgets
from helpers.widgets.bundle import bundle_text
for name in helpers._MODULES:
    getattr(helpers, name)
home = Path(helpers.__file__).parent
assert home.is_relative_to(sys.argv[1]), home
ours = [m.__file__ for n, m in sys.modules.items() if n.startswith("helpers.") and getattr(m, "__file__", 0)]
assert all(file.startswith(sys.argv[1]) for file in ours), ours
assert len(bundle_text()) > 100_000
for path in (home / "data").glob("*.csv*"):
    assert len(datasets.load(path.name.partition(".")[0])), path
print("all there")
"""


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    said(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="session")
def installed(wheel, tmp_path_factory):
    """The wheel by itself in a folder, which then stands before the course's own."""
    folder = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder)
    said(*pip, wheel, cwd=folder)
    return folder


def test_nothing_strays_into_the_wheel(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"helpers"}
    assert not [name for name in names if "node_modules" in name or "__pycache__" in name]
    sheets = {path.name for path in (ROOT / "solutions").iterdir()}
    assert sheets <= {Path(name).name for name in names if "/course/solutions/" in name}


def test_what_the_wheel_says_of_itself_leads_nowhere_that_it_is_not(wheel):
    """It is read where no file of the repository is: no link to one, no picture. Its commands exist."""
    with zipfile.ZipFile(wheel) as packed:
        [name] = [name for name in packed.namelist() if name.endswith(".dist-info/METADATA")]
        about = message_from_string(packed.read(name).decode())
    said = str(about.get_payload())
    assert not [link for link in re.findall(r"\]\((.+?)\)", said) if not link.startswith("https://")]
    assert re.findall(rf"^{command.PROG} ([\w-]+)", said, re.M)
    assert set(re.findall(rf"^{command.PROG} ([\w-]+)", said, re.M)) == set(command.COMMANDS)
    assert about["Requires-Python"] == ">=" + ".".join(map(str, OLDEST))
    assert all(".".join(map(str, version)) in said for version in versions.TRIED)


@pytest.mark.slow
def test_all_modules_data_and_widgets_come_from_the_wheel(installed, tmp_path):
    assert "all there" in said(
        sys.executable, "-c", EVERYTHING, installed, cwd=tmp_path, PYTHONPATH=str(installed)
    )


@pytest.mark.slow
@POSIX
def test_its_command_puts_every_notebook_where_the_learner_says(installed, tmp_path):
    script = installed / "bin" / "borrowing-strength"
    told = said(script, "learn", "--to", "my course", "--no-lab", cwd=tmp_path, PYTHONPATH=str(installed))
    assert str(tmp_path / "my course" / "exercises") in told
    for folder in ("exercises", "solutions"):
        for path in (ROOT / folder).glob("*.ipynb"):
            assert (tmp_path / "my course" / folder / path.name).read_bytes() == path.read_bytes()
    again = said(script, "learn", "--to", "my course", "--no-lab", cwd=tmp_path, PYTHONPATH=str(installed))
    assert "notebook" not in again
    doctor = run(script, "doctor", "--quick", "--to", "my course", cwd=tmp_path, PYTHONPATH=str(installed))
    assert doctor.returncode == 0, doctor.stdout
    assert f"{installed}/helpers/course" in doctor.stdout
    assert "your copy: up to date" in doctor.stdout


@pytest.mark.slow
def test_it_checks_and_shows_a_solution(installed, tmp_path):
    shows_a_solution(sys.executable, tmp_path, PYTHONPATH=str(installed))
