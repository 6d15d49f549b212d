"""Posterior draws, judged against the exact posterior within their own Monte Carlo error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from helpers.grading.calling import not_a_function, value_of
from helpers.grading.exercise import Exercise, GraderError, Mistake
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.posteriors import joint
from helpers.grading.kinds.posteriors.joint import Draws as Sample
from helpers.grading.kinds.posteriors.joint import JointTest, Target
from helpers.grading.kinds.posteriors.samples import read_draws
from helpers.grading.show import name_of, number
from helpers.grading.tolerance import MonteCarlo

ENOUGH = 400.0
_NOT_SETTLED = "Without the first quarter of every chain the draws look right. With it they are not."
_WARM_UP = (
    "A chain begins where you put it, not where the posterior is. The walk in is no sample of anything: "
    "leave it out, as warm-up."
)
_USED_AGAIN = ". Is one used again and again where each draw should have been drawn afresh?"
_HARDLY_MOVES = (
    ": the chain hardly moves. Print how often a candidate is accepted. Is a log compared with a log? Does a "
    "worse place have a chance at all? Did a product of densities become 0?"
)
_DRAW_MORE = "Draw more: twice as many will do, with room to spare."
_LOOK = (
    "Look at the trace first. A chain that moves well only needs more draws; more will not help one that "
    "sticks, drifts or disagrees with the others."
)
_TRANSFORMS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "log": (np.exp, "looks like its logarithm: transform back"),
    "square": (
        lambda x: np.sqrt(np.abs(x)),
        "looks like its square, a variance in place of a standard deviation",
    ),
    "inverse": (lambda x: 1 / x, "looks like its inverse"),
    "precision": (lambda x: np.abs(x) ** -0.5, "looks like a precision, one divided by its square"),
}


@dataclass(frozen=True)
class Draws:
    """Draws of ``sizes``: quantity → None for a number, K for a vector.

    The exercise's reference returns the exact marginals by name (anything hashable with ``mean``, ``sd`` and
    ``quantile`` that stay as they are), the ``wrong`` of a mistake those of the posterior that it leads to.
    Without ``cases`` the answer is what a sampler returned for the data of the exercise. With them it
    is a sampler, called with fresh arguments and, last, a random generator. ``min_effective`` says how
    many effective draws a quantity needs where that is not 400; of those, themselves estimated, the share
    ``leeway`` will do. ``number`` is the argument that says how many draws to return. ``stays`` tells that
    a right chain repeats a place where it stays, ``starts_right`` that it needs no warm-up. ``near_misses``
    names mistakes whose posterior is so near that densities (``pdf``) must tell it from the right one.
    """

    sizes: Mapping[str, int | None]
    min_effective: Mapping[str, float] = field(default_factory=dict)
    leeway: float = 1.0
    number: str = ""
    stays: bool = False
    starts_right: bool = False
    near_misses: tuple[str, ...] = ()

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:
        """Judge draws, or a sampler by the draws it makes."""
        if not isinstance(exercise.tolerance, MonteCarlo):
            raise GraderError(f"exercise {exercise.id}: draws need the tolerance monte_carlo(…)")
        if answer is None or answer is Ellipsis:
            return Finding(Verdict.NOT_ATTEMPTED, "There are no draws here yet.")
        arguments: tuple[Any, ...] = ()
        if exercise.cases is not None:
            arguments = exercise.cases(rng)
            answer, finding = self._sample(exercise, answer, arguments, rng)
            if finding:
                return finding
        draws, problem = read_draws(answer, self.sizes)
        if problem:
            return Finding(Verdict.WRONG, problem, cause="type")
        return self._miscounted(exercise, draws, arguments) or self.judge_draws(exercise, draws, arguments)

    def wanted(self, exercise: Exercise, arguments: tuple[Any, ...]) -> int | None:
        """How many draws the arguments ask for, if one of them does."""
        return int(arguments[exercise.arguments.index(self.number)]) if self.number else None

    def judge_draws(self, exercise: Exercise, draws: Sample, arguments: tuple[Any, ...] = ()) -> Finding:
        """Judge draws that have been read."""
        exact = joint.target(exercise.reference(*arguments))
        alpha = exercise.tolerance.familywise if isinstance(exercise.tolerance, MonteCarlo) else 1e-6
        seen: joint.Seen = {}
        result = joint.compare(draws, exact, alpha, seen)
        few = self._too_few(draws, exact, result)
        if (few or not result.agrees) and self._settles(draws, exact, alpha):
            return Finding(
                Verdict.WRONG, _NOT_SETTLED, _WARM_UP, more=_table(draws, exact), cause="no warm-up"
            )
        if few:
            return few
        more = _table(draws, exact)
        if result.agrees:
            return self._near_miss(exercise, draws, arguments, alpha, more) or Finding(
                Verdict.PASS, _within(exercise, draws), share=1.0
            )
        known = [
            (m, joint.compare(draws, joint.target(m.wrong(*arguments)), alpha, seen))
            for m in exercise.mistakes
        ]
        known = [(m, test) for m, test in known if test.agrees]
        if known:
            return _mistaken(min(known, key=lambda pair: float(pair[1].scores.max()))[0], more)
        return _transformed(draws, exact, alpha, more, seen) or _plainly_wrong(
            exercise, result, exact, more, self._repeats(draws, exact.labels.index(result.worst[0]))
        )

    def _near_miss(
        self, exercise: Exercise, draws: Sample, arguments: tuple[Any, ...], alpha: float, more: str
    ) -> Finding | None:
        """What a mistake gives that shares of draws hardly tell from what is right."""
        for mistake in (m for m in exercise.mistakes if m.name in self.near_misses):
            right, wrong = exercise.reference(*arguments), mistake.wrong(*arguments)
            if any(joint.betrays(x, right[name], wrong[name], alpha) for name, x in draws.items()):
                return _mistaken(mistake, more)
        return None

    def _miscounted(self, exercise: Exercise, draws: Sample, arguments: tuple[Any, ...]) -> Finding | None:
        """What to say of another number of draws than was asked for; each chain may hold its start, too."""
        wanted, (chains, length) = self.wanted(exercise, arguments), next(iter(draws.values())).shape[:2]
        returned = chains * length
        if wanted is None or wanted <= returned <= wanted + chains:
            return None
        hint = f"`{self.number}` says how many to return, all chains together."
        if returned < wanted and self.stays:
            hint = "A throw that is not accepted counts too: the old place once more."
            hint += " (And there is no warm-up to leave out.)" * self.starts_right
        text = f"You returned {returned} draws of {wanted}."
        return Finding(Verdict.WRONG, text, hint, cause="number of draws")

    def _sample(
        self, exercise: Exercise, answer: Any, arguments: tuple[Any, ...], rng: np.random.Generator
    ) -> tuple[Any, Finding | None]:
        unusable = not_a_function(exercise, answer)
        if unusable:
            return None, unusable
        draws, finding = value_of(exercise, answer, (*arguments, np.random.default_rng(rng.integers(2**63))))
        if draws is None and finding is None:
            text = f"`{name_of(answer)}` returns nothing; is the `return` missing?"
            finding = Finding(Verdict.WRONG, text, cause="type")
        return draws, finding

    def _settles(self, draws: Sample, exact: Target, alpha: float) -> bool:
        """Whether the draws agree once the first quarter of each chain is left out."""
        if self.starts_right or next(iter(draws.values())).shape[1] < 16:
            return False
        cut = next(iter(draws.values())).shape[1] // 4
        first, later = (
            {name: x[:, part] for name, x in draws.items()} for part in (slice(cut), slice(cut, None))
        )
        apart = np.abs(joint.shares(first, exact) - joint.shares(later, exact))[[0, -1]]
        if apart.max() <= 0.05:
            return False
        result = joint.compare(later, exact, alpha)
        return result.agrees and bool(result.effective.min() >= ENOUGH / 8)

    def _too_few(self, draws: Sample, exact: Target, result: JointTest) -> Finding | None:
        """A verdict of its own: such draws can neither be right nor wrong."""
        if not result.agrees and result.effective.min() >= ENOUGH / 8:
            return None  # few as they are, they show that they come from elsewhere
        effective = joint.smallest_effective(draws)
        needed = np.array([self.min_effective.get(label.split("[")[0], ENOUGH) for label in exact.labels])
        worst = int((effective / needed).argmin())
        if effective[worst] >= self.leeway * needed[worst]:
            return None
        chains, length = next(iter(draws.values())).shape[:2]
        message = (
            f"Too few effective draws to tell: the {chains * length} draws of {exact.labels[worst]} are "
            f"worth {_amount(effective[worst])}; {needed[worst]:.0f} are wanted."
        )
        usable = result.agrees and effective[worst] >= needed[worst] / 8
        return Finding(
            Verdict.PARTIAL if usable else Verdict.WRONG,
            message,
            self._repeats(draws, worst)
            or (_DRAW_MORE if usable and effective[worst] > needed[worst] / 2 else _LOOK),
            more=_table(draws, exact),
            share=0.5 if usable else 0.0,
            cause="too few effective draws",
        )

    def _repeats(self, draws: Sample, quantity: int) -> str:
        """What to say where a quantity has few different values, as no sampler that moves would give."""
        values = joint.columns(draws)[..., quantity]
        different = len(np.unique(values))
        if different > values.size / 20:
            return ""
        return f"They hold only {different} different number{'s' * (different > 1)}" + (
            _HARDLY_MOVES if self.stays else _USED_AGAIN
        )


def _mistaken(mistake: Mistake, more: str) -> Finding:
    return Finding(
        Verdict.WRONG,
        "The draws come from another posterior, the one that a typical mistake leads to.",
        mistake.hint,
        f"{mistake.more}\n{more}".strip(),
        cause=mistake.name,
    )


def _amount(effective: float) -> str:
    return "one" if round(effective) == 1 else f"{effective:.0f} independent ones"


def _within(exercise: Exercise, draws: Sample) -> str:
    effective = joint.smallest_effective(draws)
    return (
        f"{exercise.praise or 'The draws agree with the exact posterior.'} At worst they are worth "
        f"{effective.min():.0f} independent draws."
    )


def _transformed(draws: Sample, exact: Target, alpha: float, more: str, seen: joint.Seen) -> Finding | None:
    for name in draws:
        others = {key: beside for key, beside in seen.items() if key[0] != name}
        for transform, (undo, words) in _TRANSFORMS.items():
            with np.errstate(all="ignore"):
                mended = {**draws, name: undo(draws[name])}
            if np.isfinite(mended[name]).all() and joint.compare(mended, exact, alpha, {**others}).agrees:
                return Finding(
                    Verdict.WRONG, f"All is right but `{name}`, which {words}.", more=more, cause=transform
                )
    return None


def _plainly_wrong(exercise: Exercise, result: JointTest, exact: Target, more: str, hint: str) -> Finding:
    label, level, share = result.worst
    j = exact.labels.index(label)
    quantile = exact.quantiles[joint.LEVELS.index(level), j]
    off = (result.scores > result.limit).any(axis=0)
    names = [list(dict.fromkeys(np.array(result.labels)[which])) for which in (~off, off)]
    right, wrong = (", ".join(f"`{n}`" for n in some) for some in names)
    return Finding(
        Verdict.WRONG,
        (f"Right: {right}. " if right else "")
        + f"The draws of {wrong} do not come from this posterior, and more of them would not help. "
        f"For {label}, {100 * level:g} % of the exact posterior lies below {number(round(quantile, 4))}; of "
        f"your draws {100 * share:.1f} % do.",
        hint or exercise.advice,
        more=more,
        cause="unexplained",
    )


def _table(draws: Sample, exact: Target) -> str:
    x = joint.columns(draws)
    rows = [f"    {'':10} {'your mean':>10} {'exact':>8} {'your sd':>9} {'exact':>8}"]
    rows += [
        f"    {label:10} {m:10.3f} {em:8.3f} {s:9.3f} {es:8.3f}"
        for label, m, em, s, es in zip(
            exact.labels, x.mean(axis=(0, 1)), exact.mean, x.std(axis=(0, 1)), exact.sd, strict=True
        )
    ]
    return "\n".join(rows)
