"""How visitors were meant to be shared out, which the sample-ratio check compares with how they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from helpers.effects import sample_ratio_mismatch
from helpers.report.problems import bad, shortened
from helpers.report.words import SPLIT_BROKEN

Shares = Sequence[float] | Mapping[str, float] | str | None
EQUAL = "the sample-ratio check takes arms to be meant equal"
HOW = (
    "Where arms were not meant to be equal say how: --shares 2,1 for two visitors treated to one in the "
    "control, --shares control=2,red=1,blue=1 by names, or --shares COLUMN (in Python, shares=…)."
)


def with_shares(split: Any, given: Shares, control: str) -> tuple[Any, str]:
    """``split`` with a column ``share``, which adds to 1 in each experiment, and how it came to be.

    ``split`` has the columns label, arm, visitors and, where the file holds them, ``share`` as it is there.
    ``given`` are numbers for the treated arm and the control, or by the names of the arms.
    """
    if isinstance(given, str):
        said = f"intended shares by “{given}”"
    elif given is None:
        split, said = split.assign(share=1.0), EQUAL
    else:
        named = _by_name(given, list(dict.fromkeys(split["arm"])), control)
        listed = ", ".join(f"{shortened(arm)} {share:g}" for arm, share in named.items())
        split, said = split.assign(share=split["arm"].map(named)), f"intended shares, as you said: {listed}"
    total = split.groupby("label", sort=False)["share"].transform("sum")
    return split.assign(share=split["share"] / total), said


def meant_otherwise(broken: int, of: int) -> str:
    """Faults are few; where most splits look broken, it is more likely that none was meant to be equal."""
    if of > 1 and 2 * broken > of:
        return "So many hardly are faults: more likely arms were not meant to be equal. Say how (--shares)."
    return "If arms were meant to be unequal, say how (--shares)."


def splits(split: Any) -> Any:
    """The sample-ratio check of every experiment: label, arms, visitors, p; None where sizes are unknown."""
    import pandas as pd

    if split is None:
        return None
    code = pd.factorize(split["label"])[0]
    counts, shares = split["visitors"].to_numpy(), split["share"].to_numpy()
    order = np.argsort(code, kind="stable")
    found: dict[int, float] = {}
    arms = np.bincount(code)
    starts = np.cumsum(arms) - arms
    for many in np.unique(arms[arms > 1]):
        which = np.flatnonzero(arms == many)
        at = order[starts[which][:, None] + np.arange(many)]
        p_values = sample_ratio_mismatch(counts[at], shares[at])
        found |= dict(zip(which.tolist(), p_values.tolist(), strict=True))
    listed = [f"{arm} {n}" for arm, n in zip(split["arm"], counts, strict=True)]
    rows = []
    for i in sorted(found):
        at = order[starts[i] : starts[i] + arms[i]]
        named = ", ".join(listed[j] for j in at)
        rows.append((split["label"].iloc[at[0]], named, int(counts[at].sum()), found[i]))
    frame = pd.DataFrame(rows, columns=["label", "arms", "visitors", "p_value"])
    return frame.assign(broken=frame["p_value"] < SPLIT_BROKEN)


def _by_name(given: Sequence[float] | Mapping[str, float], arms: list[str], control: str) -> dict[str, float]:
    listed = ", ".join(f"“{shortened(arm)}”" for arm in arms)
    if isinstance(given, Mapping):
        named = dict(given)
    elif isinstance(given, Sequence) and len(arms) == len(given) == 2:
        treated = next(arm for arm in arms if arm != control)
        named = {treated: given[0], control: given[1]}
    else:
        found = len(given) if isinstance(given, Sequence) else shortened(given)
        example = ",".join(f"{arm}=1" for arm in arms)
        raise bad(
            f"shares without names are two, of the treated arm and of its control; found {found} "
            f"for the arms {listed}: name each, as in --shares {example}"
        )
    if set(named) != set(arms):
        raise bad(
            f"shares must name each arm once: {listed}; found {', '.join(map(shortened, named)) or 'none'}"
        )
    return {arm: _above_0(share, arm) for arm, share in named.items()}


def _above_0(share: Any, arm: str) -> float:
    try:
        value = float(share)
    except (TypeError, ValueError):
        value = np.nan
    if not (np.isfinite(value) and value > 0):
        raise bad(f"the share of “{shortened(arm)}” must be a number above 0; found {shortened(share)}")
    return value


def parsed(text: str) -> Shares:
    """What stands behind ``--shares``: numbers, numbers by name, or a column."""
    parts = [part.strip() for part in text.split(",")]
    try:
        return [float(part) for part in parts]
    except ValueError:
        pass
    pairs = [part.rpartition("=") for part in parts]
    try:
        return {arm.strip(): float(share) for arm, _, share in pairs}
    except ValueError:
        return text
