"""Chapter 6: the numbers its sentences quote, its simulation by another route, and its exercises' numbers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import betaln, logit

from helpers import datasets, posterior
from tests.book.pages import BOOK, spoken

PAGE = "06-counts"
pytestmark = pytest.mark.slow


@pytest.mark.book
@pytest.mark.parametrize(
    ("name", "digits"),
    [
        ("mu", "0.2484"), ("mu_sd", "0.1169"), ("tau", "0.2254"), ("p_new", "0.8527"),
        ("mu_normal", "0.2530"), ("tau_normal", "0.2210"),
        ("tau_low", "0.02"), ("tau_high", "0.52"), ("q_p", "0.088"),
        ("a_full", "0.3228"), ("a_small", "0.473"), ("a_sd", "0.104"), ("way", "72"),
        ("sd_least", "0.047"), ("sd_most", "0.048"), ("sd_B", "0.044"), ("sd_C", "0.042"), ("sd_D", "0.045"),
        ("recipe", "3"), ("gain25", "2"), ("moved25", "6.3"),
        ("vague_sd", "0.246"), ("p_rr", "0.108"), ("p_lift", "0.24"), ("false_together", "6.1"),
        ("questions", "876"), ("real_mu", "-0.134"), ("real_tau", "0.349"), ("real_new", "0.350"),
        ("left_mu", "-0.170"), ("left_new", "0.311"), ("half_mu", "-0.107"), ("shared_mu", "-0.132"),
        ("plain_mean", "-0.130"),
    ],
)  # fmt: skip
def test_what_the_sentences_say(name, digits):
    value, places = spoken(PAGE)[name], len(digits.partition(".")[2])
    assert f"{value:.{places}f}" == digits
    assert f"{{glue:text}}`{name}" in (BOOK / f"{PAGE}.md").read_text("utf-8")


def test_the_four_variants_by_a_plain_grid():
    """(a + b)^(−5/2) on a grid of a and b themselves: no change of variables, no engine."""
    log_a = np.linspace(np.log(0.02), np.log(1e8), 1100)
    a, b = np.exp(log_a)[:, None], np.exp(log_a)
    for y, n, means, sds in (
        ([30, 50, 55, 60], [100] * 4, [0.3228, 0.4984, 0.5423, 0.5862], None),
        ([3, 50, 55, 60], [10, 100, 100, 100], [0.4731], [0.104, 0.044, 0.042, 0.045]),
    ):
        log_p = -2.5 * np.log(a + b) + np.log(a) + np.log(b)
        for yk, nk in zip(y, n, strict=True):
            log_p = log_p + betaln(a + yk, b + nk - yk) - betaln(a, b)
        weight = np.exp(log_p - log_p.max())
        weight /= weight.sum()
        post = posterior.beta_binomial(y, n)
        for k, (yk, nk) in enumerate(zip(y, n, strict=True)):
            rate = (a + yk) / (a + b + nk)
            mean = np.sum(weight * rate)
            assert post.rates.mean[k] == pytest.approx(mean, abs=3e-4)
            spread = np.sqrt(np.sum(weight * (rate * (1 - rate) / (a + b + nk + 1) + (rate - mean) ** 2)))
            assert post.rates.sd[k] == pytest.approx(spread, abs=3e-4)
        for got, wanted in zip(post.rates.mean, means, strict=False):
            assert f"{got:.4f}" == f"{wanted:.4f}"
        if sds:
            assert [f"{v:.3f}" for v in post.rates.sd] == [f"{v:.3f}" for v in sds]


@pytest.mark.book
def test_identical_variants_each_alone_by_other_random_numbers():
    """Flat priors: the probability that one rate exceeds another by integration, worlds of its own."""
    rng, count = np.random.default_rng(16), 400
    clicks = rng.binomial(100, 0.5, (count, 4))
    bold, known = 0, {}

    def sure(one, other):
        if (one, other) not in known:
            p, q = stats.beta(1 + one, 101 - one), stats.beta(1 + other, 101 - other)
            known[one, other] = integrate.quad(lambda x: p.pdf(x) * q.cdf(x), 0.2, 0.8)[0]
        return known[one, other]

    for row in clicks:
        bold += sure(max(row), min(row)) >= 0.95
    share, error = bold / count, np.sqrt(0.35 * 0.65 / count)
    assert abs(share - spoken(PAGE)["false_alone"] / 100) < 4 * error


@pytest.mark.book
def test_identical_variants_together_by_worlds_of_their_own():
    """The page sums over all counts; here worlds are drawn, and each posterior is a grid in a and b."""
    count = 3000
    worlds = np.sort(np.random.default_rng(26).binomial(100, 0.5, (count, 4)), axis=1)
    log_a = np.linspace(np.log(0.5), np.log(1e5), 90)
    a, b = np.exp(log_a)[:, None], np.exp(log_a)[None]
    keep = np.abs(np.log(a / b)) < 1.6
    a, b = (np.broadcast_to(x, keep.shape)[keep] for x in (a, b))
    log_prior = -2.5 * np.log(a + b) + np.log(a * b)
    lik = np.array([betaln(a + y, b + 100 - y) - betaln(a, b) for y in range(101)])
    mean = (a + np.arange(101)[:, None]) / (a + b + 100)
    var = mean * (1 - mean) / (a + b + 101)
    bold = 0
    for row in worlds:
        log_p = log_prior + lik[row].sum(0)
        weight = np.exp(log_p - log_p.max())
        low, high = row[0], row[-1]
        z = (mean[high] - mean[low]) / np.sqrt(var[high] + var[low])  # two Betas, nearly normal
        bold += weight @ stats.norm.cdf(z) >= 0.95 * weight.sum()
    said = spoken(PAGE)["false_together"] / 100
    assert abs(bold / count - said) < 4 * np.sqrt(said * (1 - said) / count)


def test_numbers_of_the_exercises():
    """Hints, praise and the sheet state them; here they are computed."""
    markets = datasets.load("binary_markets")
    row = markets.loc[3]
    assert [f"{row['effect']:.3f}", f"{row['std_error']:.3f}"] == ["0.607", "0.273"]
    ratio, half = (40 / 23), 1.959964 * np.sqrt(1 / 40 - 1 / 350 + 1 / 23 - 1 / 350)
    assert [f"{100 * (ratio * np.exp(w * half) - 1):+.0f}" for w in (-1, 1)] == ["+6", "+184"]
    post = posterior.binomial_random_effects(*(markets[c] for c in ("events_t", "n_t", "events_c", "n_c")))
    assert 0.3 < post.theta_new.prob_above(logit(0.11) - logit(0.08)) < 0.37  # "about one in three"
    went = {}
    for own in (3, 9):
        estimate = posterior.beta_binomial([own, 50, 55, 60], [10, 100, 100, 100]).rates.mean[0]
        went[own] = (estimate - own / 10) / ((own + 165) / 310 - own / 10)
    assert f"{went[3]:.2f}" == "0.72"
    assert went[9] < 0.65  # the answer to 06.3: "less than 67 %"
