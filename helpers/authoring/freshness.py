"""Which chapters have to run again after a change in ``helpers/``.

A chapter depends on the modules it imports and on everything those import, found by reading the
sources; data files belong to ``datasets`` and scripts to ``widgets``. Where an import cannot be
read, the chapter counts as depending on everything.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from helpers import _myst

PACKAGE = Path(__file__).resolve().parents[1]
_EXTRA_FILES = {"helpers.datasets": ("data/*",), "helpers.plots.style": ("*.mplstyle",)}


def fingerprint(chapter: Path) -> str:
    """SHA-256 over the sources of every ``helpers`` module that ``chapter`` reaches."""
    digest = hashlib.sha256()
    for path in sorted(reached_files(chapter)):
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def reached_files(chapter: Path) -> set[Path]:
    """The files of the package that the code cells of ``chapter`` import, directly or not."""
    try:
        tree = ast.parse("\n".join(_code_cells(chapter.read_text("utf-8"))))
    except SyntaxError:
        return set(_all_files())
    wanted = list(_imports(tree, "chapter", is_package=False))
    reached: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted.extend(_module_imports(name))
    return {path for name in reached for path in _files_of(name)}


def _code_cells(text: str) -> Iterable[str]:
    for code in _myst.code(text):
        yield "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in code.splitlines())


@cache
def _module_imports(name: str) -> frozenset[str]:
    path = _source(name)
    if path is None or path == PACKAGE / "__init__.py":
        return frozenset()
    found = set(_imports(ast.parse(path.read_text("utf-8")), name, is_package=path.name == "__init__.py"))
    if name == "helpers.grading" or name.startswith("helpers.grading."):
        found |= {_dotted(p) for p in (PACKAGE / "grading").rglob("*.py")}  # chapters are loaded on demand
    return frozenset(found)


def _imports(tree: ast.AST, module: str, *, is_package: bool) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.split(".")[0] == "helpers")
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(node, module, is_package=is_package)
            if base.split(".")[0] == "helpers":
                yield from _named(base, [a.name for a in node.names])
        elif (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "helpers"
        ):
            yield from _named("helpers", [node.attr])


def _absolute(node: ast.ImportFrom, module: str, *, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, node.module] if node.module else parts)


def _named(base: str, names: list[str]) -> Iterable[str]:
    """What ``from base import names`` reaches: submodules, lazy names, or the module itself."""
    from helpers import _NAMES

    yield base
    for name in names:
        if base == "helpers" and name in _NAMES:
            yield f"helpers.{_NAMES[name]}"
        elif _source(f"{base}.{name}") is not None:
            yield f"{base}.{name}"


def _source(name: str) -> Path | None:
    stem = PACKAGE.parent.joinpath(*name.split("."))
    return next((p for p in (stem.with_suffix(".py"), stem / "__init__.py") if p.is_file()), None)


def _files_of(name: str) -> Iterable[Path]:
    if name == "helpers.widgets" or name.startswith("helpers.widgets."):
        yield from (p for p in (PACKAGE / "widgets").rglob("*.py"))
        return
    path = _source(name)
    if path is not None:
        yield path
    for pattern in _EXTRA_FILES.get(name, ()):
        yield from (p for p in PACKAGE.glob(pattern) if p.is_file())


def _dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _all_files() -> Iterable[Path]:
    return (
        p
        for p in PACKAGE.rglob("*")
        if p.suffix in {".py", ".csv", ".gz", ".mplstyle"} and "node_modules" not in p.parts
    )


def stale_chapters(root: Path, record: Path) -> dict[str, str]:
    """Map each chapter whose fingerprint differs from the one in ``record`` to its new fingerprint.

    Keys are paths relative to ``root`` without the ending, which is what Sphinx calls a document.
    """
    known = json.loads(record.read_text()) if record.exists() else {}
    now = {
        path.relative_to(root).with_suffix("").as_posix(): fingerprint(path)
        for folder in ("book", "solutions")
        for path in sorted((root / folder).glob("*.md"))
    }
    return {name: value for name, value in now.items() if known.get(name) != value}


def record_fingerprints(record: Path, fresh: dict[str, str]) -> None:
    """Note that the chapters in ``fresh`` were built with these fingerprints."""
    known = json.loads(record.read_text()) if record.exists() else {}
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps({**known, **fresh}, indent=1, sort_keys=True))


def outdated_documents(
    app: Any, env: Any, _added: set[str], _changed: set[str], _removed: set[str]
) -> list[str]:
    """Tell Sphinx which pages to read again (event ``env-get-outdated``)."""
    root = Path(app.srcdir)
    stale = stale_chapters(root, root / "_build" / "fingerprints.json")
    return [name for name in stale if name in env.found_docs]
