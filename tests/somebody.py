"""Run tests again as an ordinary user, where root runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOTS = sys.platform == "linux" and os.getuid() == 0 and shutil.which("unshare") and shutil.which("setpriv")
SOMEBODY = "64001"

# In a mount namespace of its own a folder that is closed to others is covered by an open one, in which only
# the interpreter stands.
OPENED = (
    'mount --bind "$2" "$3" && mount -t tmpfs -o mode=755 open "$1" && mkdir -p "$2" && '
    'mount --move "$3" "$2" && '
)
SOMEBODY_RUNS = f"exec setpriv --reuid {SOMEBODY} --regid {SOMEBODY} --clear-groups"


def closed_above(path: Path) -> Path | None:
    """The first folder above ``path`` that others may not pass."""
    return next((p for p in reversed(path.parents) if not p.stat().st_mode & 0o001), None)


def by_somebody(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the tests named by ``arguments`` as an ordinary user whose home this is."""
    interpreter = Path(sys.base_prefix)
    closed, beside = closed_above(interpreter), home / "beside"
    beside.mkdir()
    os.chown(home, int(SOMEBODY), int(SOMEBODY))
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *arguments]
    script = f'set -e; {OPENED if closed else ""}shift 3; {SOMEBODY_RUNS} "$@"'
    return subprocess.run(
        [
            "unshare",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            str(closed),
            str(interpreter),
            str(beside),
            *command,
        ],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TMPDIR": str(home),
            "USER": "somebody",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
