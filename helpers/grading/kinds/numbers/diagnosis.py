"""Why numbers are wrong: a declared mistake, a transform, or, failing both, the smallest failing case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.numbers.drawing import Case
from helpers.grading.kinds.numbers.transforms import constant, explain
from helpers.grading.reading import Reading, describe
from helpers.grading.sandbox import Outcome
from helpers.grading.show import show, show_both
from helpers.grading.tolerance import Tolerance


@dataclass(frozen=True)
class Trial:
    """One case, what the learner's function did with it, and how that reads."""

    case: Case
    outcome: Outcome
    reading: Reading

    def right(self, tolerance: Tolerance, part: str | None = None) -> bool:
        """Whether the answer, or one part of it, is right."""
        names = self.case.parts if part is None else [part]
        return all(tolerance.agree(self.reading.parts[n], self.case.parts[n]) for n in names)


def diagnose(
    exercise: Exercise,
    trials: list[Trial],
    tolerance: Tolerance,
    case_text: Callable[[Trial], str],
    notes: tuple[str, ...] = (),
) -> Finding:
    """Explain wrong numbers: by a declared mistake, by a transform, else by the smallest failing case.

    The message says what was seen, the hint what it looks like; ``case_text`` shows one case.
    """
    failing = [t for t in trials if not t.right(tolerance)]
    smallest = min(failing, key=lambda t: (t.case.edge and len(failing) != len(trials), t.case.size))
    example = case_text(smallest)
    parts = list(trials[0].case.parts)
    wrong = [p for p in parts if not all(t.right(tolerance, p) for t in trials)]
    share = 0.5 * (1 - len(wrong) / len(parts))
    seen = (
        _what_is_right(parts, wrong)
        + f"The result differs on {len(failing)} of {len(trials)} fresh data sets."
    )
    finding = Finding(
        Verdict.PARTIAL if share else Verdict.WRONG, seen, share=share, more=example, notes=notes
    )
    if _in_another_order(trials, tolerance, parts):
        hint = f"The numbers are right, in the wrong order: wanted are {_listed(parts)}."
        return replace(finding, hint=hint, more=example, cause="order")
    known = _mistake(exercise, trials, tolerance, wrong)
    if known:
        typical = f"{seen} It is what one typical mistake gives."
        more = "\n".join(filter(None, [known.more, example]))
        return replace(finding, message=typical, hint=known.hint, more=more, cause=known.name)
    if all(t.case.edge for t in failing):
        message = f"Right on ordinary data, not yet on data that are rare but legal:\n{example}"
        return replace(
            finding,
            verdict=Verdict.PARTIAL,
            message=message,
            hint=exercise.advice,
            more="",
            share=0.5,
            cause="edge",
        )
    for part in wrong:
        pairs = [(t.reading.parts[part], t.case.parts[part]) for t in trials]
        if constant(pairs):
            hint = "It is the same whatever the data: it cannot be using its arguments."
            return replace(finding, hint=hint, cause="constant")
        transform = explain(pairs, tolerance)
        if transform:
            return replace(finding, hint=transform[1], cause=transform[0])
    return replace(
        finding,
        message=f"{seen} The smallest:\n{example}",
        hint=exercise.advice,
        more="",
        cause="unexplained",
    )


def _what_is_right(parts: list[str], wrong: list[str]) -> str:
    right = [p for p in parts if p not in wrong]
    if not right:
        return ""
    return f"{', '.join(right).capitalize()}: right. {', '.join(wrong).capitalize()}: not yet. "


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}"


def _in_another_order(trials: list[Trial], tolerance: Tolerance, parts: list[str]) -> bool:
    """Whether all parts are there, each in the place of another."""
    if not 2 <= len(parts) <= 3:
        return False
    return any(
        all(
            tolerance.agree(t.reading.parts[here], t.case.parts[there])
            for t in trials
            for here, there in zip(parts, order, strict=True)
        )
        for order in permutations(parts)
    )


def _mistake(
    exercise: Exercise, trials: list[Trial], tolerance: Tolerance, wrong: list[str]
) -> Mistake | None:
    """The declared mistake that gives these numbers: everywhere, else on ordinary data, else in one part."""
    ordinary = [t for t in trials if not t.case.edge]
    for parts in (list(trials[0].case.parts), *([p] for p in wrong)):
        for chosen in (trials, ordinary):
            for mistake in exercise.mistakes:
                if _explains(mistake.name, chosen, tolerance, parts):
                    return mistake
    return None


def _explains(name: str, trials: list[Trial], tolerance: Tolerance, parts: list[str]) -> bool:
    telling = 0
    for t in trials:
        rival = t.case.rivals[name]
        if rival is None:
            continue
        for part in parts:
            if part not in rival or not tolerance.agree(t.reading.parts[part], rival[part]):
                return False
            telling += tolerance.distance(rival[part], t.case.parts[part]) > 20
    return telling >= 1


def safe_show(value: Any) -> str:
    """``value`` as code, or in words where it cannot be shown."""
    try:
        return f"`{show(value)}`"
    except Exception:
        return describe(value)


def gives_and_right(got: Any, right: Any) -> str:
    """What came out and what should have, with enough digits to see the difference."""
    try:
        answer, truth = show_both(got, right)
    except Exception:
        answer, truth = describe(got), show(right)
    return f"`{answer}`; right is `{truth}`."
