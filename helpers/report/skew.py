"""Heavy outcomes: when the mean of an arm is not near Normal yet, and what a cap would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.effects import mean_difference
from helpers.report.raw import Sums

if TYPE_CHECKING:
    import pandas as pd

PER_SKEW = 355  # visitors an arm for each unit of skewness², from which on intervals are nearly right
CAP = 0.99  # quantile of the outcomes above 0 at which they are cut


def capped(sums: Sums, pairs: list[tuple[int, int]], labels: Any) -> pd.DataFrame | None:
    """Experiments whose arms are too small for their skewness, uncapped and with a cap; None: there are none.

    An arm wants 355·skewness² visitors for the tails of its 95 % interval to be right within .0025 (Kohavi,
    Deng, Longbotham & Xu 2014, *Seven Rules of Thumb for Web Site Experimenters*, KDD). The cap is the 99 %
    quantile of the experiment's own outcomes above 0, and changes what is measured: a capped mean. Where the
    outcomes are at hand ``largest`` is the largest, and ``moves_by`` what the effect changes by without it.
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
            row |= _largest(*arms) | _cut(*arms)
        rows.append(row)
    return pd.DataFrame(rows) if rows else None


def _largest(treated: Any, control: Any) -> dict[str, float]:
    """The outcome furthest up, and by how much it alone moves the mean of its arm, and so the effect."""
    arm = max(treated, control, key=np.max)
    return {"largest": float(arm.max()), "moves_by": float((arm.max() - arm.mean()) / (len(arm) - 1))}


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
