"""What the outputs of a page depend on, found by reading sources: what may change them, and nothing else.

A page depends on the modules its cells import and on all that those import, late imports included. Three
places find modules by their name, and are followed by the same rules:

- ``helpers`` lends some names of its modules;
- ``helpers.widgets`` finds ``TauExplorer`` in ``tau_explorer.py``; its scripts run in the browser, not here;
- ``helpers.grading`` loads the exercises of a chapter when they are asked for.

Where the code of a page cannot be followed, the page counts as depending on everything.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from pathlib import Path

from helpers import _myst
from helpers.widgets import module_name

PACKAGE = Path(__file__).resolve().parents[1]
_DATA = {".csv", ".gz", ".json", ".mplstyle", ".toml", ".txt"}
_FINDS_BY_NAME = "helpers.widgets"
_LOADS_CHAPTERS = "helpers.grading.registry"
_DRAWS_FIGURES = "helpers.authoring.figures"
_CANNOT_BE_FOLLOWED = {"__import__", "eval", "exec", "get_ipython", "importlib", "runpy", "subprocess"}
_TELLING = (ast.Import, ast.ImportFrom, ast.Name, ast.Attribute, ast.Call)  # most of a tree is none of these
_HARMLESS_MAGIC = re.compile(r"^%(?:matplotlib|config)\b.*$", re.MULTILINE)


def fingerprint(page: Path) -> str:
    """SHA-256 over every file of the package that the outputs of ``page`` depend on."""
    return digest(reached_files(page) | _files({_DRAWS_FIGURES}), PACKAGE)


def declarations(chapter: str) -> str:
    """SHA-256 over what the exercises of a chapter (``"07"``) are declared with."""
    return digest(_files({_LOADS_CHAPTERS, *_chapter_modules(chapter)}), PACKAGE)


def reached_files(page: Path) -> set[Path]:
    """The files of the package that the code cells of ``page`` reach."""
    try:
        text = "\n".join(_myst.code(page.read_text("utf-8")))
        code = _Code(ast.parse(_HARMLESS_MAGIC.sub("", text)))
    except (SyntaxError, _myst.MystError):
        return _everything()
    if code.names & _CANNOT_BE_FOLLOWED:
        return _everything()
    return _files(set(code.modules) | _chapters_asked_for(page, code))


def _chapters_asked_for(page: Path, code: _Code) -> set[str]:
    """The page's own chapter and those it checks; all, where it does more with grading than check."""
    reached = _closure(code.modules)
    others = {name for name in reached if not _within(name, "helpers.grading")}
    uses = {_owner(name) for name in code.used} | {m for name in others for m in _read(name).modules}
    if _LOADS_CHAPTERS not in reached:
        return set()
    if any(_within(name, "helpers.grading") and not _is_chapter(name) for name in uses):
        wanted = {folder.name.removeprefix("ch") for folder in (PACKAGE / "grading/chapters").glob("ch*")}
    else:
        wanted = {page.name.partition("-")[0], *code.checked}
    return {module for chapter in wanted for module in _chapter_modules(chapter)}


class _Code:
    """What a piece of code says of the package: what it imports, what it uses, what it checks."""

    def __init__(self, tree: ast.AST, module: str = "", *, is_package: bool = False) -> None:
        nodes = [node for node in ast.walk(tree) if isinstance(node, _TELLING)]
        self._bound: dict[str, set[str]] = {}
        self.imported = set(self._imports(nodes, module, is_package))
        self.names = {node.id for node in nodes if isinstance(node, ast.Name)} | set(_foreign(nodes))
        self.checked, checks = self._checks(nodes)
        self.imported |= {meaning for node in checks for meaning in self._meanings(node)}
        self.used = set(self._uses(nodes, checks))

    @cached_property
    def modules(self) -> set[str]:
        """The modules that importing and using these names loads."""
        return {module for name in self.imported | self.used for module in _resolved(name)}

    def _imports(self, nodes: Iterable[ast.AST], module: str, is_package: bool) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if _within(alias.name, "helpers"):
                        self._bind(alias.asname or "helpers", alias.name if alias.asname else "helpers")
                        yield alias.name
            elif isinstance(node, ast.ImportFrom):
                base = _absolute(node, module, is_package)
                if _within(base, "helpers"):
                    for alias in node.names:
                        self._bind(alias.asname or alias.name, f"{base}.{alias.name}")
                        yield f"{base}.{alias.name}"

    def _bind(self, name: str, meaning: str) -> None:
        self._bound.setdefault(name, set()).add(meaning)

    def _checks(self, nodes: Iterable[ast.AST]) -> tuple[set[str], set[ast.AST]]:
        """The chapters of all calls ``check("NN.M", …)``, and the names that stand in them."""
        calls = {
            node.func: str(node.args[0].value)
            for node in nodes
            if isinstance(node, ast.Call)
            and self._meanings(node.func) & {"helpers.check", "helpers.grading.check"}
            and node.args
            and isinstance(node.args[0], ast.Constant)
        }
        return {exercise.partition(".")[0].zfill(2) for exercise in calls.values()}, set(calls)

    def _uses(self, nodes: Sequence[ast.AST], checks: set[ast.AST]) -> Iterator[str]:
        roots = {node.value for node in nodes if isinstance(node, ast.Attribute)} | checks
        for node in nodes:
            if node not in checks and not (isinstance(node, ast.Name) and node in roots):
                end = "" if isinstance(node, ast.Attribute) else ".*"
                yield from (f"{meaning}{end}" for meaning in self._meanings(node))

    def _meanings(self, node: ast.AST) -> set[str]:
        """What ``name`` or ``name.attribute`` may stand for, as far as it comes from the package."""
        if isinstance(node, ast.Name):
            return self._bound.get(node.id, set())
        if isinstance(node, ast.Attribute):
            return {f"{base}.{node.attr}" for base in self._meanings(node.value)}
        return set()


def _foreign(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """First words of all modules that are imported, and the names imported from them."""
    for node in nodes:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (alias.name.partition(".")[0] for alias in node.names)
            yield (getattr(node, "module", None) or "").partition(".")[0]


def _absolute(node: ast.ImportFrom, module: str, is_package: bool) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    parts = parts[: len(parts) - node.level + is_package]
    return ".".join([*parts, node.module] if node.module else parts)


def _owner(name: str) -> str:
    """The module that a dotted name belongs to: its longest beginning that is one."""
    from helpers import _NAMES

    first, _, rest = name.removeprefix("helpers.").partition(".")
    if first in _NAMES:
        name = f"helpers.{_NAMES[first]}.{first}.{rest}"
    while _source(name) is None:
        name = name.rpartition(".")[0]
    return name


def _resolved(name: str) -> Iterator[str]:
    """The modules that importing or using a dotted name loads, packages around them included."""
    owner = _owner(name)
    asked = name.removeprefix(owner).strip(".").partition(".")[0]
    if owner == _FINDS_BY_NAME and asked:
        stem = module_name(asked)
        if _source(f"{owner}.{stem}"):
            owner = f"{owner}.{stem}"
        else:
            yield from (_dotted(path) for path in (PACKAGE / "widgets").glob("*.py"))
    elif owner == "helpers" and asked == "*":
        yield from (_dotted(path) for path in PACKAGE.rglob("*.py"))
    parts = owner.split(".")
    yield from (".".join(parts[:i]) for i in range(1, len(parts) + 1))


def _closure(modules: Iterable[str]) -> set[str]:
    wanted, reached = list(modules), set[str]()
    while wanted:
        name = wanted.pop()
        if name not in reached:
            reached.add(name)
            wanted.extend(_read(name).modules)
    return reached


def _files(modules: Iterable[str]) -> set[Path]:
    reached = _closure(modules)
    files = {path for name in reached if (path := _source(name))}
    folders = {path.parent for path in files} | (
        {PACKAGE / "data"} if "helpers.datasets" in reached else set()
    )
    return files | {path for folder in folders for path in folder.iterdir() if path.suffix in _DATA}


@cache
def _read(module: str) -> _Code:
    path = _source(module)
    if path is None or module == "helpers":  # its imports are made for those who ask, by name
        return _Code(ast.Module([], []))
    return _Code(ast.parse(path.read_text("utf-8")), module, is_package=path.name == "__init__.py")


@cache
def _source(name: str) -> Path | None:
    stem = PACKAGE.parent.joinpath(*name.split("."))
    return next((p for p in (stem.with_suffix(".py"), stem / "__init__.py") if p.is_file()), None)


def _dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _chapter_modules(chapter: str) -> set[str]:
    return {_dotted(path) for path in (PACKAGE / "grading/chapters" / f"ch{chapter}").rglob("*.py")}


def _is_chapter(name: str) -> bool:
    return _within(name, "helpers.grading.chapters")


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def _everything() -> set[Path]:
    kinds = {".py", *_DATA}
    return {p for p in PACKAGE.rglob("*") if p.suffix in kinds and "js" not in p.parts}


def digest(files: Iterable[Path], root: Path) -> str:
    """SHA-256 over the places of ``files`` below ``root`` and what they hold."""
    found = hashlib.sha256()
    for path in sorted(files):
        found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
