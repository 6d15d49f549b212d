"""Which functions of this package an answer's source reaches: read, not run; a child may keep it quiet."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from helpers.grading.batch.handed_in import Cell
from helpers.grading.stubs import bound_in

_PACKAGE = "helpers"
Imports = dict[str, str]  # name → what it stands for, dotted


def reached(cells: Sequence[Cell], names: Iterable[str]) -> list[str]:
    """Dotted names in this package that the code behind ``names`` uses, by imports in any of the cells."""
    statements = [node for cell in cells for node in cell.tree.body]
    imports = {name: full for node in statements for name, full in _imports(node)}
    made: dict[str, list[ast.stmt]] = {}
    for node in statements:
        for name in bound_in(ast.Module([node], [])):
            made.setdefault(name, []).append(node)
    found, waiting, seen = set[str](), list(names), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in made.get(name, []):
            if not isinstance(node, (ast.Import, ast.ImportFrom)):
                local = _local(node)
                found |= set(_dotted(node, imports | dict(_imports(node)), local))
                waiting += {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} - seen - local
    return sorted(path for path in found if path.startswith(f"{_PACKAGE}."))


def _imports(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What every import in it, of the package, makes a name stand for."""
    for part in ast.walk(node):
        if isinstance(part, ast.Import):
            for alias in part.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or whole, whole
        elif isinstance(part, ast.ImportFrom) and part.module and not part.level:
            for alias in part.names:
                if alias.name == "*":
                    yield from _all_of(part.module)
                else:
                    yield alias.asname or alias.name, f"{part.module}.{alias.name}"


def _all_of(module: str) -> Iterator[tuple[str, str]]:
    if module.partition(".")[0] != _PACKAGE:
        return
    from importlib import import_module

    try:
        found = import_module(module)
    except ImportError:
        return
    for name in getattr(found, "__all__", [n for n in vars(found) if not n.startswith("_")]):
        yield name, f"{module}.{name}"


def _local(node: ast.AST) -> set[str]:
    """Names that a function has of its own, and so do not stand for what is imported elsewhere."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    parts = list(ast.walk(node))
    own = {p.arg for p in parts if isinstance(p, ast.arg)}
    return own | {p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}


def _dotted(node: ast.AST, imports: Imports, local: set[str]) -> Iterator[str]:
    for part in ast.walk(node):
        if not isinstance(part, (ast.Attribute, ast.Name)):
            continue
        attributes, root = list[str](), part
        while isinstance(root, ast.Attribute):
            attributes.insert(0, root.attr)
            root = root.value  # type: ignore[assignment]
        if isinstance(root, ast.Name) and root.id in imports and root.id not in local:
            yield ".".join([imports[root.id], *attributes])
