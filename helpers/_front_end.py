"""What a front end may show and the disk does not hold: typing is in the browser alone until it is saved.

Nothing on this side sees what is typed. But a kernel knows the cell that it runs and what it ran before, and
the file says what was saved and when; and a server says which notebooks have a kernel.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers import _notebooks

RECENT = 30  # seconds between saving and running: time for a click and two keys
_PATIENCE = 2  # seconds for a server to answer
_ID = re.compile(r"[\w-]{1,64}")  # what nbformat lets a cell be called


@dataclass(frozen=True)
class Running:
    """The cell that runs now: its code, its id where the front end says that, and all code run before."""

    code: str
    cell: str
    before: tuple[str, ...]


def running() -> Running | None:
    """The cell of a notebook that runs now; None where no kernel runs this."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return None
    asked = kernel.get_parent()
    ran = tuple(map(str, shell.history_manager.input_hist_raw))  # the first is none, the last runs now
    code, cell = asked.get("content", {}).get("code", ""), asked.get("metadata", {}).get("cellId", "")
    return Running(str(code), str(cell), ran[1:-1])


def unsaved(path: Path, now: Running) -> str:
    """Why the file may lack what stands in the open notebook; nothing where all speaks for a save just now.

    The file must hold the cell that runs, word for word, and the number of the run before; and be a moment
    old. What is typed between that save and the run escapes all three.
    """
    notebook = _notebooks.read(path)
    if notebook is None:
        return f"{path.name} on disk is missing or damaged"
    cells, code = notebook["cells"], now.code.strip()
    if not any(_notebooks.source(cell) == code for cell in _candidates(cells, now.cell)):
        return f"{path.name} on disk does not hold this line yet"
    ran = {count for cell in cells if (count := cell.get("execution_count"))}
    if ran and now.before and len(now.before) not in ran:
        return f"{path.name} was last saved before the last cell was run"
    age = _clock(path.parent) - path.stat().st_mtime
    return f"{path.name} was last saved {_long(age)} ago" if age > RECENT else ""


def _candidates(cells: list[Any], name: str) -> list[Any]:
    """The cells that may be the one called ``name``: all, where file or front end know no such names."""
    if not _ID.fullmatch(name) or not any(cell.get("id") for cell in cells):
        return cells
    return [cell for cell in cells if cell.get("id") == name]


def is_own(path: Path) -> bool:
    """Whether the kernel that runs this was started for the notebook at ``path``."""
    session = os.environ.get("JPY_SESSION_NAME", "")
    return bool(session) and os.path.realpath(session) == os.path.realpath(path)


def _clock(folder: Path) -> float:
    """What time it is where the folder's files get theirs: a server's clock may be another."""
    with tempfile.TemporaryFile(dir=folder) as probe:
        return os.fstat(probe.fileno()).st_mtime


def _long(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"


def with_kernels() -> frozenset[Path]:
    """Notebooks for which a server of this user has a kernel: those that are open, as far as can be asked."""
    with suppress(Exception):  # a server that cannot be asked, or answers oddly, names none
        from jupyter_server.serverapp import list_running_servers

        return frozenset(path for server in list_running_servers() for path in _asked(server))
    return frozenset()


def _asked(server: dict[str, Any]) -> Iterator[Path]:
    address = f"{server['url']}api/sessions"
    request = urllib.request.Request(address, headers={"Authorization": f"token {server['token']}"})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with suppress(OSError, ValueError), direct.open(request, timeout=_PATIENCE) as answer:
        for session in json.load(answer):
            yield Path(os.path.realpath(os.path.join(server["root_dir"], session["path"])))
