"""What every widget is: an anywidget in JupyterLab, a ``<div>`` that mounts itself in a static page."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar

import anywidget
import traitlets

from helpers._validate import described

from . import saved
from .bundle import bundle_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

State = dict[str, Any]


class TraitValueError(traitlets.TraitError, ValueError):
    """A value that a trait does not take: traitlets' own error and, as everywhere here, a ``ValueError``."""


def _is_finite(value: Any) -> bool:
    """Whether no number in it is NaN or infinite, which JSON does not know."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, Mapping):
        return all(map(_is_finite, value.values()))
    return not isinstance(value, list | tuple) or all(map(_is_finite, value))


def _limits(trait: Any) -> dict[str, Any]:
    if isinstance(trait, traitlets.Enum):
        return {"values": list(trait.values or ())}
    inner = trait._trait if isinstance(trait, traitlets.List) else trait
    found = {
        "min": trait.metadata.get("least", getattr(inner, "min", None)),
        "max": trait.metadata.get("most", getattr(inner, "max", None)),
        "whole": isinstance(inner, traitlets.Int) or None,
        "infinite": (isinstance(inner, traitlets.Float) and "to_json" in trait.metadata) or None,
        "within": trait.metadata.get("within"),
    }
    return {name: value for name, value in found.items() if value not in (None, math.inf, -math.inf)}


class StaticWidget(anywidget.AnyWidget):
    """A widget whose JavaScript does the computing, so that it is as live without a kernel as with one.

    A subclass names its traits with ``.tag(sync=True)`` and describes itself in :meth:`describe`; the
    JavaScript of the same name draws it. Python may read and set every trait. ``examples`` are the states
    that the widget is tested in, each by a name: arguments to make it with. With ``predict=True`` a reader is
    asked for a guess, or skips it, before the figure moves. With ``opening=True``, at the head of a chapter,
    it shows the figure and what moves it; one button brings its readings and further controls.
    """

    examples: ClassVar[dict[str, dict[str, Any]]]

    _esm = bundle_text()
    _kind = traitlets.Unicode().tag(sync=True)
    predict = traitlets.Bool(False).tag(sync=True)
    opening = traitlets.Bool(False).tag(sync=True)

    def __init__(self, *arguments: Any, **traits: Any) -> None:
        unknown = sorted(set(traits) - set(self.trait_names()))
        if unknown:
            raise TypeError(
                f"{type(self).__name__} has no trait {unknown[0]!r}; it has {', '.join(self.own())}"
            )
        super().__init__(*arguments, **traits)

    def __setattr__(self, name: str, value: Any) -> None:
        if not self.has_trait(name):
            super().__setattr__(name, value)
            return
        if not _is_finite(value) and name in self.own() and not self.trait_metadata(name, "to_json"):
            raise TraitValueError(f"{name} must be finite; found {described(value)}")
        try:
            super().__setattr__(name, value)
        except (traitlets.TraitError, ValueError, TypeError, OverflowError) as error:
            if isinstance(error, ValueError) and name in str(error):
                raise  # of a check of our own
            raise TraitValueError(f"{name} does not take {described(value)}: {error}") from None

    @classmethod
    def own(cls) -> list[str]:
        """Names of the traits that the drawing depends on."""
        inherited = anywidget.AnyWidget.class_trait_names()
        found = cls.class_trait_names(sync=True)
        return sorted(name for name in found if name not in inherited and not name.startswith("_"))

    @traitlets.default("_kind")
    def _name_of_class(self) -> str:
        return type(self).__name__

    def state(self) -> State:
        """The traits that the drawing depends on, as plain JSON values."""
        return {"_kind": self._kind} | {name: self._plain(name) for name in self.own()}

    def _plain(self, name: str) -> Any:
        to_json = self.trait_metadata(name, "to_json")
        return to_json(getattr(self, name), self) if to_json else getattr(self, name)

    @classmethod
    def limits(cls) -> dict[str, dict[str, Any]]:
        """What each trait of :meth:`own` takes: ``min max values whole infinite within``.

        The page checks by it whatever a link asks for. A check of its own that a trait has is said in its
        tags: ``least``, ``most``, and ``within`` the trait whose entries it counts.
        """
        return {name: found for name in cls.own() if (found := _limits(cls.class_traits()[name]))}

    def describe(self) -> str:
        """One or two sentences that stand in for the picture where scripts do not run."""
        raise NotImplementedError

    def picture(self) -> Axes | None:
        """The widget as it stands, drawn by Matplotlib in a figure of its own; None: the words must do."""
        return None

    def static_html(self) -> str:
        """The ``<div>`` that the boot script of a static page turns into this widget.

        It holds the picture and its caption, for pages without scripts, for print and for PDF.
        """
        state = json.dumps(self.state(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return (
            f'<div class="bs-widget" data-widget="{escape(self._kind)}" data-state="{escape(state)}"'
            f' data-limits="{escape(json.dumps(self.limits(), separators=(",", ":")))}">'
            f'<div class="bs-fallback">{self._still()}<p>{escape(self.describe())}</p></div></div>'
        )

    def _still(self) -> str:
        axes = self.picture()
        if axes is None:
            return ""
        from .pictures import data_uri

        alt, style = escape(self.picture_text()), "max-width:100%;height:auto"
        return f'<img src="{data_uri(axes)}" alt="{alt}" style="{style}">'

    def picture_text(self) -> str:
        """What is to be seen in :meth:`picture`."""
        return self.describe()

    def _ipython_display_(self) -> None:
        saved.show(super()._repr_mimebundle_, lambda: self._still() or f"<p>{escape(self.describe())}</p>")

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle or {}, {})
        return {**data, "text/html": self.static_html(), "text/plain": self.describe()}, metadata
