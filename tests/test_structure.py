"""The package keeps its order: a module imports only from those above it, and the core stays light."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import helpers
from helpers.widgets.bundle import BUNDLE

PACKAGE = Path(helpers.__file__).parent
ORDER = (
    "effects",
    "datasets",
    "heterogeneity",
    "priors",
    "distributions",
    "posterior",
    "samplers",
    "models",
    "diagnostics",
    "comparison",
    "borrowing",
    "planning",
    "advice",
    "archive",
    "plots",
    "widgets",
    "report",
    "before_after",
    "grading",
    "authoring",
    "learn",
    "cli",
)
# Names that `helpers/__init__` lends from a module: importing one is importing that module.
LENT = {
    "load": "datasets",
    "Effect": "effects",
    "check": "grading",
    "progress": "grading",
    "set_back": "learn",
}
LONGEST = 300  # lines
HEAVY = ("pymc", "arviz", "matplotlib", "pandas", "scipy.stats")


def source_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def module(path: Path) -> str:
    """Dotted name of the module that a file holds."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module(path): path for path in source_files()}


def imported(path: Path) -> set[str]:
    """Modules of the package that a file imports anywhere, late imports and those for types included."""
    found: set[str] = set()
    package = path.relative_to(PACKAGE.parent).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            names = [
                f"{stem}.{LENT.get(a.name, a.name) if stem == 'helpers' else a.name}" for a in node.names
            ]
        else:
            continue
        found |= {next((n for n in (name, name.rpartition(".")[0]) if n in MODULES), "") for name in names}
    return found - {"", module(path)}


def owner(name: str) -> str:
    """The part of the package, such as ``posterior``, that a module belongs to."""
    return name.split(".")[1]


@pytest.mark.parametrize("name", MODULES)
def test_no_module_imports_one_below_it(name: str) -> None:
    own = owner(name)
    for other in {owner(n) for n in imported(MODULES[name])} - {own}:
        if own.startswith("_"):
            assert other.startswith("_"), f"{own} stands above everything, yet imports {other}"
        elif not other.startswith("_"):
            assert ORDER.index(other) < ORDER.index(own), f"{own} imports {other}, which stands below it"


def test_imports_never_go_in_a_circle() -> None:
    list(TopologicalSorter({name: imported(path) for name, path in MODULES.items()}).static_order())


def test_every_file_can_be_read_in_one_sitting() -> None:
    files = {path for pattern in ("*.py", "*.js", "*.mjs") for path in PACKAGE.rglob(pattern)}
    lines = {path: path.read_text("utf-8").count("\n") for path in files if "node_modules" not in path.parts}
    del lines[BUNDLE]
    assert {path.name: n for path, n in lines.items() if n > LONGEST} == {}


def test_every_module_has_its_place_in_the_order() -> None:
    found = {owner(name) for name in MODULES}
    assert {name for name in found if not name.startswith("_")} <= set(ORDER)


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import helpers") == ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["effects", "datasets", "heterogeneity"])
def test_light_modules_load_nothing_heavy(name: str) -> None:
    assert loaded_by(f"import helpers.{name}") == ""


def loaded_by(statement: str) -> str:
    code = f"import sys; {statement}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()
