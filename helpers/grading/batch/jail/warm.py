"""What PyMC wants of a warm process: models compiled before, and folders that it can write in a wall."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_COMPILED: dict[str, bytes] = {}  # the files that numba keeps of what it compiled
_FOLDER = "pytensor"


def up(modules: Sequence[str]) -> None:
    """Compile a first model, so that no child has to; nothing where PyMC is not among the modules."""
    if "pymc" not in modules:
        return
    import nutpie

    from helpers import datasets, models
    from helpers.priors import HalfNormal, Normal

    markets = datasets.load("eight_markets")
    effects, std_errors = markets["effect"].to_numpy(), markets["std_error"].to_numpy()
    nutpie.compile_pymc_model(models.random_effects(effects, std_errors, Normal(0, 1), HalfNormal(1)))
    cache = _cache()
    if cache is not None:
        kept = Path(cache.NUMBA_CACHE_PATH)
        files = (path for path in kept.rglob("*") if path.is_file())
        _COMPILED.update({str(path.relative_to(kept)): path.read_bytes() for path in files})


def settle(home: str) -> None:
    """Give this child a compile folder of its own: one that is shared would pass code between learners."""
    cache = _cache()
    if cache is None:
        return
    own = Path(home, _FOLDER, "numba")
    for name, data in _COMPILED.items():
        path = own / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    cache.NUMBA_CACHE_PATH = own
    sys.modules["pytensor"].config.base_compiledir = own.parent


def _cache() -> Any:
    return sys.modules.get("pytensor.link.numba.cache")
