"""The sixteen mistakes give, on the eight markets, the numbers by which they are recognised."""

from __future__ import annotations

import numpy as np
import pytest

from helpers import heterogeneity as het
from helpers.datasets import load
from helpers.grading.chapters.ch03 import e1_q, e2_spread, e4_interval
from helpers.grading.chapters.ch04 import e1_shrinkage
from helpers.grading.mistakes import deciding, pooling, sampling
from helpers.posterior import random_effects

TABLE = load("eight_markets")
Y, S = TABLE["effect"].to_numpy(), TABLE["std_error"].to_numpy()
POST = random_effects(Y, S)
TAU2 = het.tau_squared(Y, S)
TAU = float(POST.tau.mean)
FIXED_SD = het.pool(Y, S, method="FE").std_error
MU, MU_SD = float(POST.mu.mean), float(POST.mu.sd)
PLAN = (0.4, 0.5, 4, 400)

# (what the mistake gives, the number published for it); each is right to half a unit of its last digit.
RECOGNISED = {
    "1 weights 1/s": (e1_q.q_with_1_over_s(Y, S), "5.82"),
    "2 plain mean": (e1_q.q_about_plain_mean(Y, S), "24.86"),
    "2 unweighted": (e1_q.q_unweighted(Y, S), "1.91"),
    "3 K for df": (e2_spread.i_squared_with_k(Y, S)[1], ".611"),
    "3 df/Q": (e2_spread.i_squared_upside_down(Y, S)[1], ".341"),
    "4 sd of estimates": (np.std(Y, ddof=1), ".482"),
    "4 sd of shrunken": (np.std(POST.theta.mean, ddof=1), ".306"),
    "5 τ for τ², mean": (e4_interval.random_effects_mean(Y, S, TAU2**0.5)[0], ".468"),
    "5 τ for τ², error": (e4_interval.random_effects_mean(Y, S, TAU2**0.5)[1], ".238"),
    "5 prior on τ²": (pooling.tau_mean_under(Y, S, pooling.half_normal_on_the_variance), ".533"),
    "6 confidence, low": (e4_interval.only_the_mean(Y, S, TAU2)[0], ".115"),
    "6 confidence, high": (e4_interval.only_the_mean(Y, S, TAU2)[1], ".759"),
    "6 z, low": (e4_interval.z_for_t(Y, S, TAU2)[0], "-.351"),
    "6 z, high": (e4_interval.z_for_t(Y, S, TAU2)[1], "1.225"),
    "7 inverted": (1 - e1_shrinkage.weight_on_mean(S, TAU)[0], ".526"),
    "8 from μ": (pooling.next_positive_from_mean(POST), ".983"),
    "8 plug-in": (pooling.next_positive_plugged_in(MU, TAU), ".828"),
    "8 Normal": (pooling.next_positive_normal(MU, MU_SD, TAU), ".806"),
    "9 HalfCauchy": (pooling.tau_mean_under(Y[:3], S[:3], pooling.half_cauchy), ".526"),
    "9 Uniform": (pooling.tau_mean_under(Y[:3], S[:3], pooling.uniform_to_100), "1.100"),
    "9 Gamma": (pooling.tau_mean_under(Y[:3], S[:3], pooling.vague_gamma_on_precision), ".359"),
    "14 sd/α": (deciding.power_prior_sd_over_alpha(FIXED_SD, 0.25), ".362"),
    "14 sd·√α": (deciding.power_prior_sd_times_root(FIXED_SD, 0.25), ".045"),
    "14 ratio of sds": (deciding.matching_alpha_of_sds(FIXED_SD, float(POST.theta_new.sd)), ".171"),
    "15 power at the mean": (deciding.assurance_is_power_at_mean(0.4, 4, 400), ".409"),
    "15 n as total": (deciding.assurance_n_total(*PLAN), ".344"),
    "15 one arm": (deciding.assurance_one_arm(*PLAN), ".552"),
    "15 two-sided": (deciding.assurance_two_sided(*PLAN), ".394"),
    "15 no threshold": (deciding.assurance_without_threshold(*PLAN), ".757"),
    "16 from θ_new": (deciding.conflict_from_effect(-1.0, POST), ".020"),
    "16 from μ": (deciding.conflict_from_mean(-1.0, POST), ".00001"),
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_the_mistake_gives_its_number(name):
    value, published = RECOGNISED[name]
    decimals = len(published.partition(".")[2])
    assert abs(value - float(published)) <= 0.51 * 10.0**-decimals


def test_shrinking_by_standard_deviations():
    pulled = e1_shrinkage.shrink_by_sd(Y, S, MU, TAU)
    assert (pulled[0] - Y[0]) / (MU - Y[0]) == pytest.approx(0.487, abs=5e-4)


def test_the_engine_agrees_where_no_mistake_is_made():
    exact = pooling.tau_mean_under(Y, S, lambda tau: -(tau**2) / 2)
    assert exact == pytest.approx(TAU, rel=1e-7)


def drifting(n=1000):
    rng = np.random.default_rng(0)
    return np.linspace(-1, 1, n) + 0.1 * rng.standard_normal((4, n))


def test_r_hat_without_splitting_does_not_see_a_drift_that_all_chains_share():
    x = drifting()
    halves = np.concatenate([x[:, :500], x[:, 500:]])
    assert sampling.r_hat_unsplit(x) == pytest.approx(1.0, abs=0.005)
    assert sampling.r_hat_unsplit(halves) > 1.5
    assert sampling.r_hat_upside_down(halves) < 1
    assert sampling.r_hat_without_root(halves) == pytest.approx(sampling.r_hat_unsplit(halves) ** 2)


def test_draws_counted_as_independent():
    x = drifting()
    assert sampling.effective_size_is_all(x) == 4000
    assert sampling.mcse_of_independent(x) == pytest.approx(x.std(ddof=1) / 4000**0.5)


def test_in_sample_fit_flatters_and_logs_do_not_average():
    rng = np.random.default_rng(1)
    log_likelihood = rng.normal(-1, 0.4, (2000, 12))
    assert sampling.in_sample_lppd(log_likelihood) > sampling.mean_of_logs(log_likelihood)
    assert sampling.in_sample_lppd(log_likelihood) == pytest.approx(12 * (-1 + 0.08), abs=0.2)
    assert sampling.minus_two_lost(-29.76) == pytest.approx(59.52)
    a, noise = rng.normal(size=50), 0.01 * rng.normal(size=50)
    assert sampling.difference_as_if_independent(a, a + noise) > 50 * np.sqrt(50) * np.std(noise)
    assert deciding.assurance_tends_to_one(0.4, 0.5) == 1
