"""Chapter 11: the numbers its sentences quote, its hand-made diagnostics, and what its exercises state."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from arviz_stats.base import array_stats

from helpers import datasets, effects, posterior, samplers
from helpers.grading.chapters.ch11 import e1_r_hat, e2_effective
from helpers.priors import GammaPrecision, Normal
from tests.book.pages import BOOK, quoted, spoken

PAGE = "11-diagnostics"
SHEET = BOOK.parent / "solutions" / f"{PAGE}.md"


def code_of_the_sheet():
    """What the sheet's own cells define, as a reader has it: r_hat, by_rank, correlations, worth."""
    tags = r"\[(?:setup|exercise|solution)\]"
    cells = re.findall(rf"```\{{code-cell\}}\n:tags: {tags}\n(.*?)```", SHEET.read_text("utf-8"), re.S)
    space: dict = {"np": np}
    wanted = ("def slow_chains", "def r_hat", "def by_rank", "def correlations", "def worth")
    for cell in cells:
        if any(name in cell for name in wanted):
            lines = cell.split("    # INSTEAD")[0]
            exec(re.sub(r"^(print|timid|chains|from helpers).*$", "", lines, flags=re.M), space)
    return space


def autoregressive(rng, shape, memory):
    chains = rng.standard_normal(shape)
    for i in range(1, shape[1]):
        chains[:, i] = memory * chains[:, i - 1] + math.sqrt(1 - memory**2) * chains[:, i]
    return chains


def random_chains():
    rng = np.random.default_rng(11)
    for shape in [(4, 250), (2, 101), (3, 9), (4, 8), (2, 5), (4, 4), (2, 1000)]:
        for memory in (0.0, 0.9, -0.8):
            yield autoregressive(rng, shape, memory)
        yield rng.standard_cauchy(shape)
        yield np.round(rng.standard_normal(shape))
        yield rng.standard_normal(shape) + np.arange(shape[0])[:, None]


@pytest.mark.filterwarnings("ignore:invalid value")
def test_by_hand_as_arviz_has_it():
    """R-hat, ESS and both MCSEs, of the checker and of the sheet, on random and on short chains."""
    sheet = code_of_the_sheet()
    for chains in random_chains():
        split, ranked = (array_stats.rhat(chains, method=m) for m in ("split", "rank"))
        for found in (e1_r_hat.r_hat(chains), sheet["r_hat"](chains)):
            assert found == pytest.approx(split, rel=1e-10, nan_ok=True)
        assert sheet["by_rank"](chains) == pytest.approx(ranked, rel=1e-10, nan_ok=True)
        wanted = [
            float(array_stats.ess(chains, method="mean")),
            float(array_stats.mcse(chains, method="mean")),
            float(array_stats.mcse(chains, method="quantile", prob=0.9)),
        ]
        for found in (e2_effective.worth(chains, 0.9), sheet["worth"](chains, 0.9)):
            assert list(map(float, found)) == pytest.approx(wanted, rel=1e-10), chains.shape


@pytest.mark.filterwarnings("ignore:invalid value", "ignore:divide by zero")
def test_chains_that_never_move():
    """What the pitfall says of ArviZ: no R-hat, every draw counted, an error of 0; and so by hand."""
    chains = np.full((4, 100), 2.0)
    assert math.isnan(array_stats.rhat(chains, method="rank"))
    assert math.isnan(array_stats.rhat(chains, method="split"))
    assert math.isnan(e1_r_hat.r_hat(chains))
    size = array_stats.ess(chains, method="mean")
    assert size == e2_effective.effective_size(chains) == 400
    assert (
        e2_effective.worth(chains, 0.9)[1:]
        == (0, 0)
        == (
            array_stats.mcse(chains, method="mean"),
            array_stats.mcse(chains, method="quantile", prob=0.9),
        )
    )
    apart = np.repeat(np.arange(4.0)[:, None], 100, axis=1)
    assert e1_r_hat.r_hat(apart) == array_stats.rhat(apart, method="split") == math.inf


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("tau_exact", "0.1620"), ("truth", "0.875"), ("ess_101", "398"), ("ess_105", "78"),
        ("tau_schools", "4.70"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    assert quoted(PAGE, name, digits) == digits


@pytest.mark.book
def test_the_two_gibbs_jobs_settle_where_the_page_says():
    """Other seeds, ten times the draws: the wrong sampler's mean of τ by itself."""
    counts = datasets.load("binary_markets")[["events_t", "n_t", "events_c", "n_c"]]
    lift = effects.relative_lift(*counts.to_numpy().T)
    priors = Normal(0, 1), GammaPrecision(1, 0.02)
    exact = posterior.random_effects(lift.estimate, lift.std_error, *priors).tau
    said = spoken(PAGE)
    for name, sampler, centre in (
        ("D", samplers.gibbs_random_effects, exact.mean),
        ("C", samplers.synchronous_gibbs_random_effects, 0.2435),
    ):
        tau = sampler(lift.estimate, lift.std_error, 60_000, np.random.default_rng(99), *priors)["tau"][500:]
        error = array_stats.mcse(tau[None], method="mean")
        assert abs(tau.mean() - centre) < 4 * error + 0.0005
        assert abs(said[f"tau_{name}"] - tau.mean()) < 4 * math.hypot(error, said[f"tau_{name}_mcse"])


def test_half_of_a_hundred_worlds():
    """The effective draws that a limit on R-hat allows: R̂² − 1 is m/ESS on average, for independent draws."""
    chains = np.random.default_rng(3).standard_normal((4000, 8, 50))
    squares = [(49 / 50 + c.mean(1).var(ddof=1) / c.var(axis=1, ddof=1).mean()) for c in chains]
    assert np.mean(squares) - 1 + 1 / 50 == pytest.approx(8 / 400, rel=0.05)


def test_the_page_to_keep_open_has_the_limits_of_the_report():
    from helpers.diagnostics import checks

    text = (BOOK / "what-to-do-when.md").read_text("utf-8")
    for said in (
        f"R-hat over halves above {checks.R_HAT}",
        f"E-BFMI below {checks.E_BFMI}",
        f"Bulk ESS below {4 * checks.ESS_PER_CHAIN} ({checks.ESS_PER_CHAIN} a chain)",
    ):
        assert said in text
