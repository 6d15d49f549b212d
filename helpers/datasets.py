"""The data of the course, under one set of column names, and the recipes that simulate more of it.

``load`` reads, ``describe`` says where a data set comes from and how to cite it, and each
``simulate_*`` draws a fresh world in which the truth is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers._validate import FloatArray, described, real_array, real_number, seed_number, shown, whole_number
from helpers.effects import log_odds_ratio, mean_difference

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Description",
    "describe",
    "load",
    "names",
    "simulate_binary_markets",
    "simulate_markets",
    "simulate_segments",
]

VISITORS_PER_ARM = (200, 250, 300, 350, 400, 500, 700, 1200)
SEGMENTS = {
    "New / mobile": 600,
    "New / desktop": 600,
    "Returning / mobile": 900,
    "Returning / desktop": 900,
    "High-value": 1400,
    "Reactivated": 1400,
}

MOST_DRAWN = 20_000_000
"""Visitors of one experiment that are drawn one by one: all must fit in memory."""
MOST_MARKETS = 100_000

_ELSEWHERE = {"raudenbush1985": "teacher_expectancy", "collins1985b": "diuretics"}
_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Description:
    """What a data set is, what its further columns mean, where it comes from and how to cite it."""

    name: str
    what: str
    columns: str
    source: str
    licence: str
    citation: str

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.what}\nColumns: {self.columns}\nSource: {self.source}\n"
            f"Licence: {self.licence}\nCitation: {self.citation}"
        )


def names() -> tuple[str, ...]:
    """The names that `load` knows."""
    return tuple(_catalogue())


def describe(name: str) -> Description:
    """What the data set is, its source, licence and citation; print it. Unknown names as in `load`."""
    return _catalogue()[_known(name)]


def load(name: str) -> pd.DataFrame:
    """Read a data set as a fresh frame, one row a study.

    Columns are ``label, effect, std_error``; or ``label, events_t, n_t, events_c, n_c`` (treated and
    control), to which ``effect, std_error`` are added as log odds ratios; ``true_effect`` where the
    data were simulated; then whatever else the source gives. The categories have one arm:
    ``label, successes, trials, true_rate``. ``segments_users`` holds raw rows:
    ``segment, treatment, revenue``; ``headline_srm`` and ``headline_winners`` have the columns that
    ``describe`` names.
    ``raudenbush1985`` and ``collins1985b``, as R's metadat calls two of them, are understood.
    Raises ``ValueError`` for an unknown name, listing those known.
    """
    import pandas as pd

    name = _known(name)
    path = _DATA / f"{name}.csv"
    df = pd.read_csv(path if path.exists() else path.with_suffix(".csv.gz"))
    return _with_log_odds_ratios(df) if "events_t" in df else df


def simulate_markets(
    seed: int | None = None,
    *,
    rng: np.random.Generator | None = None,
    K: int | None = None,
    mu: float = 0.4,
    tau: float = 0.5,
    sigma: float = 4.0,
    n_per_arm: int | Sequence[int] = VISITORS_PER_ARM,
    baseline: float = 10.0,
) -> pd.DataFrame:
    """Simulate one experiment in each of K markets, visitor by visitor; the defaults give `eight_markets`.

    True effects are N(mu, tau²). Revenue is N(baseline, sigma²) in the control arm and
    N(baseline + true effect, sigma²) in the treated arm. ``n_per_arm`` is one size for all markets or
    a size for each; its default is used in rotation when ``K`` is not 8.
    Give ``seed`` (default 20) or a generator ``rng``, not both.
    Returns ``label, effect, std_error, n_per_arm, true_effect``. Raises ``ValueError`` for K < 1, tau < 0,
    sigma ≤ 0, a size below 2, or as many sizes as there are not markets.
    """
    import pandas as pd

    generator = _generator(seed, rng, 20)
    sizes = _sizes(K, n_per_arm, at_least=2, at_most=MOST_DRAWN)
    mean, spread = real_number(mu, "mu"), real_number(tau, "tau", at_least=0)
    level, noise = real_number(baseline, "baseline"), real_number(sigma, "sigma", above=0)
    truth = generator.normal(mean, spread, size=len(sizes))
    rows = []
    for label, n, theta in zip(_market_labels(len(sizes)), sizes, truth, strict=True):
        control = generator.normal(level, noise, size=n)
        treated = generator.normal(level + theta, noise, size=n)
        if np.ptp(control) == 0 and np.ptp(treated) == 0:
            raise ValueError(
                f"sigma must be large enough to be seen beside baseline, mu and tau; found {shown(noise)} "
                f"beside {shown(level)}, {shown(mean)} and {shown(spread)}"
            )
        effect = mean_difference(treated, control)
        rows.append((label, effect.estimate, effect.std_error, n, theta))
    return pd.DataFrame(rows, columns=["label", "effect", "std_error", "n_per_arm", "true_effect"])


def simulate_binary_markets(
    seed: int | None = None,
    *,
    rng: np.random.Generator | None = None,
    K: int | None = None,
    mu: float = 0.2,
    tau: float = 0.25,
    n_per_arm: int | Sequence[int] = VISITORS_PER_ARM,
    baseline: tuple[float, float] = (20.0, 180.0),
) -> pd.DataFrame:
    """Simulate conversions in each of K markets; the defaults give `binary_markets`.

    Control rates are Beta(*baseline*), true effects N(mu, tau²) on the log odds, visitors independent.
    ``seed`` (default 2024), ``rng``, ``K`` and ``n_per_arm`` as in `simulate_markets`.
    Returns ``label, effect, std_error`` (log odds ratios), the four counts, ``baseline_rate`` and
    ``true_effect``.
    """
    import pandas as pd
    from scipy.special import expit, logit

    generator = _generator(seed, rng, 2024)
    sizes = _sizes(K, n_per_arm, at_least=1, at_most=10**12)
    a, b = _beta_numbers(baseline)
    rates = generator.beta(a, b, size=len(sizes))
    mean, spread = real_number(mu, "mu"), real_number(tau, "tau", at_least=0)
    truth = generator.normal(mean, spread, size=len(sizes))
    rows = []
    for label, n, rate, theta in zip(_market_labels(len(sizes)), sizes, rates, truth, strict=True):
        control = generator.binomial(n, rate)
        rows.append((label, generator.binomial(n, expit(logit(rate) + theta)), n, control, n, rate, theta))
    columns = ["label", "events_t", "n_t", "events_c", "n_c", "baseline_rate", "true_effect"]
    return _with_log_odds_ratios(pd.DataFrame(rows, columns=columns))


def simulate_segments(
    seed: int | None = None,
    *,
    rng: np.random.Generator | None = None,
    mu: float = 0.3,
    tau: float = 0.5,
    sigma: float = 4.0,
    visitors: Mapping[str, int] | None = None,
    baseline: float = 10.0,
) -> pd.DataFrame:
    """Simulate one experiment on several segments of visitors; the defaults give `segments_users`.

    Each segment has a true effect from N(mu, tau²); each visitor is treated with probability ½ and
    spends N(baseline + true effect if treated, sigma²). ``visitors`` maps segment to number of visitors.
    ``seed`` (default 2024) or ``rng``, not both.
    Returns a row a visitor: ``segment, treatment`` (0 or 1), ``revenue, true_effect`` (of the segment).
    Raises ``ValueError`` for no segment, a segment without visitors, tau < 0 or sigma ≤ 0.
    """
    import pandas as pd

    generator = _generator(seed, rng, 2024)
    counts = _segment_sizes(SEGMENTS if visitors is None else visitors)
    mean, spread = real_number(mu, "mu"), real_number(tau, "tau", at_least=0)
    level, noise = real_number(baseline, "baseline"), real_number(sigma, "sigma", above=0)
    truth = generator.normal(mean, spread, size=len(counts))
    parts = []
    for (segment, count), theta in zip(counts.items(), truth, strict=True):
        treatment = generator.integers(0, 2, size=count)
        revenue = level + theta * treatment + generator.normal(0, noise, size=count)
        columns = {"segment": segment, "treatment": treatment, "revenue": revenue, "true_effect": theta}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


@cache
def _catalogue() -> dict[str, Description]:
    """The sections of data/README.md, so that what is said there is said once."""
    text = (_DATA / "README.md").read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, body = section.split("\n", 1)
        facts = dict(re.findall(r"^- (\w+): (.+)$", body, flags=re.MULTILINE))
        what = " ".join(body.split("\n- ", 1)[0].split())
        found[name.strip()] = Description(
            name.strip(), what, facts["Columns"], facts["Source"], facts["Licence"], facts["Citation"]
        )
    return found


def _known(name: str) -> str:
    """The course's own name of a data set; raises when there is none."""
    if isinstance(name, str) and _ELSEWHERE.get(name, name) in _catalogue():
        return _ELSEWHERE.get(name, name)
    from difflib import get_close_matches

    close = get_close_matches(name, names(), n=1) if isinstance(name, str) else []
    hint = f"did you mean {close[0]!r}? " if close else ""
    known = ", ".join(names())
    raise ValueError(f"unknown data set {described(name)}; {hint}known are {known}: give one of them as name")


def _with_log_odds_ratios(df: pd.DataFrame) -> pd.DataFrame:
    effect = log_odds_ratio(df["events_t"], df["n_t"], df["events_c"], df["n_c"])
    df.insert(1, "effect", effect.estimate)
    df.insert(2, "std_error", effect.std_error)
    return df


def _generator(seed: int | None, rng: np.random.Generator | None, default: int) -> np.random.Generator:
    if rng is None:
        return np.random.default_rng(default if seed is None else seed_number(seed))
    if seed is not None:
        raise ValueError("give seed or rng, not both")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; found {described(rng)}")
    return rng


def _sizes(K: int | None, n_per_arm: int | Sequence[int], *, at_least: int, at_most: int) -> list[int]:
    given = real_array(n_per_arm, "n_per_arm")
    if given.ndim > 1 or not given.size:
        raise ValueError(f"n_per_arm must be one number or one a market; found shape {given.shape}")
    default = n_per_arm is VISITORS_PER_ARM
    markets = 8 if given.ndim == 0 else given.size
    if K is not None:
        markets = whole_number(K, "K", at_least=1, at_most=MOST_MARKETS)
    if given.ndim == 1 and given.size != markets and not default:
        raise ValueError(f"n_per_arm must have one size a market, {markets}; found {given.size}")
    sizes: FloatArray = np.resize(given, markets)
    return [whole_number(n, "n_per_arm", at_least=at_least, at_most=at_most) for n in sizes]


def _beta_numbers(baseline: Any) -> list[float]:
    """The two parameters of the Beta that control rates are drawn from."""
    pair = real_array(baseline, "baseline")
    if pair.shape != (2,):
        raise ValueError(f"baseline must be two numbers (a, b) of a Beta; found shape {pair.shape}")
    if (pair < 1e-3).any() or (pair > 1e100).any():
        raise ValueError(f"baseline must be above 0, from 0.001 to 1e100; found {pair.tolist()}")
    return pair.tolist()


def _segment_sizes(visitors: Any) -> dict[Any, int]:
    """Visitors of each segment, checked."""
    if not hasattr(visitors, "items"):
        raise TypeError(f"visitors must map segments to numbers of visitors; found {described(visitors)}")
    sizes = {
        segment: whole_number(
            count, f"visitors of segment {described(segment)}", at_least=1, at_most=MOST_DRAWN
        )
        for segment, count in visitors.items()
    }
    if not sizes:
        raise ValueError("visitors must name at least one segment; found none")
    if sum(sizes.values()) > MOST_DRAWN:
        raise ValueError(f"visitors must be at most {MOST_DRAWN} in all; found {sum(sizes.values())}")
    return sizes


def _market_labels(count: int) -> list[str]:
    """Market A … Market Z, Market AA, …"""
    letters = [chr(65 + i) for i in range(26)]
    labels = list(letters)
    while len(labels) < count:
        labels += [a + b for a in labels[-(26 ** len(labels[-1])) :] for b in letters]
    return [f"Market {label}" for label in labels[:count]]
