"""`TauExplorer`: drag τ from complete pooling to none, on top of what the data say about τ."""

from __future__ import annotations

import math
from typing import Any, ClassVar

import traitlets

from helpers._validate import shown
from helpers.priors import Flat

from .believed import BelievedStudies


def _tau_to_json(tau: float, _widget: Any) -> Any:
    return tau if math.isfinite(tau) else "Infinity"  # JSON has no infinity


def _tau_from_json(tau: Any, _widget: Any) -> float:
    return float(tau)


class TauExplorer(BelievedStudies):
    """A forest plot under one handle, τ, with the exact posterior of τ drawn beneath the handle.

    ``TauExplorer()`` starts on the eight markets, ``TauExplorer("eight_schools")`` on another of the
    offered data sets, each with priors that suit its scale; ``TauExplorer(effects=…, std_errors=…)`` on
    your own, by default with Normal(0, 1) on μ and HalfNormal(1) on τ.

    Beside the traits of every widget on studies it has ``averaged`` (True, as at the start unless ``tau`` is
    given, averages over the posterior of τ: "let the data choose"), ``tau`` ≥ 0 (0 pools completely,
    ``math.inf`` not at all; setting it ends the averaging), ``mu_prior`` (Normal or Flat) and
    ``tau_prior`` (any prior on x > 0 of `helpers.priors`).
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "bcg": {"dataset": "bcg", "tau": 0.5},
        "eight schools": {"dataset": "eight_schools", "tau": math.inf},
        "complete pooling": {"tau": 0.0},
        "a guess first": {"predict": True},
        "flat priors": {"mu_prior": Flat(), "tau_prior": Flat(), "averaged": True},
        "two studies": {"effects": [0.0, 1.0], "std_errors": [1.0, 0.5]},
    }

    tau = traitlets.Float(0.0).tag(sync=True, least=0, to_json=_tau_to_json, from_json=_tau_from_json)
    averaged = traitlets.Bool(True).tag(sync=True)

    def __init__(self, *arguments: Any, **traits: Any) -> None:
        super().__init__(*arguments, **{"averaged": "tau" not in traits, **traits})
        self.observe(lambda _: self.set_trait("averaged", False), "tau")
        self._made = True

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        # A τ that is set to what it was changes nothing that could be observed.
        if name == "tau" and getattr(self, "_made", False):
            self.averaged = False

    @traitlets.validate("tau")
    def _check_tau(self, proposal: dict[str, Any]) -> float:
        tau = float(proposal["value"])
        if not tau >= 0:
            raise ValueError(f"tau must be at least 0; found {shown(tau)}")
        return tau

    def describe(self) -> str:
        return (
            f"Interactive figure: a forest plot of {len(self.effects)} studies under one handle, τ. Drag it "
            "from 0, where all studies share one effect, to infinity, where each stands alone, and see the "
            "estimates move towards their average or away from it; the curve under the handle shows how "
            "plausible the data make each τ."
        )
