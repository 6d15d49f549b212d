"""Small wrong changes to a right solution, one at a time."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from functools import cache

from helpers.grading.sheets import BEGIN, END

_OPERATORS: dict[type[ast.operator], list[type[ast.operator]]] = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult],
    ast.Pow: [ast.Mult],
}
_COMPARISONS: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    # Not > against >=: on continuous numbers that is the same function.
    ast.Gt: [ast.Lt],
    ast.GtE: [ast.LtE],
    ast.Lt: [ast.Gt],
    ast.LtE: [ast.GtE],
    ast.Eq: [ast.NotEq],
}
_NAMES = {
    "sum": "mean",
    "mean": "sum",
    "sqrt": "square",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "abs": "negative",
    "ndtr": "ndtri",
    "stdtrit": "stdtr",
    "effects": "std_errors",
    "std_errors": "effects",
}


@cache
def mutants(source: str) -> list[tuple[str, str]]:
    """(what was changed, the changed source), for every change inside the solution's gaps."""
    return list(_mutants(source))


def _mutants(source: str) -> Iterator[tuple[str, str]]:
    tree = ast.parse(source)
    inside = _lines_inside(source)
    nodes = [n for n in ast.walk(tree) if getattr(n, "lineno", None) in inside]
    idle = _idle(tree)
    for index, node in enumerate(nodes):
        for what, change in _changes(node):
            if (id(node), what.split(" ")[0]) in idle:
                continue
            mutated = copy.deepcopy(tree)
            twin = [n for n in ast.walk(mutated) if getattr(n, "lineno", None) in inside][index]
            change(twin)
            ast.fix_missing_locations(mutated)
            line = source.splitlines()[node.lineno - 1].strip()
            yield f"{line} :: {what} at {node.col_offset}", ast.unparse(mutated)


def _idle(tree: ast.AST) -> set[tuple[int, str]]:
    """Changes that change nothing: the order of a difference that is squared, whose length is taken."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and ast.unparse(node.right) == "2":
            found.add((id(node.left), "operands"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("len", "np.abs", "abs"):
            found |= {(id(a), word) for a in node.args for word in ("operands", "effects", "std_errors")}
    return found


def _lines_inside(source: str) -> set[int]:
    found, open_gap = set(), False
    for number, line in enumerate(source.splitlines(), start=1):
        if line.strip() == END:
            open_gap = False
        if open_gap:
            found.add(number)
        if line.strip() == BEGIN:
            open_gap = True
    return found


def _changes(node: ast.AST):
    if isinstance(node, ast.BinOp):
        for other in _OPERATORS.get(type(node.op), []):
            yield f"{type(node.op).__name__} → {other.__name__}", lambda n, o=other: setattr(n, "op", o())
        if isinstance(node.op, (ast.Sub, ast.Div, ast.Pow)):
            yield "operands swapped", _swap
    elif isinstance(node, ast.Compare):
        for other in _COMPARISONS.get(type(node.ops[0]), []):
            yield (
                f"{type(node.ops[0]).__name__} → {other.__name__}",
                lambda n, o=other: setattr(n, "ops", [o()]),
            )
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus lost", lambda n: setattr(n, "op", ast.UAdd())
    elif (
        isinstance(node, ast.Constant)
        and isinstance(node.value, (int, float))
        and not isinstance(node.value, bool)
    ):
        for value in {node.value + 1, node.value * 0.5} - {node.value}:
            yield f"{node.value} → {value}", lambda n, v=value: setattr(n, "value", v)
    elif isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield f"{node.attr} → {_NAMES[node.attr]}", lambda n: setattr(n, "attr", _NAMES[n.attr])
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in _NAMES:
        yield f"{node.id} → {_NAMES[node.id]}", lambda n: setattr(n, "id", _NAMES[n.id])
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load) and len(node.elts) == 2:
        yield "order swapped", lambda n: setattr(n, "elts", n.elts[::-1])


def _swap(node: ast.BinOp) -> None:
    node.left, node.right = node.right, node.left
