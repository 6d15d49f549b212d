"""What a saved notebook shows in a widget's place until its cell is run again: a picture, and a line on it.

JupyterLab keeps no widget in the file, and says *model not found* where it was. So a widget is shown as two
outputs there: the picture, hidden while the widget lives below it, and the widget, hidden where it does not.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from html import escape
from typing import Any

_LINE = "A picture of the figure as it was first drawn. Run this cell again to bring it back to life."
_SAVED, _NEXT, _ALIVE = (
    ".jp-OutputArea-child:has(.bs-saved)",
    "+ .jp-OutputArea-child",
    ".jp-OutputArea-output > *",
)
_STYLE = (
    f"<style>{_SAVED}:has({_NEXT} {_ALIVE}),"
    f"{_SAVED} {_NEXT}:has(.jupyter-widgets):not(:has({_ALIVE})){{display:none}}</style>"
)


def show(bundle: Callable[[], Any], picture: Callable[[], str]) -> None:
    """Display ``picture()``, which is HTML, and below it the widget of ``bundle()``.

    Raises ``NotImplementedError`` where no JupyterLab is: IPython then goes on to its other ways to show an
    object. The book, which is one of them, wants one output.
    """
    from IPython.display import display

    if "JPY_SESSION_NAME" not in os.environ:  # set by Jupyter's server alone, for the kernels of notebooks
        raise NotImplementedError
    html = f'<div class="bs-saved">{picture()}<p><em>{_LINE}</em></p>{_STYLE}</div>'
    found = bundle()
    data, metadata = found if isinstance(found, tuple) else (found, {})
    display({"text/html": html, "text/plain": _LINE}, raw=True)
    display({**data, "text/html": ""}, metadata=metadata, raw=True)


def as_html(outputs: Iterable[dict[str, Any]]) -> str:
    """Pictures and text among the outputs of a cell, as a notebook file holds them."""
    return "".join(map(_piece, outputs))


def _piece(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    if "image/png" in data:
        return f'<img src="data:image/png;base64,{data["image/png"]}" alt="What the function drew">'
    text = output.get("text") or data.get("text/plain", "")
    return f"<pre>{escape(text)}</pre>"
