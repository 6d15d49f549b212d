"""A figure, judged by what it shows, not by how it was drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.calling import not_a_function, value_of
from helpers.grading.exercise import Exercise, GraderError
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.figures.axes import Drawn, pictures_in
from helpers.grading.reading import describe
from helpers.grading.show import name_of

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """The answer is a function that draws the data it is given and returns the ``Axes``.

    The exercise's reference returns what must be seen for given arguments: ``"points"`` an array,
    ``"intervals"`` a pair (low, high), ``"line"`` a number, each perhaps with a qualifier, as in
    ``"points, shrunken"``. ``texts`` tells for each item what to draw. All of it lies along one axis, which
    is labelled, and what belongs to one study is drawn side by side, or joined. The ``wrong`` of a mistake
    returns the items it gets wrong, as it draws them.
    """

    texts: Mapping[str, str]

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:
        """Have it drawn for fresh data and look."""
        unusable = not_a_function(exercise, answer)
        if unusable:
            return unusable
        if exercise.cases is None:
            raise GraderError(f"exercise {exercise.id} declares no cases")
        arguments = exercise.cases(rng)
        from helpers.plots import own_settings

        with own_settings():
            drawn, finding = value_of(exercise, answer, arguments)
            if finding:
                return finding
            pictures = pictures_in(drawn)
            if not pictures:
                return _nothing(drawn, answer)
        return self._compare(exercise, arguments, pictures)

    def _compare(self, exercise: Exercise, arguments: tuple[Any, ...], pictures: list[Drawn]) -> Finding:
        wanted = exercise.reference(*arguments)
        views = [View(picture, along) for picture in pictures for along in (0, 1)]
        view = max(views, key=lambda v: len(v.shown(wanted)) + 0.5 * bool(v.label))
        if not (view.drawn.points.size or view.drawn.segments.size):
            if view.drawn.cut_off:
                return Finding(
                    Verdict.WRONG, "All you drew lies outside the limits of the axes.", cause="cut off"
                )
            return Finding(Verdict.NOT_ATTEMPTED, "The picture is still empty.")
        missing = [item for item in wanted if item not in view.shown(wanted)]
        share = 1 - (len(missing) + (not view.label)) / (len(wanted) + 1)
        if share == 1:
            return Finding(Verdict.PASS, exercise.praise or "Everything is there.", share=1.0)
        verdict = Verdict.PARTIAL if share >= 0.5 else Verdict.WRONG
        kept = round(share / 2, 3) if verdict is Verdict.PARTIAL else 0.0
        lacking = [self.texts[item] for item in missing]
        if not view.label:
            lacking.append(f"a label on the {'xy'[view.along]} axis: what is shown, in which unit")
        said = f"Still missing: {'; '.join(lacking)}."
        cause, seen = _what_is_there(view, wanted, missing)
        finding = Finding(verdict, f"{said} {seen}".strip(), exercise.advice, share=kept)
        for mistake in exercise.mistakes:
            drawn = mistake.wrong(*arguments)
            if any(item in missing for item in drawn) and set(drawn) <= view.shown(drawn):
                hint, more = mistake.hint, mistake.more
                return replace(finding, hint=hint, more=more, cause=mistake.name)
        return replace(finding, cause=cause or ("unexplained" if missing else "labels"))


@dataclass(frozen=True)
class View:
    """A picture, read with what it shows along one axis: 0 for x, 1 for y."""

    drawn: Drawn
    along: int

    @property
    def label(self) -> str:
        """What the axis says."""
        return self.drawn.labels["xy"[self.along]].strip()

    def shown(self, items: Content) -> set[str]:
        """Those of the items that can be seen, with the parts of each study side by side."""
        rows = {item: self.rows(item, value) for item, value in items.items()}
        first = next((item for item in rows if self._is_list(item) and rows[item]), "")
        return {
            item
            for item in items
            if rows[item] and (not first or item == first or self._paired(items, rows, first, item))
        }

    def rows(self, item: str, value: Any) -> list[FloatArray]:
        """Where an item is drawn across, study by study; empty where it is not, or not all of it."""
        kind = re.split(r"\W", item)[0]
        if kind == "points":
            found = self.drawn.rows_of_points(np.asarray(value, float), self.along)
        elif kind == "intervals":
            low, high = (np.asarray(v, float) for v in value)
            found = self.drawn.rows_of_bars(low, high, self.along)
        elif kind == "line":
            found = [np.zeros(int(self.drawn.has_line(float(value), self.along)))]
        else:
            raise GraderError(f"a figure has points, intervals and lines, but no {item!r}")
        return found if all(row.size for row in found) else []

    @staticmethod
    def _is_list(item: str) -> bool:
        return not item.startswith("line")

    def _paired(self, items: Content, rows: Mapping[str, list[FloatArray]], first: str, item: str) -> bool:
        """Whether each study's part of an item stands beside its part of the first, or is joined to it."""
        if not self._is_list(item):
            return True
        if first.startswith("points") and item.startswith("points"):
            pairs = zip(items[first], items[item], strict=True)
            if all(self.drawn.joins(one, other, self.along) for one, other in pairs if one != other):
                return True
        at = np.array([row[0] for row in rows[first]])
        apart = np.diff(np.sort(at)).min() if len(at) > 1 else np.inf
        off = [np.abs(ours[:, None] - own).min() for ours, own in zip(rows[item], rows[first], strict=True)]
        return bool(item.startswith("intervals") or apart > 0) and max(off) <= 0.5 * apart + 1e-9


def _what_is_there(view: View, wanted: Content, missing: Sequence[str]) -> tuple[str, str]:
    """What stands where a missing thing should be: a cause, and a sentence on it."""
    for item in missing:
        if item.startswith("line") and view.drawn.has_line(float(wanted[item]), 1 - view.along):
            axis = "xy"[view.along]
            return (
                "line turned",
                f"A line is there, but it runs along the {axis} axis and marks no effect on it.",
            )
        if view.rows(item, wanted[item]):
            return "other rows", "Those you drew do not stand beside what they belong to: keep one order."
    if missing and view.drawn.cut_off:
        return "cut off", "Some of what you drew lies outside the limits of the axes."
    return "", ""


def _nothing(value: Any, answer: Any) -> Finding:
    name = name_of(answer)
    if value is None:
        return Finding(
            Verdict.WRONG,
            f"`{name}` returns nothing. Let it end with `return ax`, so that the picture can be looked at.",
            cause="type",
        )
    return Finding(
        Verdict.WRONG, f"`{name}` returns {describe(value)}; the `Axes` it drew on is wanted.", cause="type"
    )
