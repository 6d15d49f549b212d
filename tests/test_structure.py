"""The package keeps its order: a module imports only from those above it, and the core stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import helpers

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
    "plots",
    "report",
    "widgets",
    "grading",
    "authoring",
)
# Names that `helpers/__init__` lends from a module: importing one is importing that module.
LENT = {"load": "datasets", "Effect": "effects", "check": "grading", "progress": "grading"}
HEAVY = ("pymc", "arviz", "matplotlib", "pandas", "scipy.stats")


def source_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def owner(path: Path) -> str:
    """The top-level module that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> set[str]:
    """Top-level modules of the package that a file imports anywhere, late imports included."""
    found: set[str] = set()
    package = ["helpers", *path.relative_to(PACKAGE).parts[:-1]]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            full = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            full = [f"{stem}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in full if name.startswith("helpers.")}
    return {LENT.get(name, name) for name in found if not name.startswith("__")}


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_one_below_it(path: Path) -> None:
    own = owner(path)
    for name in imported_modules(path) - {own}:
        if own.startswith("_"):
            assert name.startswith("_"), f"{own} stands above everything, yet imports {name}"
        elif not name.startswith("_"):
            assert ORDER.index(name) < ORDER.index(own), f"{own} imports {name}, which stands below it"


def test_every_module_has_its_place_in_the_order() -> None:
    found = {owner(path) for path in source_files()}
    assert {name for name in found if not name.startswith("_")} <= set(ORDER)


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_by("import helpers") == ""


@pytest.mark.parametrize("name", ["effects", "datasets", "heterogeneity"])
def test_light_modules_load_nothing_heavy(name: str) -> None:
    assert loaded_by(f"import helpers.{name}") == ""


def loaded_by(statement: str) -> str:
    code = f"import sys; {statement}; print(*(m for m in {HEAVY!r} if m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()
