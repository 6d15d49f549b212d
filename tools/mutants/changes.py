"""The changes: every place of a syntax tree where one small thing can be made wrong, and how."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Replace = Callable[[ast.AST], ast.AST | None]

_OPERATORS: dict[type[ast.operator], list[type[ast.operator]]] = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.Pow: [ast.Mult],
    ast.FloorDiv: [ast.Mult],
    ast.Mod: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
}
_COMPARISONS: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
_PAIRS = [("minimum", "maximum"), ("min", "max"), ("argmin", "argmax"), ("any", "all"), ("floor", "ceil")]
_NAMES = dict(_PAIRS) | {second: first for first, second in _PAIRS}
# Functions to which the order of arguments is nothing.
_SYMMETRIC = {"maximum", "minimum", "max", "min", "hypot", "logaddexp", "union1d", "isclose"}
_UNTOUCHED = (ast.Import, ast.ImportFrom, ast.JoinedStr)


@dataclass(frozen=True)
class Mutant:
    """One change: which file, which node of it (counted in walking order) and which variant for that node.

    ``function`` is the qualified name of the outermost function around it, "" where there is none.
    """

    file: str
    node: int
    variant: int
    line: int
    before: str
    after: str
    function: str = ""
    twin: int = 0

    @property
    def name(self) -> str:
        """What identifies the mutant, lines moving or not; ``twin`` counts equal changes before it."""
        return f"{self.file} | {self.before} | {self.after}" + (f" | {self.twin}" if self.twin else "")


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mutant of one file, in order of appearance."""
    tree = ast.parse(source)
    statements, functions = _statement_of(tree), _function_of(tree)
    found: list[Mutant] = []
    twins: Counter[tuple[str, str]] = Counter()
    for index, node in enumerate(_walk(tree)):
        for variant, replace in enumerate(_variants(node)):
            statement = statements.get(node, node)
            before = _text(statement)
            after = _text(_replaced(statement, node, replace))
            if before != after:
                twin = twins[before, after]
                twins[before, after] += 1
                line, function = getattr(node, "lineno", 0), functions.get(node, "")
                found.append(Mutant(file, index, variant, line, before, after, function, twin))
    return found


def mutated(source: str, mutant: Mutant) -> ast.Module:
    """The syntax tree of ``source`` with the change made."""
    tree = ast.parse(source)
    node = next(node for index, node in enumerate(_walk(tree)) if index == mutant.node)
    changed = _replaced(tree, node, list(_variants(node))[mutant.variant])
    assert isinstance(changed, ast.Module)
    return ast.fix_missing_locations(changed)


def _walk(tree: ast.AST) -> Iterator[ast.AST]:
    """Depth first, without what is not behaviour: annotations, imports, messages, type-checking blocks."""
    yield tree
    for name, value in ast.iter_fields(tree):
        if name == "args" and _shape(tree):
            continue
        if name in ("annotation", "returns", "type_params", "decorator_list"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _left_out(child):
                yield from _walk(child)


def _shape(node: ast.AST) -> bool:
    """Whether a call takes a shape, where every negative number says "the rest"."""
    return isinstance(node, ast.Call) and _called(node) == "reshape"


def _left_out(node: ast.AST) -> bool:
    if isinstance(node, _UNTOUCHED):
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.keyword) and node.arg == "strict":
        return True
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _variants(node: ast.AST) -> Iterator[Replace]:
    for kind in (_operators, _constants, _calls, _statements):
        yield from kind(node)


def _operators(node: ast.AST) -> Iterator[Replace]:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for other in _OPERATORS.get(type(node.op), []):
            yield _with(op=other())
    elif isinstance(node, ast.Compare):
        for i, op in enumerate(node.ops):
            for wrong in _COMPARISONS.get(type(op), []):
                yield _with(ops=[*node.ops[:i], wrong(), *node.ops[i + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield _with(op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.UnaryOp):
        yield lambda n: n.operand  # type: ignore[attr-defined]
    elif isinstance(node, ast.IfExp):
        yield _with(body=node.orelse, orelse=node.body)


def _constants(node: ast.AST) -> Iterator[Replace]:
    if not isinstance(node, ast.Constant):
        return
    if isinstance(node.value, bool):
        yield _with(value=not node.value)
    elif isinstance(node.value, int | float):
        yield _with(value=node.value + 1)
        if isinstance(node.value, int) or not node.value:
            yield _with(value=node.value - 1)
        elif 1e-6 < abs(node.value) < 1e6:  # a tolerance that is a tenth smaller is no fault
            yield _with(value=node.value * 0.9)


def _calls(node: ast.AST) -> Iterator[Replace]:
    if isinstance(node, ast.Attribute) and node.attr in _NAMES:
        yield _with(attr=_NAMES[node.attr])
    elif isinstance(node, ast.Name) and node.id in _NAMES and isinstance(node.ctx, ast.Load):
        yield _with(id=_NAMES[node.id])
    elif isinstance(node, ast.Call):
        plain = not any(isinstance(arg, ast.Starred) for arg in node.args[:2])
        if len(node.args) > 1 and plain and _called(node) not in _SYMMETRIC:
            yield _with(args=[node.args[1], node.args[0], *node.args[2:]])
        for i, keyword in enumerate(node.keywords):
            if keyword.arg and keyword.arg != "strict":
                yield _with(keywords=node.keywords[:i] + node.keywords[i + 1 :])


def _called(node: ast.Call) -> str:
    """The last part of the name of what is called."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _statements(node: ast.AST) -> Iterator[Replace]:
    if isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Break | ast.Continue):
        yield lambda _: ast.Pass()
    elif isinstance(node, ast.If | ast.While):
        yield _with(test=ast.UnaryOp(ast.Not(), node.test))


def _with(**fields: object) -> Replace:
    """A copy of the node with some fields replaced."""

    def replace(node: ast.AST) -> ast.AST:
        changed = copy.copy(node)
        for name, value in fields.items():
            setattr(changed, name, value)
        return changed

    return replace


def _replaced(tree: ast.AST, target: ast.AST, replace: Replace) -> ast.AST:
    """``tree`` with ``target`` replaced; what is not on the way to it is shared with the original."""
    if tree is target:
        return replace(tree) or ast.Pass()
    changed = copy.copy(tree)
    for name, value in ast.iter_fields(tree):
        if isinstance(value, list):
            setattr(
                changed, name, [_replaced(v, target, replace) if isinstance(v, ast.AST) else v for v in value]
            )
        elif isinstance(value, ast.AST):
            setattr(changed, name, _replaced(value, target, replace))
    return changed


def _function_of(tree: ast.AST, within: str = "") -> dict[ast.AST, str]:
    """The qualified name of the outermost function around each node that is in one, its head included."""
    owner: dict[ast.AST, str] = {}
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef):
            owner |= dict.fromkeys(ast.walk(child), within + child.name)
        else:
            owner |= _function_of(
                child, f"{within}{child.name}." if isinstance(child, ast.ClassDef) else within
            )
    return owner


def _statement_of(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    """The innermost statement that holds each node; of a compound statement, its head."""
    owner: dict[ast.AST, ast.AST] = {}

    def visit(node: ast.AST, statement: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            inner = child if isinstance(child, ast.stmt) else statement
            owner[child] = inner
            visit(child, inner)

    visit(tree, tree)
    return owner


def _text(node: ast.AST) -> str:
    """One line of source: the node, or of a compound statement its head."""
    return ast.unparse(node).splitlines()[0] if not isinstance(node, ast.stmt) else _head(node)


def _head(statement: ast.stmt) -> str:
    if isinstance(statement, ast.If | ast.While | ast.For | ast.With | ast.FunctionDef | ast.ClassDef):
        bare = copy.copy(statement)
        bare.body = [ast.Pass()]
        if hasattr(bare, "orelse"):
            bare.orelse = []
        if isinstance(bare, ast.FunctionDef | ast.ClassDef):
            bare.decorator_list = []
        return ast.unparse(bare).splitlines()[0]
    return " ".join(line.strip() for line in ast.unparse(statement).splitlines())
