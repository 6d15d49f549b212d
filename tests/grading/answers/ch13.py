"""Right answers to chapter 13, each written differently from its sheet and from the checker."""

from __future__ import annotations

import numpy as np

from helpers import comparison


def column_by_column(ll):
    score = penalty = 0.0
    for column in ll.T:
        top = column.max()
        own = sum((v - column.mean()) ** 2 for v in column) / (len(column) - 1)
        score += top + np.log(np.mean(np.exp(column - top))) - own
        penalty += own
    return score, penalty


def by_the_package(ll):
    score = comparison.waic(ll)
    return np.array([score.elpd, score.p])


RIGHT = {
    "13.1": [column_by_column, by_the_package],
    "13.2": [("None", 33), ["no pooling", 90.0]],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
