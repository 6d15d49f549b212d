"""The one JavaScript module behind every widget, as pages load it, and the proof of its sources."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
SOURCES = HERE / "js"
BUNDLE = HERE / "static" / "widgets.js"
_SUFFIXES = {".js", ".mjs", ".css", ".json"}


@cache
def bundle_text() -> str:
    """Source text of the bundled module, the same for JupyterLab and for the static page."""
    return BUNDLE.read_text("utf8")


def source_files() -> dict[str, Path]:
    """Everything the bundle is made from: sources, styles, lock file, build script; by name."""
    found = (path for path in SOURCES.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    named = {path.relative_to(SOURCES).as_posix(): path for path in found}
    return {name: named[name] for name in sorted(named) if "node_modules/" not in name}


def source_hash() -> str:
    """SHA-256 of the bundle's sources, as ``js/build.mjs`` computes it; needs no Node."""
    digest = hashlib.sha256()
    for name, path in source_files().items():
        digest.update(f"{name}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n") + b"\n")
    return digest.hexdigest()


def recorded_hash() -> str:
    """The hash that the committed bundle says it was built from (its first line)."""
    first = bundle_text().partition("\n")[0]
    match = re.fullmatch(r"// sources sha256 ([0-9a-f]{64})", first)
    if match is None:
        raise ValueError(
            f"{BUNDLE.name} must begin with its sources' hash; found {first[:60]!r}; run `make bundle`"
        )
    return match[1]


def script_text() -> str:
    """The classic script of a page without a kernel: the module as a function, then the boot code."""
    module = as_function(bundle_text())
    return f"window.BORROWING_STRENGTH_WIDGETS = {module};\n{carry_text()}{_static('boot.js')}"


def as_function(module: str) -> str:
    """JavaScript expression: a function that runs ``module`` and returns its exports by name.

    Raises ``ValueError`` unless ``module`` ends with its one export statement, as esbuild writes it.
    """
    body, found, exports = module.rstrip().rpartition("export{")
    if not found or not re.fullmatch(r"[\w$]+ as [\w$]+(,[\w$]+ as [\w$]+)*\};?", exports):
        raise ValueError("module must end with `export{… as …};`; run `make bundle`")
    pairs = (pair.partition(" as ") for pair in exports.rstrip("};").split(","))
    object_ = ", ".join(f"{public}: {own}" for own, _, public in pairs)
    return f'() => {{\n"use strict";\n{body}return {{{object_}}};\n}}'


def carry_text() -> str:
    """The script that writes the reader's world into the links of a page."""
    return _static("carry.js")


def _static(name: str) -> str:
    return (HERE / "static" / name).read_text("utf8")
