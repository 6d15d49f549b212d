"""The doctor finds what was broken on purpose, names the remedy, and its exit code says so."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from helpers import learn
from helpers.authoring import sync
from helpers.cli import command, doctor, front_end, places, sampling, versions
from helpers.cli.finding import Finding

ROOT = Path(__file__).resolve().parents[2]
FINE, NOTED, BROKEN = Finding("well"), Finding("so so", note="know this"), Finding("bad", mend="do that")


@pytest.fixture(autouse=True)
def work(tmp_path, monkeypatch):
    monkeypatch.setenv(learn.VARIABLE, str(tmp_path / "work"))
    return tmp_path / "work"


@pytest.mark.parametrize(
    ("found", "code", "count"),
    [([FINE, NOTED], 0, "fit"), ([BROKEN, FINE], 1, "mend: 1."), ([NOTED, BROKEN, BROKEN], 1, "mend: 2.")],
)
def test_only_what_is_broken_fails(found, code, count, monkeypatch, capsys):
    checks = ((f"check {n}", lambda f=f: f) for n, f in enumerate(found))
    monkeypatch.setattr(doctor.examine, "__defaults__", (False, tuple(checks)))
    assert doctor.main([]) == code
    said = capsys.readouterr().out
    assert all(f.said in said and (f.mend or f.note) in said for f in found)
    assert count in said


def test_a_check_that_fails_itself_is_a_finding_and_the_others_still_run():
    def broken():
        raise ImportError("no numpy")

    found = dict(doctor.examine(checks=(("a", broken), ("b", lambda: FINE), ("c", broken))))
    assert "no numpy" in found["a"].said
    assert "pip install" in found["a"].mend
    assert found["b"] == FINE
    assert "above" in found["c"].said
    assert not found["c"].is_broken, "what may follow from another fault gets no remedy of its own"
    assert found["c"].told("c").startswith("wait")


def started(*words: str, python: str = sys.executable, path: str = "") -> subprocess.CompletedProcess[str]:
    """The doctor in a process of its own, whose modules are looked for in ``path`` first."""
    there = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (path, str(ROOT))))}
    command = [python, *words, "-m", "helpers.cli", "doctor", "--quick"]
    return subprocess.run(command, env=there, capture_output=True, text=True, check=False, cwd=ROOT)


def test_without_any_package_the_doctor_says_what_is_missing():
    done = started("-S")  # no site-packages
    assert done.returncode == 1
    assert not done.stderr
    assert "pip install" in done.stdout
    assert "--no-index --find-links" in done.stdout
    assert "fine  Python" in done.stdout
    assert done.stdout.count("MEND") == 1, "one thing is to be mended, whatever fails of it"
    assert f"To mend: 1. After that {done.stdout.count('wait  ')} more can be checked." in done.stdout


def test_every_command_of_a_remedy_names_its_python(tmp_path, monkeypatch):
    """A bare ``pip`` or ``jupyter`` may be another environment's."""
    from jupyterlab_server import config

    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    labextension(tmp_path / "half", "anywidget", "0.0.1")
    labextension(tmp_path / "half", "@jupyter-widgets/jupyterlab-manager", "5")
    found = [front_end.widgets([str(tmp_path)]), front_end.widgets([str(tmp_path / "half")])]
    monkeypatch.setattr(config, "get_page_config", lambda _: {"disabledExtensions": ["anywidget:plugin"]})
    found += [front_end.widgets([str(tmp_path / "half")]), sampling.check("raise ValueError")]
    for finding in found:
        assert finding.mend.startswith(f'"{sys.executable}" -m '), finding.mend


def test_what_jupyterlab_lacks_since_the_package_is_not_there_is_not_mended_twice(monkeypatch):
    def version(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(front_end, "version", version)
    checks = (("packages", lambda: BROKEN), ("widgets", front_end.widgets))
    assert dict(doctor.examine(checks=checks))["widgets"].waits


def test_a_sampler_without_its_packages_is_not_called_broken():
    with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found"):
        sampling.check("import nowhere_to_be_found")


def test_no_folder_is_not_the_usual_one(capsys):
    with pytest.raises(SystemExit):
        doctor.main(["--to", " "])
    assert "a folder must be named" in capsys.readouterr().err


@pytest.mark.slow
def test_a_package_that_another_hides_is_told(tmp_path):
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy/__init__.py").write_text("__version__ = '9'\n")
    done = started(path=str(tmp_path))
    assert done.returncode == 1
    assert not done.stderr
    assert str(tmp_path / "numpy") in done.stdout
    assert "PYTHONPATH" in done.stdout


def test_what_the_doctor_stands_on_can_be_read_by_old_pythons():
    loads = "import sys, helpers.cli.doctor as d; "
    code = loads + "print(*(m.__file__ for n, m in sys.modules.items() if n.startswith('helpers')))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    files = loaded.stdout.split()
    assert files
    for file in files:
        ast.parse(Path(file).read_text("utf-8"), feature_version=(3, 9))


def runs(python: str) -> bool:
    return not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode


@pytest.mark.slow
@pytest.mark.parametrize("name", ["python3.9", "python3.10", "python3.11"])
def test_an_old_python_is_told_and_nothing_else_is_tried(name):
    found = filter(None, (shutil.which(name, path=path) for path in (None, os.defpath)))
    python = next((path for path in found if runs(path)), "")
    if not python:
        pytest.skip(f"no {name} here")
    done = started(python=python)
    assert (done.returncode, done.stderr) == (1, "")
    assert "Install Python 3.13" in done.stdout
    assert "packages" not in done.stdout


def test_an_old_python_learns_nothing_but_that(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    assert command.main(["learn"]) == 1
    assert "3.12" in capsys.readouterr().err


@pytest.mark.slow
def test_this_set_up_is_fit(capsys):
    code, said = doctor.main(["--quick"]), capsys.readouterr().out
    assert code == 0, said
    assert "fine  imports" in said


@pytest.mark.parametrize(("version", "is_broken"), [((3, 11), True), ((3, 12), False), ((3, 15), False)])
def test_an_old_python_is_broken_and_a_newer_one_noted(version, is_broken):
    found = versions.python(version)
    assert found.is_broken is is_broken
    assert bool(found.note) is (version == (3, 15))


def test_a_package_of_another_version_is_noted(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("numpy==0.1\nscipy==0.2 ; sys_platform != 'x'\n")
    found = versions.packages(lock, of="pandas")
    assert not found.is_broken
    assert "numpy" in found.said
    assert "0.1" in found.said
    assert str(lock) in found.note


def test_a_package_that_is_not_there_is_named(tmp_path, monkeypatch):
    asked = {"course": ["here", "gone>=1", 'elsewhere; sys_platform == "none"', 'extra; extra == "x"']}
    monkeypatch.setattr(versions, "requires", asked.get)
    monkeypatch.setattr(versions, "_found", lambda name: "" if name == "gone" else "1")
    (tmp_path / "list").write_text("here==1\n")
    found = versions.packages(tmp_path / "list", of="course")
    assert found.is_broken
    assert found.said == "1 missing: gone"


@pytest.mark.parametrize(("here", "is_broken"), [("1.26.4", True), ("2.1", False), ("2.9rc1", False)])
def test_a_version_below_what_the_course_asks_is_broken(here, is_broken, tmp_path, monkeypatch):
    monkeypatch.setattr(versions, "requires", {"course": ["numpy>=2.1"]}.get)
    monkeypatch.setattr(versions, "_found", lambda _: here)
    (tmp_path / "list").write_text("numpy==2.3\n")
    found = versions.packages(tmp_path / "list", of="course")
    assert found.is_broken is is_broken
    assert f"numpy {here}" in found.said
    assert str(tmp_path / "list") in (found.mend or found.note)


def test_a_course_that_is_not_installed_is_told():
    found = versions.packages(of="no-such-course")
    assert "no-such-course" in found.said
    assert found.is_broken


def test_all_that_the_course_needs_is_on_the_list():
    pins = {line.partition("==")[0] for line in versions.LOCK.read_text("utf-8").splitlines()}
    found = set(versions.needed("borrowing-strength"))
    assert {"numpy", "jupyterlab", "webcolors"} < found, "an extra's packages are among them"
    assert found <= pins


def labextension(folder: Path, name: str, version: str) -> None:
    (folder / name).mkdir(parents=True)
    about = {"name": name, "version": version, "jupyterlab": {"_build": {"load": "x"}}}
    (folder / name / "package.json").write_text(json.dumps(about))


def test_widgets_without_their_front_end_are_broken(tmp_path):
    assert "anywidget" in front_end.widgets([str(tmp_path)]).mend
    labextension(tmp_path, "anywidget", "0.0.1")
    found = front_end.widgets([str(tmp_path)])
    assert "jupyterlab-widgets" in found.mend
    assert "anywidget" not in found.mend
    labextension(tmp_path, "@jupyter-widgets/jupyterlab-manager", "5")
    assert "anywidget==" in front_end.widgets([str(tmp_path)]).mend, "the two halves differ"


def test_widgets_that_are_switched_off_are_broken(monkeypatch):
    from jupyterlab_server import config

    monkeypatch.setattr(config, "get_page_config", lambda _: {"disabledExtensions": ["anywidget:plugin"]})
    assert "enable anywidget" in front_end.widgets().mend


def test_a_kernel_of_another_python_is_broken(tmp_path, monkeypatch):
    folder = tmp_path / "kernels/python3"
    folder.mkdir(parents=True)
    spec = {"argv": ["/usr/bin/other", "-m", "ipykernel_launcher"], "display_name": "P", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    found = places.kernel()
    assert "/usr/bin/other" in found.said
    assert str(folder) in found.mend
    spec["argv"][0] = sys.executable
    (folder / "kernel.json").write_text(json.dumps(spec))
    assert not places.kernel().is_broken


def test_a_folder_that_cannot_be_written_is_broken(tmp_path, monkeypatch):
    assert not places.folders().is_broken
    assert not (tmp_path / "work").exists(), "looking leaves nothing behind"
    monkeypatch.setenv(learn.VARIABLE, "/proc/nowhere")
    assert "/proc/nowhere" in places.folders().said
    assert learn.VARIABLE in places.folders().mend
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        monkeypatch.setenv(learn.VARIABLE, str(place))
        assert f"{tmp_path / 'file'} is no folder" in places.folders().said


def test_advice_keeps_the_place_that_was_told(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(learn.VARIABLE, "")
    monkeypatch.setattr(doctor.examine, "__defaults__", (False, (("your copy", places.copy),)))
    doctor.main(["--to", str(tmp_path / "ada")])
    assert f'learn --to "{tmp_path / "ada"}"' in capsys.readouterr().out


def test_a_full_disk_is_broken(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage())
    assert places.folders().is_broken


class Usage:
    free = 1 << 20


def test_a_copy_that_lacks_notebooks_or_is_older_is_noted(tmp_path, work):
    course = tmp_path / "course"
    (course / "solutions").mkdir(parents=True)
    for path in (ROOT / "solutions").glob("03-*.md"):
        shutil.copy(path, course / "solutions")
    sync.write(course)
    assert "none" in places.copy(work, course).said
    learn.prepare(work, course)
    assert "up to date" in places.copy(work, course).said
    sheet = course / "solutions/03-heterogeneity.md"
    sheet.write_text(sheet.read_text("utf-8").replace("## 03.1 Cochran's Q", "## 03.1 Mended"), "utf-8")
    assert "2 notebooks" in places.copy(work, course).said
    assert learn.prepare(work, course) == [f"put 2 notebooks into {work}"]
    assert "up to date" in places.copy(work, course).said
    (work / "exercises/03-heterogeneity.ipynb").write_text("{")
    broken = places.copy(work, course)
    assert "03-heterogeneity.ipynb" in broken.said
    assert "--set-back 03" in broken.mend
    (work / "exercises/03-heterogeneity.ipynb").write_text('{"cells": [{"mine": 1}]}')
    assert "up to date" in places.copy(work, course).said, "what a learner wrote is not out of date"
    (work / "exercises/03-heterogeneity.ipynb").unlink()
    assert "1 notebook" in places.copy(work, course).said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("raise ImportError('numba is broken')", "numba is broken"),
        ("import os; os.abort()", "code -6"),
        ("import time; time.sleep(60)", "nothing within"),
    ],
)
def test_sampling_that_breaks_is_told(code, told):
    found = sampling.check(code, patience=5)
    assert found.is_broken
    assert told in found.said


@pytest.mark.parametrize("mean", [0.2, float("nan")])
def test_a_sampler_that_is_wrong_is_broken(mean):
    right = {"seconds": 3.0, "mean": 0.101, "exact": 0.1, "mcse": 0.001}
    assert not sampling.judged(right).is_broken
    assert sampling.judged(right | {"mean": mean}).is_broken


@pytest.mark.slow
def test_sampling_works_here():
    found = sampling.check()
    assert not found.is_broken, found
