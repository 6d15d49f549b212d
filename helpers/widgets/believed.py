"""What widgets about studies share that also hold priors on their mean and spread."""

from __future__ import annotations

from typing import Any

import traitlets

from helpers.priors import Flat, HalfNormal, Normal, Prior, from_json

from .studies import StudiesWidget


def _prior_to_json(prior: Prior, _widget: Any) -> dict[str, Any]:
    return prior.to_json()


def _prior_from_json(data: dict[str, Any], _widget: Any) -> Prior:
    return from_json(data)


_PRIOR = {"sync": True, "to_json": _prior_to_json, "from_json": _prior_from_json}


class BelievedStudies(StudiesWidget):
    """Studies with a prior on their mean and one on their spread; a data set brings priors of its scale.

    Traits beside those of `StudiesWidget`: ``mu_prior`` (Normal or Flat) and ``tau_prior`` (any prior on
    x > 0 of `helpers.priors`).
    """

    mu_prior = traitlets.Instance(Prior, args=()).tag(**_PRIOR)
    tau_prior = traitlets.Instance(Prior, args=()).tag(**_PRIOR)

    _loads = (*StudiesWidget._loads, "mu_prior", "tau_prior")

    @traitlets.default("mu_prior")
    def _usual_mu_prior(self) -> Prior:
        return Normal(0, 1)

    @traitlets.default("tau_prior")
    def _usual_tau_prior(self) -> Prior:
        return HalfNormal(1)

    @traitlets.validate("mu_prior")
    def _check_mu_prior(self, proposal: dict[str, Any]) -> Prior:
        prior = proposal["value"]
        if not isinstance(prior, Normal | Flat):
            raise ValueError(f"mu_prior must be Normal or Flat; found {prior}")
        return prior

    @traitlets.validate("tau_prior")
    def _check_tau_prior(self, proposal: dict[str, Any]) -> Prior:
        prior = proposal["value"]
        if prior.support[0] < 0 and not isinstance(prior, Flat):
            raise ValueError(f"tau_prior must have no mass below 0; found {prior}")
        return prior

    def _values(self, source: dict[str, Any]) -> dict[str, Any]:
        loaded = super()._values(source)
        return {k: from_json(v) if k.endswith("_prior") else v for k, v in loaded.items()}
