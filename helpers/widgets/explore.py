"""`explore`: sliders over a learner's own function, in a notebook."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import ipywidgets
import traitlets

from helpers._validate import described, real_number

from . import saved


class Panel(ipywidgets.VBox):
    """Controls for the arguments of ``function``, and below them what its last call made.

    ``controls`` holds them by name, ``output`` what was printed, drawn and returned, ``result`` the last
    value returned, ``error`` the exception of the last call or None. `run` calls at once.
    """

    def __init__(self, function: Callable[..., Any], controls: dict[str, Any], delay: float) -> None:
        self.function, self.controls, self.delay = function, controls, delay
        self.result: Any = None
        self.error: Exception | None = None
        self.output, self.message = ipywidgets.Output(), ipywidgets.HTML()
        self._waiting: asyncio.TimerHandle | None = None
        super().__init__([*controls.values(), self.message, self.output])
        for control in controls.values():
            control.observe(self._later, "value")
        self.run()

    def _ipython_display_(self) -> None:
        saved.show(self._repr_mimebundle_, lambda: saved.as_html(self.output.outputs))

    def run(self) -> None:
        """Call the function with the values on show; an error is shown, never raised."""
        from IPython.display import display
        from IPython.utils.capture import capture_output

        self._waiting = None
        values = {name: control.value for name, control in self.controls.items()}
        with capture_output() as captured:
            try:
                self.result = self.function(**values)
                _show_figures()
                if self.result is not None:
                    display(self.result)
                self.error = None
            except Exception as error:
                self.error = error
        # Set as state: JupyterLab drops what a timer prints or displays, for no request of its own awaits it.
        self.output.outputs = tuple(_as_outputs(captured))
        self.message.value = "" if self.error is None else _in_red(self.error, values)

    def _later(self, _change: Any) -> None:
        # While a slider moves only its resting place is computed: every move starts the wait anew.
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self.run()
            return
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = loop.call_later(self.delay, self.run)


def explore(function: Callable[..., Any], *, delay: float = 0.15, **ranges: Any) -> Panel:
    """A panel of controls over ``function``, called again when they have rested for ``delay`` seconds.

    Each of ``ranges`` is an argument of the function and what it may be, as in ``ipywidgets.interact``:
    ``(low, high)`` or ``(low, high, step)`` for a slider, a list or dict for a menu, True or False for a box,
    text, a number, or a widget of your own. What the function prints, draws or returns appears below; if
    it raises, the error's message does, and the panel lives on.
    Raises ``TypeError`` when ``function`` is not callable or does not take the arguments named,
    ``ValueError`` for a range that no control can be made from.

    >>> explore(lambda n, tau: ..., n=(10, 1000, 10), tau=(0.0, 2.0))  # doctest: +SKIP
    """
    from inspect import signature

    if not callable(function):
        raise TypeError(f"function must be callable; found {described(function)}")
    if not ranges:
        raise ValueError("explore wants at least one range, such as n=(10, 1000); found none")
    try:
        signature(function).bind(**ranges)
    except TypeError as error:
        raise TypeError(f"ranges must name the function's arguments: {error}") from None
    controls = {name: _control(name, given) for name, given in ranges.items()}
    return Panel(function, controls, real_number(delay, "delay", at_least=0))


def _control(name: str, given: Any) -> Any:
    try:
        made = ipywidgets.interactive.widget_from_abbrev(given)
    except (ValueError, TypeError, OverflowError, traitlets.TraitError) as error:
        raise ValueError(
            f"range {name} cannot be made into a control: found {described(given)}; {error}"
        ) from None
    if made is None or not hasattr(made, "value"):
        raise ValueError(
            f"range {name} must be (low, high), (low, high, step), a list of choices, True, False, a number, "
            f"text or a widget; found {described(given)}"
        )
    made.description = made.description or name
    if "continuous_update" in made.trait_names():
        made.continuous_update = True
    return made


def _show_figures() -> None:
    """Draw what the function left open, as the inline back end does after a cell."""
    import sys

    if "matplotlib.pyplot" in sys.modules:
        from IPython.display import display

        plt = sys.modules["matplotlib.pyplot"]
        for number in plt.get_fignums():
            display(plt.figure(number))
        plt.close("all")


def _as_outputs(captured: Any) -> Iterator[dict[str, Any]]:
    """What was printed and displayed, as a notebook file holds it."""
    for name in ("stdout", "stderr"):
        if text := getattr(captured, name):
            yield {"output_type": "stream", "name": name, "text": text}
    for shown in captured.outputs:
        data = {
            kind: b64encode(value).decode() if isinstance(value, bytes) else value
            for kind, value in shown.data.items()
        }
        yield {"output_type": "display_data", "data": data, "metadata": shown.metadata or {}}


def _in_red(error: Exception, values: dict[str, Any]) -> str:
    call = ", ".join(f"{name}={described(value)}" for name, value in values.items())
    text = f"{type(error).__name__}: {error} (called with {call})"
    return f'<p role="alert" style="color:#b34700;margin:0">{escape(text)}</p>'
