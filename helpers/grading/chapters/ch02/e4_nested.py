"""02.4: nested fits to mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import fdtrc

from helpers.grading.cases import Array
from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.numbers.function import Function
from helpers.grading.tolerance import relative

Rows = tuple[Any, Any, Any]


class Fits:
    """Residual sums of squares of the nested fits, and what goes with them."""

    def __init__(self, revenue: Array, segment: Array, treated: Array) -> None:
        S = (segment[:, None] == np.unique(segment)).astype(float)
        T = treated[:, None].astype(float)
        self.n, self.K = len(revenue), S.shape[1]

        def rss(*columns: Array) -> float:
            X = np.hstack(columns)
            residual = revenue - X @ np.linalg.lstsq(X, revenue)[0]
            return float(residual @ residual)

        self.six, self.one, self.no_segments, self.no_treatment = (
            rss(S, S * T),
            rss(S, T),
            rss(np.ones_like(T), T),
            rss(S),
        )
        self.df = self.n - 2 * self.K


Rule = Callable[[Fits], float]


def from_fits(rule: Rule, name: str) -> Callable[[Array, Array, Array], float]:
    """A function of the rows that computes ``rule`` from their fits."""

    def answer(revenue: Array, segment: Array, treated: Array) -> float:
        return rule(Fits(revenue, segment, treated))

    answer.__name__ = name
    return answer


def interaction_f(revenue: Array, segment: Array, treated: Array) -> float:
    """F ratio of the interaction of segment and treatment (Yates 1934)."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.six / f.df)


as_received = from_fits(lambda f: (f.no_segments - f.six) / (f.K - 1) / (f.no_segments / f.df), "as_received")


def p_value(revenue: Array, segment: Array, treated: Array) -> float:
    """The upper tail of F instead of F."""
    f = Fits(revenue, segment, treated)
    return float(fdtrc(f.K - 1, f.df, interaction_f(revenue, segment, treated)))


def visitors(rng: np.random.Generator, segments: int) -> Rows:
    """Some dozen visitors in segments with baselines and effects of their own."""
    sizes = rng.integers(3, 7, (segments, 2))
    code = np.repeat(np.arange(2 * segments), sizes.ravel())
    segment, treated = code // 2, code % 2
    baseline, effect = rng.permutation(4.0 * np.arange(segments)), rng.normal(1, 2, segments)
    revenue = 10 + baseline[segment] + effect[segment] * treated + rng.normal(0, 1.5, len(code))
    order = rng.permutation(len(code))
    return np.round(revenue, 1)[order], segment[order], treated[order]


def three_segments(rng: np.random.Generator) -> Rows:
    """Three segments."""
    return visitors(rng, 3)


def two_segments(rng: np.random.Generator) -> Rows:
    """Two segments."""
    return visitors(rng, 2)


NESTED = Exercise(
    id="02.4",
    title="Spot the error: the nested fits",
    points=3,
    minutes=12,
    reference=interaction_f,
    kind=Function(),
    arguments=("revenue", "segment", "treated"),
    cases=three_segments,
    edges=[two_segments],
    tolerance=relative(1e-6),
    forbidden=["helpers.heterogeneity", "helpers.widgets"],
    mistakes=[
        Mistake(
            as_received,
            "This is your colleague's F, unchanged. Two things are wrong. Write down in words what each of "
            "the two fits allows: which of them lets the segments have baselines of their own?",
            "Then look at the denominator: the noise should be what is left when *everything* has been "
            "fitted.",
        ),
        Mistake(
            from_fits(lambda f: (f.no_segments - f.six) / (f.K - 1) / (f.six / f.df), "smaller_fit_unmended"),
            "The denominator is mended. The smaller fit still has one baseline for all segments, so segments "
            "that merely *spend* differently count as interaction.",
            "The two fits should differ in one thing only: one effect or several.",
        ),
        Mistake(
            from_fits(lambda f: (f.one - f.six) / (f.K - 1) / (f.one / f.df), "noise_from_smaller_fit"),
            "The two fits are the right ones. The noise is not: you take it from the smaller fit, which "
            "still has the interaction in it, so a large interaction hides behind itself.",
        ),
        Mistake(
            from_fits(
                lambda f: (f.one - f.six) / (f.K - 1) / (f.one / (f.n - f.K - 1)), "noise_from_additive_fit"
            ),
            "Noise and degrees of freedom match, but both belong to the smaller fit. If the effects differ, "
            "that fit's scatter is not only noise.",
        ),
        Mistake(
            from_fits(lambda f: (f.no_treatment - f.six) / (f.K - 1) / (f.six / f.df), "no_effect_at_all"),
            "Your smaller fit has no treatment at all. You are testing whether the treatment does "
            "*anything*; the interaction asks whether it does the *same* everywhere.",
        ),
        Mistake(
            from_fits(lambda f: (f.no_treatment - f.one) / (f.six / f.df), "treatment_row"),
            "That is the treatment's own row: one effect for all against none. The interaction goes one step "
            "further: several effects against one.",
        ),
        Mistake(
            p_value,
            "You went on to the p-value. Wanted is the F ratio itself.",
        ),
        Mistake(
            from_fits(lambda f: (f.one - f.six) / (f.six / f.df), "not_per_parameter"),
            "Nearly. The gain is shared by K − 1 extra effects: divide by their number, so that F is about 1 "
            "when they gain no more than noise.",
        ),
        Mistake(
            from_fits(lambda f: (f.one - f.six) / f.K / (f.six / f.df), "divided_by_k"),
            "You divide by the number of segments. The smaller fit has one effect already: how many *more* "
            "does the larger one have?",
        ),
        Mistake(
            from_fits(lambda f: (f.one - f.six) / (f.K - 1) / (f.six / (f.n - f.K)), "residual_df_n_minus_k"),
            "The sums of squares are right. Count what the larger fit has estimated: a baseline *and* an "
            "effect in each segment.",
        ),
    ],
    praise="Mended: it now sees different *effects*, and is blind to different baselines.",
    advice="An F ratio compares two fits that differ in exactly one respect. Which one is it here?",
)
