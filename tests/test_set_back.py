"""An exercise is set back from a kernel of its own: not before the notebook is saved, and all is kept."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jupyter_client.manager import KernelManager

from helpers import learn
from helpers.learn import back
from tests.test_learn import MINE, NAME, answer, source

ROOT = Path(__file__).resolve().parents[1]
LINE = 'import helpers\nhelpers.set_back("03.1")'
ATTEMPT = "def q_statistic(effects, std_errors):\n    return 'an earlier attempt'"


class Kernel:
    """One that JupyterLab would have started for a notebook; what it prints comes back."""

    def __init__(self, notebook: Path) -> None:
        self.manager = KernelManager(kernel_name="python3")
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "JPY_SESSION_NAME": str(notebook)}
        self.manager.start_kernel(cwd=str(notebook.parent), env=environment)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=90)

    def run(self, code: str) -> str:
        said: list[str] = []

        def hear(message):
            said.append(message["content"].get("text", "") + "".join(message["content"].get("traceback", [])))

        self.client.execute_interactive(code, timeout=90, output_hook=hear)
        return "".join(said)

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """The notebook of a learner's copy."""
    monkeypatch.setenv(learn.VARIABLE, str(tmp_path))
    path = tmp_path / "exercises" / NAME
    path.parent.mkdir()
    path.write_bytes((ROOT / "exercises" / NAME).read_bytes())
    return path


@pytest.fixture
def kernel(notebook):
    started = Kernel(notebook)
    yield started
    started.stop()


def save(path: Path, text: str, number: int | None) -> bytes:
    """As JupyterLab saves: the answer, and at the end the line that asks."""
    notebook = json.loads(answer(path, text))
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "asks"]
    asks = {"cell_type": "code", "id": "asks", "metadata": {}, "outputs": [], "execution_count": number}
    notebook["cells"].append(asks | {"source": LINE.splitlines(keepends=True)})
    path.write_text(json.dumps(notebook, indent=1), "utf-8")
    return path.read_bytes()


def test_nothing_is_set_back_before_it_is_saved_and_what_was_run_is_kept(notebook, kernel):
    given, before = source(notebook), notebook.read_bytes()
    kernel.run(ATTEMPT)
    kernel.run(MINE)
    said = kernel.run(LINE)
    assert said.startswith("Nothing is set back yet")
    assert "Save now" in said
    assert notebook.read_bytes() == before
    assert list(notebook.parent.iterdir()) == [notebook], "no copy of what is about to be saved"
    save(notebook, MINE, 3)
    said = kernel.run(LINE)
    assert "is set back" in said
    assert "before you type anything else" in said
    assert source(notebook) == given
    kept = notebook.with_name(f"yours-{NAME}")
    assert str(kept) in said
    assert source(kept) == MINE
    ran = [cell["source"] for cell in json.loads(kept.read_bytes())["cells"] if cell["cell_type"] == "raw"]
    assert ["".join(lines) for lines in ran] == [ATTEMPT]


@pytest.mark.slow
def test_a_cell_run_after_the_save_is_not_lost(notebook, kernel):
    kernel.run(LINE)
    saved = save(notebook, MINE, 1)
    kernel.run("def tau_squared(): return 'typed since'")
    assert kernel.run(LINE).startswith("Nothing is set back yet")
    assert notebook.read_bytes() == saved


@pytest.mark.slow
def test_from_another_notebook_it_says_where_to_ask(notebook, kernel):
    said = kernel.run('import helpers\nhelpers.set_back("04")')
    assert "It was missing" in said, "what is not there cannot be open"
    said = kernel.run('import helpers\nhelpers.set_back("04")')
    assert said.startswith("Nothing is set back yet")
    assert "in a cell of" in said
    other = notebook.with_name("04-pooling.ipynb")
    other.write_text("{")
    assert "is set back" in kernel.run('import helpers\nhelpers.set_back("04")'), "nor can what is damaged"
    assert notebook.with_name("yours-04-pooling.ipynb").read_text() == "{"


@pytest.mark.slow
def test_its_own_notebook_that_is_damaged_on_disk_stands_whole_in_the_browser(notebook, kernel):
    notebook.write_text("{")
    assert kernel.run('import helpers\nhelpers.set_back("03")').startswith("Nothing is set back yet")
    assert notebook.read_text() == "{"


def test_from_a_terminal_what_is_open_in_jupyterlab_stays(notebook, monkeypatch, capsys):
    mine = answer(notebook)
    monkeypatch.setattr(back._front_end, "with_kernels", lambda: frozenset({notebook.resolve()}))
    assert learn.main(["--set-back", "03.1"]) == 1
    said = capsys.readouterr().err
    assert "is open in JupyterLab" in said
    assert notebook.read_bytes() == mine
    monkeypatch.setattr(back._front_end, "with_kernels", frozenset)
    assert learn.main(["--set-back", "03.1"]) == 0
    said = capsys.readouterr().out
    assert "Save Notebook As" in said
    assert source(notebook) != MINE
