"""A learner's folder: known to be full, and gone afterwards, whatever is in it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.grading.batch.jail import scratch
from helpers.grading.batch.jail.scratch import NAME, Scratch, memory_folder

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")


@pytest.fixture
def folder() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    if os.path.exists(made.path):
        made.remove()


def filled(path: str) -> None:
    """What nobody lists, what nobody may write in, and what is deeper than a path is long."""
    before = os.getcwd()
    os.chdir(path)
    os.makedirs("a/b")
    Path("a/b/c").touch()
    Path("link").symlink_to("/")
    for _ in range(1100):
        os.mkdir("deeper")
        os.chdir("deeper")
    Path("the end").touch()
    os.chdir(before)
    for name, mode in (("a/b", 0o000), ("a", 0o500), ("deeper", 0o300)):
        os.chmod(f"{path}/{name}", mode)


def test_it_goes_with_all_that_is_in_it(folder: Scratch, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    filled(folder.path)
    Path(folder.path, "outside").symlink_to(tmp_path)
    folder.remove()
    assert not os.path.exists(folder.path)
    assert (tmp_path / "mine").exists()


def test_what_cannot_be_counted_is_full(folder: Scratch) -> None:
    assert not folder.too_full(1)
    filled(folder.path)
    assert folder.too_full(1)


@pytest.mark.parametrize(("size", "full"), [(900_000, False), (1_100_000, True)])
def test_how_full_it_is(folder: Scratch, size: int, full: bool) -> None:
    os.mkdir(f"{folder.path}/a")
    Path(folder.path, "a/b").write_bytes(bytes(size))
    assert folder.too_full(1) is full


def test_what_will_not_go_is_let_be(folder: Scratch) -> None:
    file = Path(folder.path, "file")
    file.touch()
    if subprocess.run(["chattr", "+i", file], capture_output=True, check=False).returncode:
        pytest.skip("no file can be made immutable here")
    try:
        folder.remove()
        assert file.exists()
    finally:
        subprocess.run(["chattr", "-i", file], check=True)
        scratch.sweep()
    assert not file.exists()


def test_folders_of_graders_that_were_killed_are_swept_and_no_others(folder: Scratch) -> None:
    code = f"import os; from {scratch.__name__} import Scratch; print(Scratch().path, flush=True)"
    code += "; os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    left, other = Path(killed.stdout.strip()), Path(memory_folder(), f"not-a-{NAME}")
    assert left.is_dir()
    other.mkdir(exist_ok=True)
    scratch.sweep()
    assert not left.exists()
    assert other.is_dir()
    assert os.path.isdir(folder.path)
    other.rmdir()
