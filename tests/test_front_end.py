"""What an open notebook may hold and the disk does not: doubted where it can be known, and never for good."""

from __future__ import annotations

import http.server
import json
import os
import threading
import time

import pytest

from helpers import _front_end, _notebooks
from helpers._front_end import Running

LINE = 'set_back("03.4")'
ASKS = "asks"  # the cell with that line


@pytest.fixture
def path(tmp_path):
    return tmp_path / "03-test.ipynb"


def save(path, *cells, named=True):
    """A notebook as a front end saves it: (id, source, number of its last run)."""
    path.write_text(
        json.dumps(
            {
                "cells": [
                    {"cell_type": "code", "source": [text], "execution_count": count}
                    | ({"id": name} if named else {"metadata": {"nbgrader": {"grade_id": name}}})
                    for name, text, count in cells
                ]
            }
        )
    )


def doubt(path, *before, cell=ASKS):
    return _front_end.unsaved(path, Running(LINE, cell, before))


def test_a_notebook_saved_just_now_is_in_no_doubt(path):
    save(path, ("one", "x = 1", 1), (ASKS, LINE, None))
    assert doubt(path, "x = 1") == ""
    save(path, ("one", "x = 2", 1), (ASKS, LINE, None))
    assert doubt(path, "x = 1") == "", "what was changed after its run was saved too"


@pytest.mark.parametrize(
    ("cells", "before", "reason"),
    [
        ([("one", "x = 1", 1)], ["x = 1"], "does not hold this line"),
        (
            [("one", "x = 1", 1), (ASKS, 'set_back("03.1")', 2)],
            ["x = 1", "y"],
            "does not hold this line",
        ),
        ([("one", "x = 1", 1), ("other", LINE, 2)], ["x = 1", LINE], "does not hold this line"),
        (
            [("one", "x = 1", 1), ("two", "...", None), (ASKS, LINE, None)],
            ["x = 1", "y = 2"],
            "last cell was run",
        ),
    ],
    ids=["the line is new", "the line was changed", "the line is in another cell", "a cell was run since"],
)
def test_what_was_typed_since_the_last_save_is_known_by_what_was_run(path, cells, before, reason):
    save(path, *cells)
    assert reason in doubt(path, *before)


def test_a_save_that_is_minutes_old_is_doubted_even_where_all_that_was_run_is_in_it(path):
    save(path, (ASKS, LINE, 1))
    assert doubt(path, LINE) == ""
    then = time.time() - 300
    os.utime(path, (then, then))
    assert "5 minutes ago" in doubt(path, LINE)


@pytest.mark.parametrize("numbered", [True, False], ids=["as saved", "by a tool that strips numbers"])
def test_whoever_is_refused_saves_and_asks_again_is_not_refused(path, numbered):
    """Whatever was run before, and though the cell that was run last is gone."""
    before = ["x = 1", "gone = 1"]
    save(path, ("one", "x = 1", 1 if numbered else None))
    assert doubt(path, *before)
    save(path, ("one", "x = 1", 1 if numbered else None), (ASKS, LINE, 3 if numbered else None))
    assert doubt(path, *before, LINE) == ""


@pytest.mark.parametrize(("cell", "named"), [("scheme:/a#b", True), ("", True), ("fresh", False)])
def test_cells_of_front_ends_and_files_without_such_names_are_known_by_their_words(path, cell, named):
    save(path, ("one", LINE, 1), named=named)
    assert doubt(path, LINE, cell=cell) == ""


@pytest.mark.parametrize("text", [None, "", "[]", '{"cells": 3}'])
def test_a_file_that_is_no_notebook_holds_nothing(path, text):
    if text is not None:
        path.write_text(text)
    assert "missing or damaged" in doubt(path)


def test_outside_of_a_kernel_no_cell_runs():
    assert _front_end.running() is None


def test_code_that_the_notebook_lacks_is_put_at_its_end_once_and_does_not_run():
    mine = {"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "source": ["x = 1\n", "y = 2\n"]}]}
    assert _notebooks.with_code(mine, ["x = 1\ny = 2", "", " \n"]) is mine
    found = _notebooks.with_code(mine, ["z = 3\nz", "x = 1\ny = 2", "z = 3\nz", "w"])["cells"]
    assert found[0] == mine["cells"][0]
    assert [_notebooks.source(cell) for cell in found[2:]] == ["z = 3\nz", "w"]
    assert {cell["cell_type"] for cell in found[1:]} == {"markdown", "raw"}
    assert len({cell["id"] for cell in found}) == len(found)


def test_servers_say_which_notebooks_are_open_and_one_that_is_gone_says_nothing(tmp_path, monkeypatch):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            allowed = self.headers["Authorization"] == "token secret"
            self.send_response(200 if allowed else 403)
            self.end_headers()
            self.wfile.write(json.dumps([{"path": "exercises/03 é.ipynb"}] if allowed else {}).encode())

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = {"url": f"http://127.0.0.1:{server.server_port}/", "root_dir": str(tmp_path)}
        gone = {"url": "http://127.0.0.1:1/", "root_dir": "/", "token": ""}
        listed = [gone, here | {"token": "another"}, here | {"token": "secret"}]
        monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter(listed))
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
        assert _front_end.with_kernels() == {tmp_path.resolve() / "exercises/03 é.ipynb"}
        server.shutdown()
