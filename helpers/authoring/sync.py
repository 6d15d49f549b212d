"""Notebooks that follow their sheets: what should exist, what is out of date, and writing it without loss."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

from helpers import _files
from helpers.authoring import exercises, solved
from helpers.authoring.notebook import as_json

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("exercises", "solutions")


def generate(root: Path = ROOT, chapter: str = "") -> dict[Path, str]:
    """Every notebook that should exist, of all chapters or of one, with its text."""
    found: dict[Path, str] = {}
    for sheet in sorted((root / "solutions").glob(f"{chapter}*.md")):
        found[root / "exercises" / f"{sheet.stem}.ipynb"] = as_json(exercises.notebook(sheet))
        found[root / "solutions" / f"{sheet.stem}.ipynb"] = as_json(solved.notebook(sheet))
    return found


def stale(root: Path = ROOT, chapter: str = "") -> list[Path]:
    """Notebooks that are missing, differ from their sheet, or are committed and have none."""
    wanted = generate(root, chapter)
    there = sorted(path for folder in FOLDERS for path in (root / folder).glob(f"{chapter}*.ipynb"))
    extra = [path for path in there if path not in wanted and committed(path) is not None]
    return [path for path, text in wanted.items() if not holds(path, text)] + extra


def write(root: Path = ROOT) -> list[str]:
    """Write what is stale and remove what has no sheet; return a line on each thing done.

    Nothing is lost: a notebook that neither git holds nor this function wrote is kept under another name,
    and one that has no sheet goes only where git can bring it back.
    """
    wanted, done = generate(root), []
    for path in stale(root):
        name, ours = path.relative_to(root), is_ours(path, root)
        if path not in wanted:
            if ours:
                path.unlink()
            done.append(f"removed {name}" if ours else f"left {name}: it has no sheet, but changes of yours")
            continue
        if not ours:
            done.append(f"kept your version as {_files.keep(path, 'yours').relative_to(root)}")
        _files.put(path, wanted[path].encode())
        log = _log(root)
        _files.put(log, "\n".join([*_lines(log), sha(path.read_bytes())]).encode())
        done.append(f"wrote {name}")
    return done


def holds(path: Path, text: str) -> bool:
    """Whether the file is there and says ``text``, whatever ends its lines."""
    try:
        return path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def is_ours(path: Path, root: Path = ROOT) -> bool:
    """Whether nobody's work would go with the file: it is missing, git holds it, or `write` wrote it."""
    return not path.exists() or path.read_bytes() == committed(path) or is_written(path, root)


def is_written(path: Path, root: Path = ROOT) -> bool:
    """Whether the file is one that `write` wrote."""
    return sha(path.read_bytes()) in _lines(_log(root))


def committed(path: Path) -> bytes | None:
    """The file as git's last commit holds it; None where it holds none, or there is no git."""
    command = ["git", "show", f"HEAD:./{path.name}"]
    try:
        run = subprocess.run(command, cwd=path.parent, capture_output=True, check=False)
    except OSError:
        return None
    return run.stdout if run.returncode == 0 else None


def sha(data: bytes) -> str:
    """SHA-256, as the list of what was written holds it."""
    return hashlib.sha256(data).hexdigest()


def _log(root: Path) -> Path:
    return root / "_build" / "exercises.sha256"


def _lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []
