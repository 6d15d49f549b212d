"""Numbers in prose: computed in a cell, named, and quoted by the text."""

from __future__ import annotations

from typing import Any

_PREFIX = "application/papermill.record/"  # what MyST-NB looks for and JupyterLab does not show


def say(**values: Any) -> None:
    """Put each value out under its name, so that the text can quote it as ``{glue:text}`name:.2f```.

    So does ``myst_nb.glue``, which somebody who runs a chapter's notebook need not have.
    Raises ``ValueError`` for a value that is not finite: no chapter should print one.
    """
    import numpy as np
    from IPython.display import display

    for name, value in values.items():
        plain = value if isinstance(value, str) else np.asarray(value).item()
        if isinstance(plain, float) and not np.isfinite(plain):
            raise ValueError(f"{name} must be finite to stand in prose; found {plain}")
        known = {"scrapbook": {"name": name, "mime_prefix": _PREFIX}}
        display({f"{_PREFIX}text/plain": repr(plain)}, raw=True, metadata=known)


def spaced(value: float, places: int = 0) -> str:
    """``value`` to ``places`` decimals (−2: hundreds), thousands apart by narrow spaces: −12 300."""
    text = f"{round(float(value), places) + 0.0:,.{max(places, 0)}f}"  # + 0.0: no minus before a zero
    return text.replace(",", "\u202f").replace("-", "\u2212")
