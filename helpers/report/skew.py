"""Heavy outcomes: when the mean of an arm is not near Normal yet, and what a cap would change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.effects import mean_difference
from helpers.report.raw import Sums
from helpers.report.words import HUGE

if TYPE_CHECKING:
    import pandas as pd

PER_SKEW = 355  # visitors an arm for each unit of skewness², from which on intervals are nearly right
CAP = 0.99  # quantile of the outcomes above 0 at which they are cut


def capped(sums: Sums, pairs: list[tuple[int, int]], labels: Any) -> pd.DataFrame | None:
    """Experiments whose arms are too small for their skewness, uncapped and with a cap; None: there are none.

    An arm wants 355·skewness² visitors for the tails of its 95 % interval to be right within .0025 (Kohavi,
    Deng, Longbotham & Xu 2014, *Seven Rules of Thumb for Web Site Experimenters*, KDD). The cap is the 99 %
    quantile of the experiment's own outcomes above 0, and changes what is measured: a capped mean. Where the
    outcomes are at hand ``largest`` is the largest, ``arm`` where it is, and ``moves_by`` by how much, and
    which way, it alone moves the effect.
    """
    import pandas as pd

    wanted = PER_SKEW * sums.skewness() ** 2
    rows = []
    all_ = sums.outcomes()
    for (t, c), label in zip(pairs, labels, strict=True):
        if sums.n[t] >= wanted[t] and sums.n[c] >= wanted[c]:
            continue
        row = {"label": label, "skewness": float(np.abs(sums.skewness()[[t, c]]).max())}
        row["visitors_wanted"] = float(wanted[[t, c]].max())
        if all_ is not None:
            arms = [all_[1][all_[0] == cell] for cell in (t, c)]
            names = [arm for _, arm in sums.cells]
            row |= _largest(*arms, names[t], names[c]) | _cut(*arms)
        rows.append(row)
    return pd.DataFrame(rows) if rows else None


def enormous(
    sums: Sums, pairs: list[tuple[int, int]], labels: Any, skew: Any, index: Sequence[Any] | None = None
) -> pd.DataFrame | None:
    """Outcomes of more than ``HUGE`` times a cap of ``skew``, by their lines, the furthest beyond it first.

    An outcome of a control counts once, however many arms are compared with it. ``index``: what a data frame
    calls its rows, which are told in place of lines. None: there is none, or outcomes are not at hand.
    """
    import pandas as pd

    kept = sums.outcomes()
    if skew is None or kept is None or "cap" not in skew:
        return None
    caps = dict(zip(skew["label"], skew["cap"], strict=True))
    least: dict[int, float] = {}
    for pair, label in zip(pairs, labels, strict=True):
        for cell in pair if np.isfinite(caps.get(label, np.nan)) else ():
            least[cell] = min(caps[label], least.get(cell, np.inf))
    treated, names, (codes, outcomes, lines) = {t for t, _ in pairs}, list(sums.cells), kept
    means, rows = sums.mean(), []
    for cell, cap in least.items():
        for i in np.flatnonzero((codes == cell) & (outcomes > HUGE * cap)):
            moves = _alone(outcomes[i], means[cell], sums.n[cell])
            rows.append((*names[cell], int(lines[i]), float(outcomes[i]), outcomes[i] / cap,
                         moves if cell in treated else -moves))  # fmt: skip
    found = pd.DataFrame(rows, columns=["label", "arm", "line", "outcome", "times_cap", "moves_by"])
    if index is not None:
        found = found.assign(line=[str(index[line - 1]) for line in found["line"]])
        found = found.rename(columns={"line": "row"})
    return found.sort_values("times_cap", ascending=False, kind="stable", ignore_index=True) if rows else None


def _largest(treated: Any, control: Any, *names: str) -> dict[str, Any]:
    """The outcome furthest up, its arm, and how it alone moves the effect: up, or from a control down."""
    of_control = bool(control.max() > treated.max())
    arm = control if of_control else treated
    moves = _alone(arm.max(), arm.mean(), len(arm))
    return {
        "largest": float(arm.max()),
        "arm": names[of_control],
        "moves_by": -moves if of_control else moves,
    }


def _alone(outcome: float, mean: float, n: float) -> float:
    """By how much one outcome of ``n`` moves the mean of its arm."""
    return float((outcome - mean) / (n - 1))


def _cut(treated: Any, control: Any) -> dict[str, float]:
    both = np.concatenate([treated, control])
    above = both[both > 0]
    if not len(above):
        return {}
    cap = float(np.quantile(above, CAP))
    try:
        effect = mean_difference(np.minimum(treated, cap), np.minimum(control, cap))
    except ValueError:  # nothing varies below the cap
        return {}
    return {"cap": cap, "capped_effect": effect.estimate, "capped_std_error": effect.std_error}
