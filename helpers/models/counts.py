"""Counts: two arms in every study with a log odds ratio of its own, and rates from one Beta population."""

from __future__ import annotations

from typing import Any

from numpy.typing import ArrayLike

from helpers._validate import FloatArray, counts, described, events_of_trials, one_of, true_or_false
from helpers.models.beta_counts import log_beta_binomial
from helpers.models.pooling import Belief, Names, _around, _check_prior, _coords
from helpers.posterior.arguments import check_proper_counts, spread_prior
from helpers.priors import HalfNormal, MeanConcentration, Normal, Prior

_BASELINE, _MU, _TAU = Normal(-2, 1), Normal(0, 0.5), HalfNormal(0.5)


def binomial_random_effects(
    events_t: ArrayLike,
    n_t: ArrayLike,
    events_c: ArrayLike,
    n_c: ArrayLike,
    baseline_prior: Belief = _BASELINE,
    mu_prior: Belief = _MU,
    tau_prior: Prior = _TAU,
    centred: bool = False,
    names: Names = None,
) -> Any:
    """Partial pooling of log odds ratios, from the counts themselves, as a ``pymc.Model``.

    Control conversions are Binomial(n_c, expit(b_k)), treated ones Binomial(n_t, expit(b_k + θ_k)), with
    baselines b_k independent under ``baseline_prior`` and θ_k ~ N(μ, τ²) (Smith, Spiegelhalter & Thomas
    1995). Counts have shape (K,), K ≥ 1. Variables: ``mu``, ``tau``, ``theta`` and ``baseline`` with dim
    ``study``, and the two ``control_rate`` and ``treated_rate``. ``centred`` and ``names`` as in
    `random_effects`. `helpers.posterior.binomial_random_effects` has this posterior exactly.

    Raises ``ValueError`` for counts that are negative, not whole, above their trials or of unequal
    lengths, and for priors under which the posterior is improper.
    """
    import pymc as pm

    y_t, trials_t, y_c, trials_c = two_arms(events_t, n_t, events_c, n_c)
    _check_prior(baseline_prior, "baseline_prior")
    if not baseline_prior.proper:
        raise ValueError(f"baseline_prior must be proper, e.g. Normal(-2, 1); found {baseline_prior!r}")
    _check_prior(mu_prior, "mu_prior")
    tau_prior = spread_prior(tau_prior)
    check_proper_counts(int(mixed(y_t, trials_t).sum()), mu_prior, tau_prior)
    centred = true_or_false(centred, "centred")
    with pm.Model(coords=_coords(names, y_t.size)) as model:
        mu, tau = mu_prior.to_pymc("mu"), tau_prior.to_pymc("tau")
        theta = _around(mu, tau, centred)
        baseline = baseline_prior.to_pymc("baseline", dims="study")
        observe_two_arms(baseline, theta, (y_t, trials_t, y_c, trials_c))
    return model


def beta_binomial(
    successes: ArrayLike,
    trials: ArrayLike,
    hyperprior: Any = "improper",
    integrated: bool = True,
    names: Names = None,
) -> Any:
    """Rates from one population: y_k ~ Binomial(n_k, p_k), p_k ~ Beta(a, b), as a ``pymc.Model``.

    ``successes`` and ``trials`` have shape (K,), K ≥ 1. ``hyperprior`` is ``"improper"`` for the density
    (a + b)^(−5/2) of Gelman et al. (*Bayesian Data Analysis*, 3rd ed. 2013, eq. 5.9), which is flat in
    the mean rate a/(a + b) and in ``spread`` = (a + b)^(−1/2); or ``MeanConcentration(mean_prior,
    concentration_prior)`` of `helpers.priors`. Variables: ``mean_rate``, ``concentration`` = a + b, and
    ``rates`` with dim ``arm``.

    With ``integrated`` true the rates are first integrated out and then drawn from their conditional
    Beta(a + y_k, b + n_k − y_k): the same posterior without the narrow neck near a + b = ∞, where
    sampled rates stick. `helpers.posterior.beta_binomial` has this posterior exactly.

    Raises ``ValueError`` for bad counts, for another hyperprior, and where the improper one leaves the
    posterior improper: it needs an arm with 0 < y < n.
    """
    import pymc as pm
    import pytensor.tensor as pt

    y, n = _one_arm(successes, trials)
    _check_hyperprior(hyperprior, y, n)
    integrated = true_or_false(integrated, "integrated")
    with pm.Model(coords={"arm": _coords(names, y.size)["study"]}) as model:
        y, n = (pm.Data(name, c.astype(int), dims="arm") for name, c in (("successes", y), ("trials", n)))
        mean_rate, concentration = _population(hyperprior)
        a, b = mean_rate * concentration, (1 - mean_rate) * concentration
        if integrated:
            pm.CustomDist("y", n, a, b, logp=log_beta_binomial, random=_draw, observed=y, dims="arm")
            level = pm.Uniform("level", 0, 1, dims="arm")
            pm.Deterministic("rates", pt.betaincinv(a + y, b + n - y, level), dims="arm")
        else:
            rates = pm.Beta("rates", alpha=a, beta=b, dims="arm")
            pm.Binomial("y", n=n, p=rates, observed=y, dims="arm")
    return model


def _draw(n: Any, a: Any, b: Any, rng: Any = None, size: Any = None) -> Any:
    return rng.binomial(n, rng.beta(a, b, size), size)


def two_arms(
    events_t: ArrayLike, n_t: ArrayLike, events_c: ArrayLike, n_c: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """The four counts, checked, as rows of one length."""
    y_t, trials_t = _one_arm(events_t, n_t, ("events_t", "n_t"))
    y_c, trials_c = _one_arm(events_c, n_c, ("events_c", "n_c"))
    if y_t.size != y_c.size:
        raise ValueError(
            f"events_t and events_c must have one entry a study each; found {y_t.size} and {y_c.size}"
        )
    return y_t, trials_t, y_c, trials_c


def mixed(events: FloatArray, trials: FloatArray) -> Any:
    """Where an arm has events and non-events: there its likelihood bounds the log odds on both sides."""
    return (events > 0) & (events < trials)


def observe_two_arms(baseline: Any, theta: Any, counts: tuple[FloatArray, ...]) -> None:
    """Add both rates and both likelihoods to the model at hand."""
    import pymc as pm

    names = ("events_t", "n_t", "events_c", "n_c")
    y_t, trials_t, y_c, trials_c = (
        pm.Data(name, c.astype(int), dims="study") for name, c in zip(names, counts, strict=True)
    )
    pm.Deterministic("control_rate", pm.math.invlogit(baseline), dims="study")
    pm.Deterministic("treated_rate", pm.math.invlogit(baseline + theta), dims="study")
    pm.Binomial("y_c", n=trials_c, logit_p=baseline, observed=y_c, dims="study")
    pm.Binomial("y_t", n=trials_t, logit_p=baseline + theta, observed=y_t, dims="study")


def _one_arm(
    successes: ArrayLike,
    trials: ArrayLike,
    called: tuple[str, str] = ("successes", "trials"),
) -> tuple[FloatArray, FloatArray]:
    y, n = (counts(value, name) for value, name in zip((successes, trials), called, strict=True))
    if y.ndim != 1 or y.shape != n.shape:
        raise ValueError(
            f"{called[0]} and {called[1]} must be two rows of one length; found {y.shape} and {n.shape}"
        )
    if y.size == 0:
        raise ValueError(f"{called[0]} must hold at least one count; found none")
    events_of_trials(y, n, called)
    return y, n


def _check_hyperprior(hyperprior: Any, y: FloatArray, n: FloatArray) -> None:
    if isinstance(hyperprior, str):
        one_of(hyperprior, "hyperprior", ["improper"])
        if not mixed(y, n).any():
            raise ValueError(
                "successes must lie strictly between 0 and trials in at least one arm under the improper "
                "hyperprior; found none: the posterior would be improper; give a MeanConcentration prior"
            )
    elif not isinstance(hyperprior, MeanConcentration):
        raise TypeError(
            'hyperprior must be "improper" or MeanConcentration(mean_prior, concentration_prior); '
            f"found {described(hyperprior)}"
        )


def _population(hyperprior: Any) -> tuple[Any, Any]:
    """Mean rate and concentration as variables of the model at hand."""
    import pymc as pm

    if isinstance(hyperprior, str):
        mean_rate, spread = pm.Uniform("mean_rate", 0, 1), pm.HalfFlat("spread")
        return mean_rate, pm.Deterministic("concentration", spread**-2.0)
    return (
        hyperprior.mean_prior.to_pymc("mean_rate"),
        hyperprior.concentration_prior.to_pymc("concentration"),
    )
