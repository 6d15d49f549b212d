"""Columns that few files have, against the same found another way: what was shipped, and skewed outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from helpers.report import Report, read, write


def _archive(rng: np.random.Generator, many: int) -> pd.DataFrame:
    s = rng.uniform(0.05, 0.3, many)
    y = rng.normal(0.05, 0.2, many) + rng.normal(0, s)
    answers = np.where(
        y > 0.2, rng.choice(["yes", "TRUE", "x", "1"], many), rng.choice(["no", "0", ""], many)
    )
    return pd.DataFrame({"test": [f"t{i}" for i in range(many)], "effect": y, "se": s, "shipped": answers})


@pytest.mark.slow
def test_what_was_shipped_adds_up_to_its_shrunken_effects(tmp_path) -> None:
    """A normal population by its own likelihood on a grid, and the sums by hand."""
    frame = _archive(np.random.default_rng(4), 80)
    frame.to_csv(tmp_path / "archive.csv", index=False)
    report: Report = write(read(tmp_path / "archive.csv"), tmp_path / "out.html")
    y, s, shipped = frame["effect"].to_numpy(), frame["se"].to_numpy(), (frame["effect"] > 0.2).to_numpy()
    assert report.tables["experiments"]["shipped"].tolist() == shipped.tolist()

    def profile(tau: float) -> tuple[float, float]:
        w = 1 / (s**2 + tau**2)
        mean = np.sum(w * y) / np.sum(w)
        return float(stats.norm.logpdf(y, mean, w**-0.5).sum()), float(mean)

    grid = np.linspace(0.05, 0.5, 4501)
    tau = grid[int(np.argmax([profile(t)[0] for t in grid]))]
    pull = tau**2 / (tau**2 + s**2)
    normal = report.tables["archive"].set_index("family").loc["normal"]
    assert normal["scale"] == pytest.approx(tau, abs=2e-4)
    [sentence] = [line for line in report.sentences if "marked as shipped" in line]
    assert sentence.startswith(f"{shipped.sum()} changes marked as shipped")
    raw, shrunken = y[shipped].sum(), (profile(tau)[1] * (1 - pull) + pull * y)[shipped].sum()
    told = [float(part.split(" ±")[0]) for part in sentence.split("add up to ")[1].split("and to ")]
    spread = float(sentence.split("± ")[1].split()[0])
    assert told[0] == pytest.approx(raw, rel=5e-3)
    assert spread == pytest.approx(np.sqrt(np.sum(s[shipped] ** 2)), rel=5e-3)
    assert told[1] == pytest.approx(shrunken, rel=1e-2)


def test_an_answer_that_is_neither_is_named(tmp_path) -> None:
    frame = _archive(np.random.default_rng(4), 30)
    frame.loc[4, "shipped"] = "perhaps"
    frame.to_csv(tmp_path / "archive.csv", index=False)
    with pytest.raises(ValueError, match="line 6, column “shipped”: found “perhaps”, wanted yes or no"):
        read(tmp_path / "archive.csv")


def test_skewed_outcomes_are_measured_and_cut_as_by_scipy(tmp_path) -> None:
    rng = np.random.default_rng(7)
    arm = np.tile(["control", "new"], 3000)
    spent = np.where(rng.random(6000) < 0.1, rng.lognormal(3, 1.3, 6000), 0).round(2)
    frame = pd.DataFrame({"user_id": np.arange(6000), "variant": arm, "revenue": spent})
    frame.to_csv(tmp_path / "raw.csv", index=False)
    [row] = read(tmp_path / "raw.csv").skew.to_dict("records")
    treated, control = spent[arm == "new"], spent[arm == "control"]
    skewness = max(stats.skew(treated), stats.skew(control))
    assert row["skewness"] == pytest.approx(skewness, rel=1e-9)
    assert row["visitors_wanted"] == pytest.approx(355 * skewness**2, rel=1e-9)
    assert row["cap"] == pytest.approx(np.percentile(spent[spent > 0], 99), rel=1e-12)
    cut_t, cut_c = np.clip(treated, None, row["cap"]), np.clip(control, None, row["cap"])
    welch = stats.ttest_ind(cut_t, cut_c, equal_var=False)
    assert row["capped_effect"] == pytest.approx(cut_t.mean() - cut_c.mean(), rel=1e-12)
    assert row["capped_effect"] / row["capped_std_error"] == pytest.approx(welch.statistic, rel=1e-9)


def test_outcomes_that_are_hardly_skewed_are_not_told_of(tmp_path) -> None:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame({"variant": np.tile(["control", "new"], 2000), "minutes": rng.normal(9, 2, 4000)})
    frame.to_csv(tmp_path / "raw.csv", index=False)
    assert read(tmp_path / "raw.csv", outcome="minutes").skew is None
