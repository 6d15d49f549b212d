"""Why numbers are wrong: a declared mistake, a transform, or, failing both, the smallest failing case."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.numbers.drawing import Case
from helpers.grading.kinds.numbers.rounding import IF_NOT_ROUNDED, shortened
from helpers.grading.kinds.numbers.transforms import constant, explain
from helpers.grading.reading import Parts, Reading, describe, listed
from helpers.grading.sandbox import Outcome
from helpers.grading.show import show, show_both
from helpers.grading.tolerance import Tolerance


@dataclass(frozen=True)
class Trial:
    """One case, what the learner's function did with it, and how that reads."""

    case: Case
    outcome: Outcome
    reading: Reading

    @property
    def readable(self) -> bool:
        """Whether there are numbers to judge."""
        return not (self.reading.problem or self.outcome.error or self.outcome.timed_out)

    def right(self, tolerance: Tolerance, part: str | None = None) -> bool:
        """Whether the answer, or one part of it, is right."""
        names = self.case.parts if part is None else [part]
        return self.readable and all(
            tolerance.agree(self.reading.parts[n], self.case.parts[n]) for n in names
        )


def diagnose(
    exercise: Exercise,
    trials: list[Trial],
    tolerance: Tolerance,
    case_text: Callable[[Trial], str],
    notes: tuple[str, ...] = (),
) -> Finding:
    """Explain wrong numbers: by a declared mistake, by a transform, else by the smallest failing case.

    The message says what was seen, the hint what it looks like; ``case_text`` shows one case. On ordinary
    data every trial must have given numbers; where a rare one did not, only a mistake can explain it.
    """
    failing = [t for t in trials if not t.right(tolerance)]
    only_edges = all(t.case.edge for t in failing) and len(failing) < len(trials)
    some = len(failing) < len(trials) and not only_edges
    smallest = min(failing, key=lambda t: (not t.readable, t.case.edge and some, t.case.size))
    example = case_text(smallest)
    parts = list(trials[0].case.parts)
    wrong = [p for p in parts if not all(t.right(tolerance, p) for t in trials)]
    share = 0.5 if only_edges else 0.5 * (1 - len(wrong) / len(parts))
    seen = (
        ("Right on ordinary data. " if only_edges else what_is_right_of(parts, wrong))
        + f"The result differs on {len(failing)} of {len(trials)} fresh data sets"
        + (", rare ones but legal." if only_edges else ".")
    )
    finding = Finding(
        Verdict.PARTIAL if share else Verdict.WRONG, seen, share=share, more=example, notes=notes
    )
    known = _mistake(exercise, trials, tolerance, wrong)
    drawn, trials = len(trials), [t for t in trials if t.readable]
    if _in_another_order(trials, tolerance, parts):
        hint = f"The numbers are right, in the wrong order: wanted are {listed(parts)}, in this order."
        return replace(finding, hint=hint, cause="order")
    short = None if only_edges or len(trials) < drawn else _short_of_digits(trials, tolerance)
    if short and not (known and len(trials) > 1 and _explains(known.name, trials, tolerance, parts)):
        # One number may be a mistake's as well; on many data sets only one of the two can be meant.
        more = IF_NOT_ROUNDED + known.hint if known and len(trials) == 1 else example
        return replace(finding, hint=short[1], more=more, cause=short[0])
    if known:
        typical = f"{seen} It is what one typical mistake gives."
        more = "\n".join(filter(None, [known.more, example]))
        return replace(finding, message=typical, hint=known.hint, more=more, cause=known.name)
    if only_edges:
        message = f"Right on ordinary data, not yet on data that are rare but legal:\n{example}"
        return replace(
            finding, message=message, hint=_RARE + _BY_HAND * ("…" not in example), more="", cause="edge"
        )
    pairs = {p: [(t.reading.parts[p], t.case.parts[p]) for t in trials] for p in wrong}
    transforms = {p: explain(pairs[p], tolerance) for p in wrong}
    all_near = len(trials) == drawn and all(t and t[0] == "nearly" for t in transforms.values())
    for part, transform in transforms.items():
        if constant(pairs[part]):
            hint = (
                "It is the same for all data: are all arguments used, or does one step (a max, a wrong axis) "
                "swallow them?"
            )
            return replace(finding, hint=hint, cause="constant")
        if transform and (transform[0] != "nearly" or all_near):
            name, words = transform
            alike = parts == [p for p, t in transforms.items() if t and t[0] == name]
            return replace(finding, hint=words if alike else _said_of(part, words), cause=name)
    return replace(
        finding,
        message=f"{seen} The smallest:\n{example}",
        hint=exercise.advice,
        more="",
        cause="unexplained",
    )


_RARE = "What is special about these data, and what should come out for them?"
_BY_HAND = " Work it out by hand once."


def _short_of_digits(trials: list[Trial], tolerance: Tolerance) -> tuple[str, str] | None:
    """Name and sentence where all numbers are right, as far as they go."""
    pairs = [(_flat(t.reading.parts, t.case.parts), _flat(t.case.parts, t.case.parts)) for t in trials]
    return shortened(pairs, tolerance) if all(a.shape == b.shape for a, b in pairs) else None


def _flat(parts: Parts, like: Parts) -> FloatArray:
    return np.concatenate([np.ravel(parts[name]) for name in like])


def what_is_right(trial: Trial, tolerance: Tolerance) -> str:
    """Which parts of a trial are right, if some are: ``"τ²: right. I²: not yet. "``."""
    parts = list(trial.case.parts)
    return what_is_right_of(parts, [p for p in parts if not trial.right(tolerance, p)])


def what_is_right_of(parts: list[str], wrong: list[str]) -> str:
    """The same, from the names of all parts and of those that are wrong."""
    right = [p for p in parts if p not in wrong]
    return f"{_begun(listed(right))}: right. {_begun(listed(wrong))}: not yet. " if right else ""


_OPENINGS = {
    r"Your numbers? (have|has) ": "has ",
    r"(Your numbers?|Every number) (are|is) ": "is ",
    "Your numbers agree ": "agrees ",
}


def _said_of(part: str, sentence: str) -> str:
    """A sentence about all that was handed over, as one about a single part of it."""
    for opening, verb in _OPENINGS.items():
        sentence = re.sub(f"^{opening}", f"What you give for {part} {verb}", sentence)
    return sentence


def _begun(text: str) -> str:
    """With a capital letter in front, unless it begins with a symbol."""
    return text[0].upper() + text[1:] if text[:3].isascii() else text


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
        if order != tuple(parts)
    )


_VOUCHES = re.compile(r"\b(is|are) right\b|^All (but )?right\b")


def _mistake(
    exercise: Exercise, trials: list[Trial], tolerance: Tolerance, wrong: list[str]
) -> Mistake | None:
    """The declared mistake that gives these numbers: everywhere, else on ordinary data, else in one part.

    In one part it is rather one that is right in the others, and never one that is wrong in all, nor one
    whose hint calls the others right when they are not.
    Failing that, the only one that comes as near as constants with few digits, such as 1.96, allow.
    """
    ordinary = [t for t in trials if not t.case.edge]
    every = list(trials[0].case.parts)
    if all(t.right(tolerance) for t in ordinary):
        ordinary = trials

    def plans() -> Iterator[tuple[list[str], list[str], list[Mistake]]]:
        yield every, [], exercise.mistakes
        if len(every) == 1:
            return
        for p in wrong:
            yield [p], [o for o in every if o != p], exercise.mistakes
        somewhere_right = [
            m
            for m in exercise.mistakes
            if any(_spares(m.name, ordinary, tolerance, [p]) for p in every) and not _VOUCHES.search(m.hint)
        ]
        for p in wrong:
            yield [p], [o for o in every if o not in wrong], somewhere_right

    for parts, spared, mistakes in plans():
        for chosen in (trials, ordinary):
            for mistake in mistakes:
                if _explains(mistake.name, chosen, tolerance, parts) and _spares(
                    mistake.name, ordinary, tolerance, spared
                ):
                    return mistake
    near = [m for m in exercise.mistakes if _explains(m.name, ordinary, tolerance, every, rounded=1e-4)]
    return near[0] if len(near) == 1 else None


def _explains(
    name: str, trials: list[Trial], tolerance: Tolerance, parts: list[str], rounded: float = 0.0
) -> bool:
    telling = 0
    blurred = set(parts) if rounded else set()  # where so rough a comparison tells the mistake from no truth
    for t in trials:
        rival = t.case.rivals[name]
        yours = t.reading.parts if t.readable else None
        if rival is None or yours is None or not (_finite(rival) and _finite(yours)):
            if any(p is not None and _finite(p) for p in (rival, yours)):
                return False
            telling += 1
            continue
        room = _with_room(tolerance, rounded, rival)
        for part in parts:
            if part not in rival or not room.agree(yours[part], rival[part]):
                return False
            apart = room.distance(rival[part], t.case.parts[part])
            if apart > 20 or tolerance.agree(rival[part], t.case.parts[part]):
                blurred.discard(part)
            telling += apart > 20 and (len(trials) == 1 or _says_something(rival[part], tolerance))
    return telling >= 1 and not blurred


def _with_room(tolerance: Tolerance, rounded: float, values: Parts) -> Tolerance:
    """The tolerance, with the room that constants ``rounded`` so far need beside these values."""
    size = rounded * max(float(np.abs(part).max(initial=0.0)) for part in values.values())
    return replace(tolerance, absolute=max(tolerance.absolute, size))


def _spares(name: str, trials: list[Trial], tolerance: Tolerance, parts: list[str]) -> bool:
    """Whether the mistake leaves right what the learner has right: else its hint speaks of something else."""
    rivals = [(t.case.rivals[name], t.case.parts) for t in trials if not t.case.edge]
    return all(r is not None and tolerance.agree(r[p], truth[p]) for r, truth in rivals for p in parts)


def _finite(parts: Parts) -> bool:
    """Whether these are numbers; infinities and NaN are to a learner what an error is."""
    return all(bool(np.isfinite(part).all()) for part in parts.values())


def _says_something(values: FloatArray, tolerance: Tolerance) -> bool:
    """Not all zero: to a p-value of zero many ways lead."""
    return bool(np.any(~(np.abs(values) <= tolerance.size(np.zeros(())))))


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
