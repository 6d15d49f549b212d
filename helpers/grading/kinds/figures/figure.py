"""A figure, judged by what it shows, not by how it was drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.grading.calling import not_a_function, value_of
from helpers.grading.exercise import Exercise, GraderError
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.figures.axes import Drawn, axes_in, look
from helpers.grading.reading import describe
from helpers.grading.show import name_of

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """The answer is a function that draws the data it is given and returns the ``Axes``.

    The exercise's reference returns what must be seen for given arguments: ``"points"`` an array,
    ``"intervals"`` a pair (low, high), ``"line"`` a number, each perhaps with a qualifier, as in
    ``"points, shrunken"``. ``labels`` names the axes that must say what they
    show. ``texts`` tells for each item what to draw. The ``wrong`` of a mistake returns the
    items it gets wrong, as it draws them.
    """

    texts: Mapping[str, str]
    labels: Sequence[str] = ("x",)

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
            found = axes_in(drawn)
            if not found:
                return _nothing(drawn, answer)
            pictures = [look(ax) for ax in found]
        return self._compare(exercise, arguments, pictures)

    def _compare(self, exercise: Exercise, arguments: tuple[Any, ...], pictures: list[Drawn]) -> Finding:
        wanted = exercise.reference(*arguments)
        picture = max(pictures, key=lambda p: sum(shows(p, k, v) for k, v in wanted.items()))
        missing = [k for k, v in wanted.items() if not shows(picture, k, v)]
        unlabelled = [axis for axis in self.labels if not picture.labels[axis].strip()]
        total = len(wanted) + len(self.labels)
        if not (picture.points.size or picture.segments.size):
            return Finding(Verdict.NOT_ATTEMPTED, "The picture is still empty.")
        share = 1 - (len(missing) + len(unlabelled)) / total
        if share == 1:
            return Finding(Verdict.PASS, exercise.praise or "Everything is there.", share=1.0)
        verdict = Verdict.PARTIAL if share >= 0.5 else Verdict.WRONG
        kept = round(share / 2, 3) if verdict is Verdict.PARTIAL else 0.0
        lacking = [self.texts[k] for k in missing]
        lacking += [f"a label on the {axis} axis: what is shown, in which unit" for axis in unlabelled]
        finding = Finding(verdict, f"Still missing: {'; '.join(lacking)}.", exercise.advice, share=kept)
        for mistake in exercise.mistakes:
            drawn = mistake.wrong(*arguments)
            if any(k in missing for k in drawn) and all(shows(picture, k, v) for k, v in drawn.items()):
                hint, more = mistake.hint, mistake.more
                return replace(finding, hint=hint, more=more, cause=mistake.name)
        return replace(finding, cause="unexplained" if missing else "labels")


def shows(picture: Drawn, item: str, value: Any) -> bool:
    """Whether a picture shows an item with this value."""
    kind = re.split(r"\W", item)[0]
    if kind == "points":
        return picture.has_points(np.asarray(value, float))
    if kind == "intervals":
        return picture.has_intervals(*(np.asarray(v, float) for v in value))
    if kind == "line":
        return picture.has_line(float(value))
    raise GraderError(f"a figure has points, intervals and lines, but no {item!r}")


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
