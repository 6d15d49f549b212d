"""Every argument of every public function, with every defect that its kind can have.

Either the answer is a valid one, without NaN, or a ``ValueError`` or ``TypeError`` says which argument is
wrong. The arguments come from the signatures; a public function that is not in the table below fails a test.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from helpers import (
    advice,
    archive,
    borrowing,
    comparison,
    datasets,
    diagnostics,
    distributions,
    effects,
    heterogeneity,
    models,
    planning,
    plots,
    posterior,
    priors,
    samplers,
    widgets,
)
from helpers._validate import described
from helpers.distributions import Distribution, EffectPrior, NormalMixture
from helpers.priors import Flat, HalfNormal, Normal, StudentT

MODULES = (
    effects, datasets, heterogeneity, priors, distributions, posterior, samplers, models, diagnostics,
    comparison, borrowing, planning, advice, archive, plots, widgets,
)  # fmt: skip
EFFECTS, ERRORS = np.array([0.5, 1.0, 1.4, 0.5, 0.1]), np.array([0.42, 0.36, 0.33, 0.3, 0.25])
RNG = np.random.default_rng(1)
POST = posterior.random_effects(EFFECTS, ERRORS)
COUNTS = {"events_t": [23, 23, 50], "n_t": [200, 250, 300], "events_c": [19, 23, 40], "n_c": [200, 250, 300]}
FRAME = pd.DataFrame({"y": np.arange(12.0) ** 1.5, "g": list("aabb") * 3, "t": [0, 1] * 6})
STUDIES = {"effects": EFFECTS, "std_errors": ERRORS}
WEEKS = np.column_stack([np.ones(5), [-2.0, -1, 0, 1, 2]])
MODERATED = {
    "moderators": WEEKS,
    "coefficient_priors": (Normal(0, 1), Normal(0, 0.5)),
    "tau_prior": HalfNormal(1),
}
LINE = posterior.meta_regression(EFFECTS, ERRORS, WEEKS)
BELIEF = {"prior": NormalMixture([0.5, 0.5], [0.2, 0.6], [0.5, 1.0])}
MONEY = {"cost_per_visitor": 0.5, "threshold": 0.9, "ratio": 2.0, "margin": 0.1, "cost_to_ship": 100.0}
PROGRAMME = planning.Programme(0.4, 0.5, 4.0, 400, 2)
CALIBRATED = diagnostics.SBC(
    np.arange(20).reshape(10, 2), np.array([0.3, 0.4]), ("mu", "tau"), 19, np.zeros(2)
)
RATES = posterior.beta_binomial([4, 3, 2], [10, 20, 30])
LABELS = ["Ada", "Bob", "Cleo"]
LL = np.random.default_rng(2).normal(-1, 0.3, (40, 3))
WORLD: dict[str, Any] = {"seed": 3, "rng": None, "mu": 0.4, "tau": 0.5}
MARKETS: dict[str, Any] = {**WORLD, "K": 3, "n_per_arm": [20, 30, 40]}
PARAMETERISED: dict[str, Any] = {"centred": False, "names": LABELS}


@dataclass(frozen=True)
class Later:
    """A good argument that is made when it is needed: making it loads PyMC."""

    make: Callable[[], Any]


SUMMARY = {"mean_t": 10.5, "sd_t": 4.0, "n_t": 100, "mean_c": 10.0, "sd_c": 3.0, "n_c": 225}
RATE = {"prior": distributions.BetaMixture([0.8, 0.2], [15.0, 1.0], [123.0, 1.0])}

# A name of a module -> arguments that are good. Optional arguments not named here are tried all the same.
GOOD: dict[str, dict[str, Any]] = {
    "Effect": {"estimate": [0.3, 0.5], "std_error": [0.1, 0.2]},
    "mean_difference": {"treated": [1.0, 2.0, 4.0], "control": [1.0, 3.0, 3.5]},
    "log_odds_ratio": {**COUNTS, "correction": 0.5},
    "log_risk_ratio": {**COUNTS, "correction": 0.5},
    "risk_difference": {**COUNTS, "correction": 0.5},
    "relative_lift": {**COUNTS, "correction": 0.5},
    "from_summary": SUMMARY,
    "relative_lift_of_means": SUMMARY,
    "ratio_metric": {
        "numerator_t": [1.0, 2.0, 4.0],
        "denominator_t": [2.0, 3.0, 9.0],
        "numerator_c": [1.0, 3.0, 3.5],
        "denominator_c": [2.0, 5.0, 4.0],
    },
    "per_group": {"df": FRAME, "group": "g", "outcome": "y", "treatment": "t"},
    "sample_ratio_mismatch": {"counts": [50, 61, 2], "shares": [0.45, 0.52, 0.03]},
    "cochran_q": STUDIES,
    "i_squared": STUDIES,
    "h_squared": STUDIES,
    "tau_squared": {**STUDIES, "method": "DL"},
    "tau_squared_interval": {**STUDIES, "level": 0.9},
    "i_squared_interval": {**STUDIES, "level": 0.9},
    "pool": {**STUDIES, "method": "DL", "adjust": "hksj", "level": 0.9},
    "q_exceedance": {"std_errors": ERRORS, "tau": 0.3, "threshold": 4.0},
    "fixed_effect_coverage": {"std_errors": ERRORS, "tau": 0.3, "level": 0.9},
    "two_way_anova": {"df": FRAME, "outcome": "y", "factor": "g", "treatment": "t"},
    "from_json": {"data": {"family": "Normal", "mean": 0.0, "sd": 1.0}},
    "Normal": {"mean": 0.4, "sd": 0.5},
    "StudentT": {"df": 3.0, "loc": 0.4, "scale": 0.5},
    "Flat": {},
    "HalfFlat": {},
    "HalfNormal": {"scale": 0.5},
    "HalfCauchy": {"scale": 0.5},
    "HalfStudentT": {"df": 3.0, "scale": 0.5},
    "Exponential": {"rate": 2.0},
    "Uniform": {"low": 0.0, "high": 2.0},
    "GammaPrecision": {"shape": 1.0, "rate": 0.02},
    "Beta": {"a": 2.0, "b": 3.0},
    "Pareto": {"alpha": 2.0, "m": 1.0},
    "MeanConcentration": {"mean_prior": priors.Beta(2, 3), "concentration_prior": priors.Pareto(2, 1)},
    "EffectPrior": {"mu": 0.4, "sigma": 0.5},
    "NormalMixture": {"weights": [0.5, 0.5], "means": [0.0, 1.0], "sds": [1.0, 2.0]},
    "BetaMixture": {"weights": [0.5, 0.5], "a": [1.0, 20.0], "b": [1.0, 80.0]},
    "CountMixture": {"rate": distributions.BetaMixture([1.0], [2.0], [8.0]), "trials": 20},
    "random_effects": {**STUDIES, "mu_prior": Normal(0, 1), "tau_prior": HalfNormal(1)},
    "meta_regression": {**STUDIES, **MODERATED},
    "with_intercept": {"moderators": WEEKS[:, 1], "centred": True},
    "student_t_random_effects": {
        "effects": EFFECTS[:1],
        "std_errors": [1.0],
        "df": 30.0,  # densities with heavy tails on both sides, prior and population, take ten times as long
        "mu_prior": Normal(0, 1),
        "scale_prior": HalfNormal(1),
    },
    "binomial_random_effects": {
        **COUNTS,
        "baseline_prior": Normal(-2, 1),
        "mu_prior": Normal(0, 0.5),
        "tau_prior": HalfNormal(0.5),
    },
    "beta_binomial": {"successes": [3, 9, 12], "trials": [20, 20, 30], "hyperprior": "improper"},
    "varying_slopes": {
        **{name: counts[:2] for name, counts in COUNTS.items()},
        "mean_prior": StudentT(3, 0, 1),
        "sd_prior": HalfNormal(1),
    },
    "lppd": {"ll": LL},
    "waic": {"ll": LL},
    "loo": {"ll": LL, "relative_efficiency": 0.9},
    "compare": {"models": {"a": comparison.waic(LL), "b": comparison.waic(LL - 1)}, "method": "stacking"},
    "leave_one_study_out": {
        **STUDIES,
        "pooling": "partial",
        "mu_prior": Normal(0, 1),
        "tau_prior": HalfNormal(1),
    },
    "leave_one_observation_out": {
        "outcomes": [0.4, 1.0, 0.2, 0.9],
        "groups": list("aabb"),
        "sigma": 1.0,
        "pooling": "partial",
        "mu_prior": Normal(0, 1),
        "tau_prior": HalfNormal(1),
    },
    "shrinkage_weights": {"std_errors": ERRORS, "tau": 0.4},
    "expected_errors": {"std_errors": ERRORS, "tau": 0.4},
    "learned_error": {"std_errors": ERRORS[:2], "tau": 0.4, "tau_scale": 1.0},
    "advise": {
        "std_errors": ERRORS,
        "plausible_tau": (0.1, 0.6),
        "question": "estimates",
        "worthwhile": 0.1,
    },
    "power_prior": {**STUDIES, "alpha": 0.3},
    "matching_alpha": {**STUDIES, "target_sd": 0.5},
    "conflict_tail": {"new_effect": 0.3, "predictive": Normal(0.4, 0.6)},
    "conflict_gate": {**BELIEF, "predictive": Normal(0.4, 0.6), "otherwise": Flat(), "level": 0.1},
    "Gate": {**BELIEF, "otherwise": Flat(), "low": -0.3, "high": 0.9},
    "predictive_estimate": {**BELIEF, "std_error": 0.2},
    "predictive_count": {"prior": priors.Beta(2, 8), "trials": 20},
    "robust_mixture": {**BELIEF, "weight": 0.8, "vague": Normal(0, 2)},
    "power_prior_rate": {
        "successes": [30, 40],
        "trials": [300, 380],
        "alpha": 0.2,
        "initial": priors.Beta(1, 1),
    },
    "update_rate": {**RATE, "successes": [3, 4], "trials": [40, 60]},
    "prior_effective_sample_size": {**BELIEF, "sigma": 4.0, "method": "information"},
    "update": {**BELIEF, "new_effect": 0.3, "std_error": 0.2},
    "probability_above": {**BELIEF, "new_effect": 0.3, "std_error": 0.2, "boundary": 0.1},
    "critical_estimate": {**BELIEF, "std_error": 0.2, "threshold": 0.9, "boundary": 0.1},
    "operating_characteristics": {
        **BELIEF,
        "truth": [0.0, 0.5],
        "std_error": 0.2,
        "threshold": 0.9,
        "level": 0.9,
    },
    "standard_error": {"n_per_arm": 400, "sigma": 4.0},
    "binary_sigma": {"baseline": 0.1, "lift": 0.01},
    "power": {
        "effect": 0.4,
        "n_per_arm": 400,
        "sigma": 4.0,
        "threshold": 0.9,
        "analysis_prior": Normal(0, 1),
    },
    "minimum_detectable_effect": {
        "n_per_arm": 400,
        "sigma": 4.0,
        "power": 0.8,
        "analysis_prior": Normal(0, 1),
    },
    "assurance": {**BELIEF, "n_per_arm": 400, "sigma": 4.0, "threshold": 0.9, "analysis_prior": "design"},
    "assurance_ceiling": BELIEF,
    "sample_size": {**BELIEF, "target": 0.5, "sigma": 4.0, "threshold": 0.9, "analysis_prior": "design"},
    "experiment_cost": {"n_per_arm": 400, "cost_per_visitor": 0.5, "fixed_cost": 10.0},
    "expected_gain": {**BELIEF, "n_per_arm": 400, "sigma": 4.0, "value": 1000.0, **MONEY},
    "best_sample_size": {**BELIEF, "sigma": 4.0, "value": 1000.0, **MONEY},
    "Programme": {
        "mu": 0.4,
        "tau": 0.5,
        "sigma": 4.0,
        "n_per_arm": 400,
        "rounds": 2,
        "threshold": 0.9,
        "mu_prior": Normal(0, 1),
        "tau_prior": HalfNormal(1),
        "drift": 0.1,
        "cost_per_visitor": 0.5,
    },
    "ShareOfCeiling": {"share": 0.9, "sigma": 4.0, "threshold": 0.9, "least": 50, "most": 20_000},
    "planning_loop": {
        "programme": PROGRAMME,
        "replications": 2,
        "seed": 1,
        "executor": None,
        "progress": False,
    },
}
TARGET = {"log_density": lambda x: -0.5 * np.sum(np.square(x)), "start": np.array([0.3, -0.2])}
MOTION = {"grad": lambda x: -np.asarray(x), "step_size": 0.1, "steps": 3}
PROPOSAL = {"sample": lambda x, rng: x + rng.standard_normal(), "log_density": lambda *_: 0.0}
GIBBS = {
    **STUDIES,
    "draws": 3,
    "rng": RNG,
    "mu_prior": Normal(0, 1),
    "tau_prior": priors.GammaPrecision(1, 0.02),
    "start": [0.1, 0.3],
}
GOOD |= {
    "metropolis": {**TARGET, "step": 0.5, "draws": 3, "rng": RNG, "proposal": None},
    "Proposal": PROPOSAL,
    "gibbs_random_effects": GIBBS,
    "synchronous_gibbs_random_effects": GIBBS,
    "leapfrog": {**MOTION, "position": np.array([0.3, -0.2]), "momentum": np.array([1.0, 0.5])},
    "hmc": {**TARGET, **MOTION, "draws": 3, "rng": RNG},
    "load": {"name": "bcg"},
    "describe": {"name": "bcg"},
    "names": {},
    "simulate_markets": {**MARKETS, "sigma": 4.0, "baseline": 10.0},
    "simulate_binary_markets": {**MARKETS, "baseline": [20.0, 180.0]},
    "simulate_segments": {**WORLD, "sigma": 4.0, "visitors": {"new": 30, "old": 40}, "baseline": 10.0},
    "report": {"fit": {"mu": RNG.normal(size=(4, 20)), "theta": RNG.normal(size=(4, 20, 2))}},
    "models.random_effects": {
        "effects": EFFECTS[:3],
        "std_errors": ERRORS[:3],
        "mu_prior": Normal(0, 1),
        "tau_prior": HalfNormal(1),
        **PARAMETERISED,
    },
    "models.meta_regression": {**STUDIES, **MODERATED, "centred": False, "names": list("abcde")},
    "models.student_t_random_effects": {
        "effects": EFFECTS[:3],
        "std_errors": ERRORS[:3],
        "df": 4.0,
        "mu_prior": Normal(0, 1),
        "scale_prior": HalfNormal(1),
        **PARAMETERISED,
    },
    "models.complete_pooling": {
        "effects": EFFECTS[:3],
        "std_errors": ERRORS[:3],
        "mu_prior": Normal(0, 1),
        "names": LABELS,
    },
    "models.no_pooling": {
        "effects": EFFECTS[:3],
        "std_errors": ERRORS[:3],
        "theta_prior": Normal(0, 1),
        "names": LABELS,
    },
    "models.binomial_random_effects": {**GOOD["binomial_random_effects"], **PARAMETERISED},
    "models.beta_binomial": {**GOOD["beta_binomial"], "integrated": True, "names": LABELS},
    "models.varying_slopes": {**GOOD["varying_slopes"], **COUNTS, **PARAMETERISED},
    "models.correlated_slopes": {**GOOD["varying_slopes"], **COUNTS, "eta": 2.0, **PARAMETERISED},
    "models.fit": {
        "model": Later(cache(lambda: models.complete_pooling(EFFECTS, ERRORS))),
        "draws": 4,
        "tune": 4,
        "chains": 1,
        "seed": 0,
        "target_accept": 0.9,
    },
    "models.compiled": {"build": Later(lambda: lambda: models.complete_pooling(EFFECTS, ERRORS))},
    "sbc": {
        "simulate": lambda rng: ({"mu": 0.0}, rng.normal(size=3)),
        "fit": lambda data, rng: {"mu": rng.normal(data.mean(), size=5)},
        "quantities": ["mu"],
        "replications": 2,
        "rng": RNG,
        "draws": 4,
        "progress": False,
        "resume": None,
    },
    "plots.rank_ecdf": {"result": CALIBRATED, "names": ["mu", "tau"], "level": 0.9},
    "plots.density": {"distribution": Normal(0, 1), "level": 0.9, "label": "belief", "colour": "blue"},
    "plots.forest": {
        "effects": EFFECTS[:3],
        "std_errors": ERRORS[:3],
        "labels": LABELS,
        "pooled": [0.5, 0.2, 0.9],
        "prediction": [-0.1, 1.2],
        "level": 0.9,
    },
    "plots.shrinkage": {"effects": EFFECTS[:3], "shrunken": EFFECTS[:3] / 2, "pooled": 0.4, "labels": LABELS},
    "plots.power_and_assurance": {
        "prior": Normal(0.4, 0.5),
        "sigma": 4.0,
        "n_per_arm": [100.0, 200.0, 300.0],
        "effect": 0.4,
        "threshold": 0.9,
        "analysis_prior": "design",
        "ratio": 2.0,
        "margin": 0.1,
    },
    "explore": {"function": lambda n=1: n, "delay": 0.1, "n": (1, 10)},
    **{
        name: {"effects": [0.5, 1.0, 0.2], "std_errors": [0.1, 0.2, 0.3], "labels": LABELS, "level": 0.9}
        for name in ("HeterogeneityExplorer", "NextTest", "TauExplorer", "TauPrior")
    },
    "Calibration": {"predictions": np.array([[70.0, 1.0], [60.0, 0.0]]), "times": 2, "whose": "Ada"},
    "WinnersReturn": {"tails": 0.1, "arms": 4, "visitors": 100},
    "Room": {"mu": 0.4, "tau": 0.5, "sigma": 4.0, "learner": "Ada", "revealed": True},
    "ComplexityDial": {"groups": 8, "visitors": 500.0, "imbalance": 3.0, "tau": 0.3, "sigma": 4.0},
    "SampleSizePlanner": {
        "n_per_arm": 400,
        "prior_mean": 0.4,
        "prior_sd": 0.5,
        "sigma": 4.0,
        "threshold": 0.9,
        "value": 1e4,
        "cost_per_visitor": 1.0,
        "cost_to_ship": 100.0,
        "ratio": 2.0,
        "margin": 0.1,
        "detailed": True,
    },
    "SignificanceLottery": {
        "mu": 0.4,
        "n_per_arm": [20.0, 30.0, 40.0],
        "sigma": [4.0, 4.0, 5.0],
        "labels": LABELS,
        "tau": 0.5,
        "level": 0.9,
        "worlds": 3,
        "seed": 2,
        "observed": 1,
    },
    "SmallVariant": {
        "successes": [30, 50, 55],
        "trials": [100, 100, 100],
        "labels": LABELS,
        "arm": 1,
        "level": 0.9,
    },
    "SumsOfSquares": {
        "effects": [0.5, 1.0, 0.2],
        "n_treated": [20.0, 30.0, 40.0],
        "n_control": [20.0, 30.0, 50.0],
        "sigma": 4.0,
        "labels": LABELS,
        "level": 0.9,
    },
    "ChainDoctor": {"apart": 0.5, "drift": 0.5, "memory": 0.5, "width": 0.5, "seed": 2},
    "BiasContour": {
        "estimate": 0.5,
        "n_per_arm": 800,
        "sigma": 4.0,
        "bias_mean": 0.2,
        "bias_sd": 0.1,
        "prior": "past",
        "prior_mean": 0.4,
        "prior_sd": 0.5,
        "bar": 0.9,
    },
    "Funnel": {
        "effects": [0.5, 1.0, 0.2],
        "std_errors": [0.1, 0.2, 0.3],
        "centring": 0.5,
        "visitors": 4.0,
        "alike": 0.1,
        "seed": 2,
    },
    "GibbsRace": {
        "effects": [0.5, 1.0, 0.2],
        "std_errors": [0.1, 0.2, 0.3],
        "visitors": 2.0,
        "sweeps": 20,
        "seed": 2,
    },
    "ConflictGate": {
        "effects": [0.5, 1.0, 0.2],
        "std_errors": [0.1, 0.2, 0.3],
        "new_effect": -0.5,
        "std_error": 0.3,
        "alpha": 0.3,
        "weight": 0.4,
        "level": 0.1,
        "bar": 0.8,
    },
    "HamiltonianThrow": {
        "momentum_x": 1.0,
        "momentum_y": 0.5,
        "step_size": 0.2,
        "steps": 10,
        "shape": "bend",
        "throws": 3,
        "seed": 2,
    },
    "PlanningLoop": {
        "mu": 0.3,
        "tau": 0.4,
        "sigma": 5.0,
        "threshold": 0.8,
        "share": 0.8,
        "done": 3,
        "seed": 2,
        "others": True,
    },
    "LooInfluence": {
        "effects": [0.5, 1.0, 0.2],
        "std_errors": [0.1, 0.2, 0.3],
        "labels": LABELS,
        "level": 0.9,
        "pooling": "none",
        "prior_mean": 0.5,
        "prior_sd": 2.0,
        "tau_scale": 1.0,
        "seed": 2,
    },
    "MetropolisWalk": {"mean": 4.0, "sd": 0.5, "ratio": 2.0, "moves": 60, "seed": 2},
    "PowerPriorDial": {
        "effects": [0.5, 1.0, 0.2],
        "std_errors": [0.1, 0.2, 0.3],
        "sigma": 4.0,
        "alpha": 0.25,
        "apart": 0.5,
        "mu_sd": 1.0,
        "tau_scale": 1.0,
    },
    "PriorPredictive": {"story": "hospitals", "mu_sd": 10.0, "tau_scale": 5.0, "noise": 1.0, "absurd": 30.0},
    "WinnerPicker": {
        "tau": 0.25,
        "arms": 12,
        "std_error": 0.25,
        "late": True,
        "level": 0.05,
        "seed": 1,
        "worlds": 3,
    },
}
GOOD["HeterogeneityExplorer"] |= {"method": "REML", "hksj": True}
PAST = archive.population(EFFECTS, ERRORS)
GOOD |= {
    "population": {"effects": EFFECTS, "std_errors": ERRORS, "family": "normal", "mean": 0.0},
    "promised_and_delivered": {
        "picked": EFFECTS,
        "picked_se": ERRORS,
        "delivered": EFFECTS / 2,
        "delivered_se": ERRORS,
        "population": PAST,
        "quantiles": (0.5,),
    },
    "cumulative_impact": {
        "effects": EFFECTS,
        "std_errors": ERRORS,
        "shipped": [True, True, False, False, True],
        "population": PAST,
    },
    "beside_posterior": {"population": PAST, "post": POST},
}
GOOD["NextTest"] |= {
    "size": 2.0,
    "visitors": 400,
    "threshold": 0.9,
    "mu_prior": Normal(0, 1),
    "tau_prior": HalfNormal(1),
}
GOOD["TauExplorer"] |= {"tau": 0.3, "averaged": True, "mu_prior": Normal(0, 1), "tau_prior": HalfNormal(1)}
GOOD["TauPrior"] |= {"family": "HalfNormal", "scale": 1.0, "kept": 2, "unit": 1.0, "mu_sd": 1.0}

# Good in itself, a value may clash with another argument, which is then the one named.
CLASHES = {
    "low": ["high"],
    "picked": ["quantiles"],
    "prior": ["target"],
    "K": ["n_per_arm"],
    "mu": ["sigma"],
    "outcomes": ["groups"],
    "tau": ["sigma"],
    "baseline": ["sigma"],
    "seed": ["rng"],
    "rng": ["seed"],
}
COSTLY = ("binomial", "student_t", "slopes", "MeanConcentration(", "models.", "plots.", "widgets.", "report")
# A posterior of these takes a second: what is asked by a value that is alike, too, `make certify` asks.
SECONDS = (
    "posterior.student_t_random_effects",
    "posterior.binomial_random_effects",
    "posterior.varying_slopes",
)
ALIKE = [1e-200, 1e200, StudentT(1e20, 0, 1), priors.Beta(0.5, 0.5)]  # 1e-300, 1e300, a Normal, Beta(2, 3)
# What is returned, raised or built upon, and never made by a reader.
NOT_CALLED = {
    "Distribution", "Prior", "MomentWarning", "BorrowingWarning", "PooledEffect", "QTest", "RandomEffects",
    "MetaRegression", "Population", "CumulativeImpact",
    "StudentTRandomEffects", "BetaBinomial", "VaryingSlopes", "OperatingCharacteristics", "LoopResult",
    "Plan", "TAU_METHODS", "RULES", "Rule", "Situation", "Advice", "Errors", "Description",
    "DiagnosticsReport", "SBC", "Compiled", "Elpd", "Chain", "StaticWidget", "COLOURS", "own_settings",
    "styled", "use_style",
}  # fmt: skip

ASKED: list[Distribution] = [
    *(family(**GOOD[name]) for name, family in priors._FAMILIES.items() if name in GOOD),
    EffectPrior(0.4, 0.5),
    BELIEF["prior"],
    RATE["prior"],
    POST.mu,
    POST.tau,
    POST.theta,
    POST.theta_new,
    POST.new_estimate(0.3),
    RATES.new_count(30),
]
QUESTIONS: dict[str, dict[str, Any]] = {
    "pdf": {"x": 0.3},
    "logpdf": {"x": 0.3},
    "cdf": {"x": 0.3},
    "prob_above": {"x": 0.3},
    "prob_at_least": {"x": 0.3},
    "quantile": {"q": 0.3},
    "ppf": {"q": 0.3},
    "interval": {"level": 0.9},
    "sample": {"n": 3, "rng": RNG},
}

NUMBERS = [np.nan, np.inf, -np.inf, -1.0, 0.0, 1e-300, 1e-200, 1e200, 1e300, 2.5]
NOT_NUMBERS = [
    None,
    "three",
    b"3",
    1j,
    object(),
    {},
    [],
    [[1.0], [1.0, 2.0]],
    np.array(["a"]),
    Normal,
    pd.NaT,
    pd.NA,
    10**400,
    -(10**400),
    10**5000,
    Fraction(10**400, 3),
    set(),
    np.array(3.0, dtype=object),
]


def defects(good: Any) -> Iterator[Any]:
    """Values to try in place of a good one: of its kind but wrong, and of another kind."""
    yield from NOT_NUMBERS
    if isinstance(good, list) and isinstance(good[0], str):
        yield from ("a" * len(good), good[:-1], [*good, "Zoe"], good[:1] * len(good), set(good), [good], 5)
        yield from (dict.fromkeys(good), [[name] for name in good], np.array(good)[:, None], b"a" * len(good))
    elif isinstance(good, bool):
        yield from ("no", "", 3, 0, 2.5, np.nan, np.array([True, False]), np.array([]))
    elif isinstance(good, np.ndarray) and good.ndim > 1:
        for number in NUMBERS:
            yield np.concatenate([np.full_like(good[:1], number), good[1:]])
            yield np.full(good.shape, number)
        yield from (good[:1], good[:0], good[0], good[..., :0], good[None], good + 1j)
        yield np.ma.array(good, mask=good > good.mean())
    elif isinstance(good, np.ndarray | list):
        array = np.asarray(good, dtype=float)
        for number in NUMBERS:
            yield np.full(array.shape, number)
            if array.size > 1:
                yield np.concatenate([[number], array[1:]])
        if array.size > 1:  # else these are the good value itself
            yield from (array[:1], np.ma.array(array, mask=np.arange(array.size) == 1))
        yield from (
            array[:-1],
            np.append(array, 1.0),
            array[:0],
            float(array[0]),
            array[None],
            array[:, None],
            [*array[:-1], np.ma.masked],
            [*array[:-1].tolist(), 10**400],
            [*array[:-1].tolist(), None],
            [*array[:-1].tolist(), "4"],
            array + 1j,
        )
    elif isinstance(good, Distribution):
        yield from (
            0.5,
            "Normal",
            Flat(),
            priors.HalfFlat(),
            StudentT(0.5, 0, 1),
            POST.theta,
            priors.Beta(0.5, 0.5),
            RATES.new_count(30),
            Normal(0, 1e200),
            Normal(1e200, 1),
            HalfNormal(1e-200),
            StudentT(1e20, 0, 1),
            StudentT(3, 0, 1e-200),
            NormalMixture([0.5, 0.5], [0, 1e200], [1e-200, 1e150]),
            GOOD["MeanConcentration"]["mean_prior"],
        )
    elif isinstance(good, np.random.Generator):
        yield from (3, "seed", np.random.RandomState(1))
    elif isinstance(good, int | float):
        yield from NUMBERS
        yield from (np.array([np.nan, 0.5]), np.array([0.5, 0.6, 0.7]), np.ones((2, 2)), True)
    else:
        yield from (3, 2.5, np.nan, "", "nonsense")


def _is_alike(bad: Any) -> bool:
    if isinstance(bad, np.ndarray):
        return bad.dtype.kind == "f" and any(number in bad for number in ALIKE[:2])
    return isinstance(bad, float | Distribution) and bad in ALIKE


def telling(good: Any) -> list[Any]:
    """The defects less those that are alike."""
    return [bad for bad in defects(good) if not _is_alike(bad)]


def alike(good: Any) -> list[Any]:
    """Those that are left out there."""
    return [bad for bad in defects(good) if _is_alike(bad)]


def calls() -> Iterator[tuple[str, Callable[..., Any], dict[str, Any]]]:
    """Every callable with its good arguments."""
    for module in MODULES:
        for name in module.__all__:
            full = f"{module.__name__.split('.')[1]}.{name}"
            if full in GOOD or name in GOOD:
                yield full, getattr(module, name), GOOD.get(full, GOOD.get(name))
    for distribution in ASKED:
        for name, good in QUESTIONS.items():
            if hasattr(distribution, name) and getattr(distribution, "proper", True):
                yield f"{distribution!r}.{name}", getattr(distribution, name), good
    yield "post.new_estimate", POST.new_estimate, {"std_error": 0.3}
    yield "line.mean_at", LINE.mean_at, {"row": [1.0, 0.5]}
    yield "line.new_effect_at", LINE.new_effect_at, {"row": [1.0, 0.5]}
    yield "line.new_estimate_at", LINE.new_estimate_at, {"row": [1.0, 0.5], "std_error": 0.3}
    yield "post.sample", POST.sample, {"n": 3, "rng": RNG}
    yield "EffectPrior.from_posterior", EffectPrior.from_posterior, {"post": POST}


def cases() -> Iterator[Any]:
    for name, function, good in calls():
        for argument in {**named(function), **good}:
            row, called = (function, good, argument), f"{name}-{argument}"
            few = name in SECONDS
            yield pytest.param(*row, telling if few else defects, id=called, marks=_marks(name))
            if few:
                yield pytest.param(*row, alike, id=f"{called}-alike", marks=pytest.mark.certify)


def named(function: Callable[..., Any]) -> dict[str, Any]:
    """The arguments of a callable that have a name, and their defaults."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)}


def made(good: dict[str, Any]) -> dict[str, Any]:
    """Arguments with those made that were put off."""
    return {name: value.make() if isinstance(value, Later) else value for name, value in good.items()}


def _marks(name: str) -> list[pytest.MarkDecorator]:
    """Posteriors of counts, models and figures take a second each."""
    return [pytest.mark.slow] if any(costly in name for costly in COSTLY) else []


def _without_the_announced(value: Any) -> Any:
    """An answer less what is nan by its description: errors of what lies at an end, and of chances."""
    if isinstance(value, archive.Population):
        return [value.mean, value.scale, value.log_likelihood]
    if isinstance(value, pd.DataFrame) and "likelihood" in value:
        return value[["likelihood", "posterior"]].to_numpy()
    return value


def find_nan(value: Any) -> bool:
    """Whether NaN hides anywhere in an answer. Undefined moments are announced, so densities are asked."""
    if isinstance(value, Distribution):
        proper = getattr(value, "proper", True)
        return proper and any(find_nan(ask(0.3)) for ask in (value.cdf, value.pdf, value.quantile))
    value = _without_the_announced(value)
    if isinstance(value, pd.DataFrame):  # the residual row of an analysis of variance has no F
        return bool(value.select_dtypes("number").drop(index="Residual", errors="ignore").isna().any().any())
    if isinstance(value, planning.LoopResult | widgets.StaticWidget):
        return find_nan(value.table if isinstance(value, planning.LoopResult) else value.state())
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return any(
            find_nan(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name[0] != "_"
        )
    if isinstance(value, dict):
        return any(map(find_nan, value.values()))
    if isinstance(value, tuple | list):
        return any(map(find_nan, value))
    if isinstance(value, float | np.ndarray | np.floating):
        return bool(np.isnan(value).any())
    return False


@cache
def compile_once() -> Callable[..., Any]:
    """nutpie's compiler, which compiles a model once."""
    import nutpie

    return cache(nutpie.compile_pymc_model)


@pytest.fixture
def compiled_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one model that `fit` is tried on is compiled for all that it is tried with."""
    if request.node.callspec.params["function"] is models.fit:
        monkeypatch.setattr("nutpie.compile_pymc_model", compile_once())


@pytest.mark.usefixtures("compiled_once")
@pytest.mark.parametrize(("function", "good", "argument", "tried"), list(cases()))
def test_a_bad_argument_is_named_or_harmless(
    function: Any, good: dict[str, Any], argument: str, tried: Callable[[Any], Iterable[Any]]
) -> None:
    good = made(good)
    accepted = good[argument] if argument in good else named(function)[argument]
    failures = []
    for bad in tried(accepted):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                if find_nan(function(**{**good, argument: bad})):
                    failures.append(f"{argument}={described(bad)}: NaN in the answer")
            except (ValueError, TypeError) as error:
                names = [argument, *CLASHES.get(argument, [])]
                if not re.search(rf"\b({'|'.join(names)})\b", str(error)):
                    failures.append(f"{argument}={described(bad)}: {type(error).__name__}: {error}")
            except Exception as error:
                failures.append(f"{argument}={described(bad)}: {type(error).__name__}: {error}")
            finally:
                plt.close("all")
    assert not failures, "\n".join(failures)


@pytest.mark.certify
@pytest.mark.parametrize("argument", ["mu_prior", "scale_prior"])
def test_a_bad_prior_of_a_heavy_tailed_population_is_named_or_harmless(argument: str) -> None:
    good = {**GOOD["student_t_random_effects"], "df": 4.0}
    test_a_bad_argument_is_named_or_harmless(posterior.student_t_random_effects, good, argument, defects)


@pytest.mark.slow
@pytest.mark.usefixtures("compiled_once")
@pytest.mark.parametrize(
    ("function", "good"), [pytest.param(f, g, id=n, marks=_marks(n)) for n, f, g in calls()]
)
def test_the_good_arguments_are_good(function: Any, good: dict[str, Any]) -> None:
    assert not find_nan(function(**made(good)))
    plt.close("all")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_no_public_name_is_left_out(module: Any) -> None:
    inside = module.__name__.split(".")[1]
    assert {n for n in module.__all__ if f"{inside}.{n}" not in GOOD} <= set(GOOD) | NOT_CALLED
