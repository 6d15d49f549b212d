"""02.4: nested fits to mend."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.special import fdtrc

from helpers.grading.cases import Array
from helpers.grading.declare import exercise
from helpers.grading.exercise import Arguments
from helpers.grading.tolerance import relative


class Fits:
    """Residual sums of squares of nested fits, the number of segments and the degrees of freedom."""

    def __init__(self, revenue: Array, segment: Array, treated: Array) -> None:
        S = (segment[:, None] == np.unique(segment)).astype(float)
        T = treated[:, None].astype(float)
        self.n, self.K = S.shape
        self.df = self.n - 2 * self.K
        self.six = rss(revenue, S, S * T)
        self.one = rss(revenue, S, T)
        self.no_segments = rss(revenue, np.ones_like(T), T)
        self.no_treatment = rss(revenue, S)
        self.nothing = rss(revenue, np.ones_like(T))
        self.six_without_baselines = rss(revenue, np.ones_like(T), S * T)


def rss(revenue: Array, *columns: Array) -> float:
    """What least squares on these columns leaves."""
    X = np.hstack(columns)
    residual = revenue - X @ np.linalg.lstsq(X, revenue)[0]
    return float(residual @ residual)


def visitors(rng: np.random.Generator, segments: int) -> Arguments:
    """Some dozen visitors in segments with baselines and effects of their own."""
    sizes = rng.integers(3, 7, (segments, 2))
    code = np.repeat(np.arange(2 * segments), sizes.ravel())
    segment, treated = code // 2, code % 2
    baseline, effect = rng.permutation(4.0 * np.arange(segments)), rng.normal(1, 2, segments)
    revenue = 10 + baseline[segment] + effect[segment] * treated + rng.normal(0, 1.5, len(code))
    order = rng.permutation(len(code))
    return np.round(revenue, 1)[order], segment[order], treated[order]


@exercise(
    "Spot the error: the nested fits",
    points=3,
    minutes=12,
    cases=partial(visitors, segments=3),
    edges=[partial(visitors, segments=2)],
    tolerance=relative(1e-6),
    forbidden=["helpers.heterogeneity", "helpers.widgets"],
)
def interaction_f(revenue: Array, segment: Array, treated: Array) -> float:
    """Mended: it now sees different *effects*, and is blind to different baselines.

    An F ratio compares two fits that differ in exactly one respect. Which one is it here?
    """
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.six / f.df)


@interaction_f.mistake
def as_received(revenue: Array, segment: Array, treated: Array) -> float:
    """This is your colleague's F, unchanged. Two things are wrong. Write down in words what each of the
    two fits allows: which of them lets the segments have baselines of their own?

    Then look at the denominator: the noise should be what is left when *everything* has been fitted.
    """
    f = Fits(revenue, segment, treated)
    return (f.no_segments - f.six) / (f.K - 1) / (f.no_segments / f.df)


@interaction_f.mistake
def smaller_fit_unmended(revenue: Array, segment: Array, treated: Array) -> float:
    """The denominator is mended. The smaller fit still has one baseline for all segments, so segments
    that merely *spend* differently count as interaction.

    The two fits should differ in one thing only: one effect or several.
    """
    f = Fits(revenue, segment, treated)
    return (f.no_segments - f.six) / (f.K - 1) / (f.six / f.df)


@interaction_f.mistake
def noise_from_smaller_fit(revenue: Array, segment: Array, treated: Array) -> float:
    """The two fits are the right ones. The noise is not: you take it from the smaller fit, which still
    has the interaction in it, so a large interaction hides behind itself."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.one / f.df)


@interaction_f.mistake
def noise_from_additive_fit(revenue: Array, segment: Array, treated: Array) -> float:
    """Noise and degrees of freedom match, but both belong to the smaller fit. If the effects differ, that
    fit's scatter is not only noise."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.one / (f.n - f.K - 1))


@interaction_f.mistake
def no_effect_at_all(revenue: Array, segment: Array, treated: Array) -> float:
    """Your smaller fit has no treatment at all. You are testing whether the treatment does *anything*;
    the interaction asks whether it does the *same* everywhere."""
    f = Fits(revenue, segment, treated)
    return (f.no_treatment - f.six) / (f.K - 1) / (f.six / f.df)


@interaction_f.mistake
def treatment_row(revenue: Array, segment: Array, treated: Array) -> float:
    """That is the treatment's own row: one effect for all against none. The interaction goes one step
    further: several effects against one."""
    f = Fits(revenue, segment, treated)
    return (f.no_treatment - f.one) / (f.six / f.df)


@interaction_f.mistake
def p_value(revenue: Array, segment: Array, treated: Array) -> float:
    """You went on to the p-value. Wanted is the F ratio itself."""
    f = Fits(revenue, segment, treated)
    return float(fdtrc(f.K - 1, f.df, interaction_f(revenue, segment, treated)))


@interaction_f.mistake
def not_per_parameter(revenue: Array, segment: Array, treated: Array) -> float:
    """Nearly. The gain is shared by K − 1 extra effects: divide by their number, so that F is about 1
    when they gain no more than noise."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.six / f.df)


@interaction_f.mistake
def divided_by_k(revenue: Array, segment: Array, treated: Array) -> float:
    """You divide by the number of segments. The smaller fit has one effect already: how many *more* does
    the larger one have?"""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / f.K / (f.six / f.df)


@interaction_f.mistake
def residual_df_n_minus_k(revenue: Array, segment: Array, treated: Array) -> float:
    """The sums of squares are right. Count what the larger fit has estimated: a baseline *and* an effect
    in each segment."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.six / (f.n - f.K))


@interaction_f.mistake
def residual_df_n(revenue: Array, segment: Array, treated: Array) -> float:
    """The sums of squares are right. But the scatter left by a fit is smaller than the noise, because the
    fit has followed some of it: take off as many degrees of freedom as the larger fit has columns."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.six / f.n)


@interaction_f.mistake
def residual_df_of_the_smaller_fit(revenue: Array, segment: Array, treated: Array) -> float:
    """The sums of squares are right. Your noise comes from the larger fit, its degrees of freedom from the
    smaller one. Count the columns of the fit whose scatter you take."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six) / (f.K - 1) / (f.six / (f.n - f.K - 1))


@interaction_f.mistake
def against_nothing(revenue: Array, segment: Array, treated: Array) -> float:
    """Your smaller fit is one mean for everybody: neither segments nor treatment. What you test is
    whether anything matters at all. The two fits should differ in one thing only: one effect or several."""
    f = Fits(revenue, segment, treated)
    return (f.nothing - f.six) / (f.K - 1) / (f.six / f.df)


@interaction_f.mistake
def larger_without_baselines(revenue: Array, segment: Array, treated: Array) -> float:
    """Your *larger* fit has lost the segments' baselines: it lets the effects differ, but not what the
    segments spend anyway. It must hold all that the smaller fit holds, and the effects besides."""
    f = Fits(revenue, segment, treated)
    return (f.one - f.six_without_baselines) / (f.K - 1) / (f.six_without_baselines / f.df)
