"""Right answers to chapter 2, each written differently from its sheet and from the checker."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from helpers.heterogeneity import two_way_anova


def spread_in_pairs(effects, n_treated, n_control):
    """Half of Σ h_i h_j (y_i − y_j)² over Σ h."""
    h = n_treated * n_control / (n_treated + n_control)
    return float(h @ (effects[:, None] - effects[None, :]) ** 2 @ h / (2 * h.sum()))


def spread_in_a_loop(effects, n_treated, n_control):
    total = first = second = 0.0
    for y, t, c in zip(effects, n_treated, n_control, strict=True):
        h = 1 / (1 / t + 1 / c)
        total, first, second = total + h, first + h * y, second + h * y * y
    return second - first * first / total if total else 0.0


def by_contrasts(revenue, segment, treated):
    """Cell means and within-cell scatter; no regression."""
    labels, K = np.unique(segment), len(np.unique(segment))
    cells = [[revenue[(segment == k) & (treated == arm)] for arm in (0, 1)] for k in labels]
    d = np.array([new.mean() - old.mean() for old, new in cells])
    h = np.array([1 / (1 / len(old) + 1 / len(new)) for old, new in cells])
    within = sum(((x - x.mean()) ** 2).sum() for pair in cells for x in pair)
    between = (h * (d - np.average(d, weights=h)) ** 2).sum()
    return between / (K - 1) / (within / (len(revenue) - 2 * K))


def by_dummies(revenue, segment, treated):
    """Treatment coding with an intercept, by the normal equations."""
    codes = pd.Categorical(segment).codes
    dummies = np.eye(codes.max() + 1)[codes][:, 1:]
    additive = np.column_stack([np.ones(len(revenue)), dummies, treated])
    full = np.column_stack([additive, dummies * treated[:, None]])
    scatter = []
    for X in (additive, full):
        beta = np.linalg.solve(X.T @ X, X.T @ revenue)
        scatter.append(((revenue - X @ beta) ** 2).sum())
    extra, left = full.shape[1] - additive.shape[1], len(revenue) - full.shape[1]
    return ((scatter[0] - scatter[1]) / extra) / (scatter[1] / left)


FIRST = (
    "p = .22 in the treatment row is about the mean effect over all six segments. The effects vary: the "
    "segments on mobile gain and the high-value ones lose, so they offset each other. That is not the same "
    "as no effect."
)
SECOND = (
    "You cannot conclude that nothing happens. The test you quote looks at the overall effect only, and "
    "there is a clear interaction, which means the redesign does not do the same in every segment."
)
RIGHT = {
    "02.1": [spread_in_pairs, spread_in_a_loop],
    "02.2": [-math.expm1(6 * math.log1p(-0.05)), np.float64(0.265)],
    "02.3": [("More", 40), ["By more than 379.", 100]],
    "02.4": [by_contrasts, by_dummies],
    "02.5": [FIRST, SECOND],
}
MISTAKEN_TEXTS = {
    "02.5": {
        "no average effect is no effect": "I agree, with p = .22 the redesign has no effect worth keeping, "
        "and the interaction is a side show; let us bury it and go on.",
        "same effect everywhere": "Your row is about the average. By the other row the redesign works in the "
        "same way for each segment. That does not make it useless.",
        "rows exchanged": "Your row tests whether the segments differ, and the interaction row tests the "
        "average effect. So it is wrong to say that there is no effect.",
        "baselines for effects": "Your row is an average. The row below shows that the segments spend "
        "differently, with either checkout. It does not follow that the redesign does nothing.",
        "significance for size": "Your row is an average over the segments and does not show that nothing "
        "happens. An F of 10.4 is a huge difference, so the segments are worlds apart.",
    }
}
EQUIVALENT: dict[str, dict[str, str]] = {}


def anova_f(revenue, segment, treated):
    """The book's own table, which the checker forbids in 02.4."""
    rows = pd.DataFrame({"y": revenue, "s": segment, "t": treated})
    return two_way_anova(rows, "y", "s", "t").loc["s:t", "F"]
