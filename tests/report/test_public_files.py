"""Six public files of different shapes, against computations that share no code with the report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import norm

import helpers
from helpers.report import read, write
from helpers.report.analysis import analysed

pytestmark = pytest.mark.slow
DATA = Path(helpers.__file__).parent / "data"


def posterior(y: Any, s: Any, unit: float) -> dict[str, float]:
    """Mean and sd of μ, and the chance of a θ_new above 0, on a fine grid of τ; priors of one unit."""
    tau = np.linspace(0, 8 * unit, 40_001)[:, None]
    w = 1 / (s**2 + tau**2)
    precision = w.sum(1) + unit**-2
    mean = (w * y).sum(1) / precision
    log = 0.5 * (np.log(w).sum(1) - (w * y**2).sum(1) + mean**2 * precision - np.log(precision))
    log -= 0.5 * (tau[:, 0] / unit) ** 2
    p = np.exp(log - log.max())
    p[0] /= 2  # the trapezium's end
    p /= p.sum()
    total = p @ mean
    new = norm.sf(0, mean, np.sqrt(1 / precision + tau[:, 0] ** 2))
    average = norm.sf(0, mean, precision**-0.5)
    return {
        "mean": total,
        "sd": float(np.sqrt(p @ (mean**2 + 1 / precision) - total**2)),
        "works_on_average": p @ average,
        "next_market": p @ new,
    }


def log_odds(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    a, n, c, m = table.T.astype(float)
    cells = np.stack([a, n - a, c, m - c])
    cells += 0.5 * (cells == 0).any(axis=0)
    return np.log(cells[0] * cells[3] / cells[1] / cells[2]), np.sqrt((1 / cells).sum(axis=0))


def columns(name: str, *wanted: str) -> np.ndarray:
    lines = [line for line in (DATA / name).read_text("utf8").splitlines() if line]
    import csv

    rows = list(csv.DictReader(lines))
    return np.array([[float(row[c]) for c in wanted] for row in rows])


def revenue() -> tuple[np.ndarray, np.ndarray]:
    import csv
    import gzip

    cells: dict[tuple[str, str], list[float]] = {}
    with gzip.open(DATA / "segments_users.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            cells.setdefault((row["segment"], row["treatment"]), []).append(float(row["revenue"]))
    names = list(dict.fromkeys(segment for segment, _ in cells))
    arms = [(np.array(cells[n, "1"]), np.array(cells[n, "0"])) for n in names]
    y = np.array([t.mean() - c.mean() for t, c in arms])
    return y, np.array([np.sqrt(t.var(ddof=1) / t.size + c.var(ddof=1) / c.size) for t, c in arms])


def given(name: str) -> tuple[np.ndarray, np.ndarray]:
    y, s = columns(name, "effect", "std_error").T
    return y, s


FILES = {
    "towels.csv": lambda: given("towels.csv"),
    "facial_feedback.csv": lambda: given("facial_feedback.csv"),
    "teacher_expectancy.csv": lambda: given("teacher_expectancy.csv"),
    "bcg.csv": lambda: log_odds(columns("bcg.csv", "events_t", "n_t", "events_c", "n_c")),
    "diuretics.csv": lambda: log_odds(columns("diuretics.csv", "events_t", "n_t", "events_c", "n_c")),
    "segments_users.csv.gz": revenue,
}


@pytest.fixture(
    params=[False, pytest.param(True, marks=pytest.mark.certify)], ids=["one model", "all models"]
)
def models_wanted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others, beside the one that is asked about, take most of the time."""
    for other in () if request.param else ("tails", "exact_counts"):
        monkeypatch.setattr(f"helpers.report.analysis.{other}", lambda *_: None)


@pytest.mark.usefixtures("models_wanted")
@pytest.mark.parametrize("name", FILES)
def test_a_public_file_is_read_and_pooled_right(name: str) -> None:
    y, s = FILES[name]()
    found = analysed(read(DATA / name))
    assert found.y == pytest.approx(y, rel=1e-9)
    assert found.s == pytest.approx(s, rel=1e-9)
    w = 1 / s**2
    assert found.q.statistic == pytest.approx((w * (y - (w * y).sum() / w.sum()) ** 2).sum(), rel=1e-9)
    expected = posterior(y, s, found.unit)
    row = found.sensitivity.iloc[0]
    for key, value in expected.items():
        assert row[key] == pytest.approx(value, abs=2e-5 * found.unit), key


def test_the_interval_of_tau_is_where_q_is_as_it_should(tmp_path: Path) -> None:
    from scipy.stats import chi2

    y, s = given("teacher_expectancy.csv")

    def q(tau: float) -> float:
        w = 1 / (s**2 + tau**2)
        return float((w * (y - (w * y).sum() / w.sum()) ** 2).sum())

    report = write(read(DATA / "teacher_expectancy.csv"), tmp_path / "out.html")
    table = report.tables["spread"].set_index("quantity")
    high = brentq(lambda tau: q(tau) - chi2.ppf(0.025, len(y) - 1), 0, 5)
    assert table.loc["τ, REML", "high"] == pytest.approx(high, rel=1e-6)


def test_an_experiment_is_foretold_by_the_others_alone() -> None:
    y, s = given("towels.csv")
    found = analysed(read(DATA / "towels.csv"))
    names = [str(label) for label in read(DATA / "towels.csv").table["label"]]
    for row in found.influence.to_dict("records"):
        i = names.index(row["label"])
        others = np.delete(np.arange(len(y)), i)
        expected = posterior(y[others], s[others], found.unit)
        assert row["mean_without"] == pytest.approx(expected["mean"], abs=2e-5)
        assert row["next_market_without"] == pytest.approx(expected["next_market"], abs=2e-5)
