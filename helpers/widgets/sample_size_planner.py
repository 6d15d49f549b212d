"""`SampleSizePlanner`: drag the visitors per arm and see what the next experiment may be expected to show."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets

from helpers._validate import shown
from helpers.priors import Flat, Normal

from .static_widget import StaticWidget

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POSITIVE = ("prior_sd", "sigma", "value", "cost_per_visitor")
_LEAST = {"prior_mean": -math.inf, "margin": -math.inf, "cost_to_ship": 0.0}


class SampleSizePlanner(StaticWidget):
    """Power and assurance against the visitors per arm, for one Normal belief about the next effect.

    ``n_per_arm`` treated and ``ratio`` times as many control visitors, outcome sd ``sigma``; "it works" is
    decided when P(effect > ``margin`` | data) > ``threshold``, the analysis prior being flat; on demand also
    the belief itself. The gain, and the n that gains most, are those when the belief analyses.

    Traits, readable and settable: ``n_per_arm`` (10 to 100 000), ``prior_mean`` and ``prior_sd`` of belief
    about the next effect (units of the outcome; power is shown at ``prior_mean``), ``sigma``, ``threshold``
    (0.5 to 0.999), ``margin`` (what the effect has to exceed), ``ratio`` (0.1 to 10), ``value`` (what one
    unit of effect earns once shipped), ``cost_per_visitor`` and ``cost_to_ship`` in the same money,
    ``detailed`` (whether more than the two first curves is shown), and ``best_n`` read-only. Defaults are the
    course's eight markets. Raises ``ValueError`` for a number that is not finite or not above 0 where it
    must be.
    """

    examples: ClassVar[dict[str, dict[str, Any]]] = {
        "at its defaults": {},
        "a doubtful idea": {"prior_mean": -0.3, "prior_sd": 0.2, "n_per_arm": 10},
        "not worth a test": {"value": 1.0, "threshold": 0.975},
        "all there is": {"detailed": True},
        "unequal arms, and it has to pay": {"ratio": 4.0, "margin": 0.2, "value": 1e5, "cost_to_ship": 2e4},
        "conversion rates": {"prior_mean": 0.002, "prior_sd": 0.001, "sigma": 0.2, "n_per_arm": 100_000},
    }

    n_per_arm = traitlets.Int(400, min=10, max=100_000).tag(sync=True)
    prior_mean = traitlets.Float(0.4).tag(sync=True)
    prior_sd = traitlets.Float(0.5).tag(sync=True, least=1e-9)
    sigma = traitlets.Float(4.0).tag(sync=True, least=1e-9)
    threshold = traitlets.Float(0.95, min=0.5, max=0.999).tag(sync=True)
    value = traitlets.Float(10_000.0).tag(sync=True, least=1e-9)
    cost_per_visitor = traitlets.Float(1.0).tag(sync=True, least=1e-9)
    cost_to_ship = traitlets.Float(0.0).tag(sync=True, least=0.0)
    ratio = traitlets.Float(1.0, min=0.1, max=10.0).tag(sync=True)
    margin = traitlets.Float(0.0).tag(sync=True)
    detailed = traitlets.Bool(False).tag(sync=True)

    @traitlets.validate(*_LEAST, *_POSITIVE)
    def _check_number(self, proposal: dict[str, Any]) -> float:
        name, number = proposal["trait"].name, float(proposal["value"])
        if not math.isfinite(number):
            raise ValueError(f"{name} must be finite; found {shown(number)}")
        if name in _POSITIVE and number <= 0:
            raise ValueError(f"{name} must be above 0; found {shown(number)}")
        if number < _LEAST.get(name, 0.0):
            raise ValueError(f"{name} must be at least 0; found {shown(number)}")
        return number

    @property
    def prior(self) -> Normal:
        """The belief about the next effect, as `helpers.planning` takes it."""
        return Normal(self.prior_mean, self.prior_sd)

    @property
    def best_n(self) -> int:
        """Visitors per arm with the largest expected gain when the belief itself analyses; 0: run none."""
        from helpers.planning import best_sample_size

        plan = best_sample_size(
            self.prior,
            self.sigma,
            self.value,
            self.cost_per_visitor,
            self.threshold,
            ratio=self.ratio,
            margin=self.margin,
            cost_to_ship=self.cost_to_ship,
        )
        return plan.n_per_arm

    @property
    def _analysis(self) -> Flat | str:
        return "design" if self.detailed else Flat()

    def describe(self) -> str:
        return (
            "Interactive figure: drag the number of visitors per arm, and see the power at the expected "
            "effect, the assurance, which averages it over the belief, and how assurance nears its ceiling, "
            "the prior probability that the effect is above zero, or above a margin; with what the test "
            "costs and gains, for equal arms or unequal ones; on demand, with the prior in the analysis."
        )

    def picture(self) -> Axes:
        """Power and assurance against the visitors per arm."""
        from helpers import plots

        axes = plots.power_and_assurance(
            self.prior,
            self.sigma,
            threshold=self.threshold,
            analysis_prior=self._analysis,
            ratio=self.ratio,
            margin=self.margin,
        )
        axes.axvline(self.n_per_arm, color="black", linewidth=1)
        return axes

    def picture_text(self) -> str:
        from helpers.planning import assurance, assurance_ceiling

        test = self.threshold, self._analysis, self.ratio, self.margin
        chance = assurance(self.prior, self.n_per_arm, self.sigma, *test)
        return (
            f"Power and assurance against the visitors per arm; at {self.n_per_arm} assurance is "
            f"{chance:.3f}; its ceiling is {assurance_ceiling(self.prior, self.margin):.3f}."
        )
