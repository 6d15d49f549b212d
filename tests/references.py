"""Results of other software, and the data they were computed on; `reference/README.md` says which."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

FOLDER = Path(__file__).parent / "reference"


def results(name: str) -> dict[str, Any]:
    """What the file ``name`` holds."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def table(name: str) -> pd.DataFrame:
    """The data set ``name`` as the other software was given it."""
    return pd.read_csv(FOLDER / "data" / f"{name}.csv")
