"""Commands run as on another machine: in another folder, without what the tests' environment brings."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

LEARN = (
    "from helpers import check, progress\nprint(check('03.1', lambda y, s: 1.0, more='solution'), progress())"
)


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """What became of a command; ``cwd`` is its home too."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "BORROWING", "VIRTUAL_ENV"))}
    return subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**ours, "HOME": str(cwd), "PYTHONUTF8": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def said(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command that must succeed says."""
    done = run(*command, cwd=cwd, **environment)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def shows_a_solution(python: str | Path, cwd: Path, **environment: str) -> None:
    """The exercises can be checked there, and their solutions shown."""
    told = said(python, "-c", LEARN, cwd=cwd, **environment)
    assert "Not yet" in told
    assert "weights = 1 / std_errors**2" in told
    assert "Your" in told or "Chapter" in told
