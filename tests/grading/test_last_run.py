"""After a cell that failed, a check says that it judges what an earlier run left."""

from __future__ import annotations

import nbclient
import nbformat
import pytest

from helpers.grading.last_run import Runs

SETUP = "import numpy as np\nfrom helpers import check"
RIGHT = """\
def q_statistic(effects, std_errors):
    weights = 1 / std_errors**2
    return np.sum(weights * (effects - np.average(effects, weights=weights)) ** 2)"""
CHECK = 'str(check("03.1", q_statistic))'


class Shell:
    """As much of IPython's shell as is needed, running cells as that does."""

    def __init__(self):
        self.user_ns, self.events, self._calls = {}, self, {}

    def register(self, event, call):
        self._calls[event] = call

    def run(self, cell):
        info = type("Info", (), {"raw_cell": cell})
        self._calls["pre_run_cell"](info)
        result = type("Result", (), {"error_before_exec": None, "error_in_exec": None})
        try:
            code = compile(cell, "<cell>", "exec")
        except SyntaxError as error:
            result.error_before_exec = error
        else:
            try:
                exec(code, self.user_ns)
            except Exception as error:
                result.error_in_exec = error
        self._calls["post_run_cell"](result)


FAILING = {
    "before the function": "import no_such_module\ndef f():\n    return 2",
    "a syntax error": "def f():\n    return (2",
    "in a decorator": "@nobody\ndef f():\n    return 2",
    "a value": "f = nobody(2)",
}


@pytest.mark.parametrize("cell", FAILING.values(), ids=FAILING)
def test_what_an_earlier_run_left_is_named_until_the_cell_runs(cell):
    shell = Shell()
    runs = Runs(shell)
    shell.run("def f():\n    return 1")
    assert runs.note(shell.user_ns["f"], {"f"}) == ""
    shell.run(cell)
    assert "ended with an error, `" in runs.note(shell.user_ns["f"], {"f"})
    assert runs.note(shell.user_ns["f"], {"g"}) == ""
    assert runs.note(len, {"f"}) == ""
    shell.run("print")  # another cell says nothing of this one
    assert runs.note(shell.user_ns["f"], {"f"})
    shell.run("def f():\n    return 3")
    assert runs.note(shell.user_ns["f"], {"f"}) == ""


@pytest.mark.parametrize("after", ["nobody(f)", "f == nobody", "x = f() + nobody", "print(f=1)"])
def test_a_function_that_was_made_before_the_error_is_no_earlier_one(after):
    shell = Shell()
    runs = Runs(shell)
    shell.run("def f():\n    return 1")
    shell.run(f"def f():\n    return 2\n{after}")
    assert runs.note(shell.user_ns["f"], {"f"}) == ""
    shell.run(after)
    assert runs.note(shell.user_ns["f"], {"f"}) == ""


@pytest.mark.slow
def test_in_a_kernel_the_check_says_so(tmp_path):
    broken = RIGHT.replace("return", "retrun")
    cells = [SETUP, RIGHT, CHECK, broken, CHECK, RIGHT, CHECK]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    first, stale, last = (notebook.cells[i].outputs[0].data["text/plain"] for i in (2, 4, 6))
    said = "The last run of the cell that makes `q_statistic` ended with an error, `SyntaxError"
    assert [said in text for text in (first, stale, last)] == [False, True, False]
    assert "Right" in stale
