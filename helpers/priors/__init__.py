"""Priors: one small frozen object each. The same object drives the exact engine, PyMC and the widgets.

On the whole line, for μ: ``Normal``, ``StudentT``, ``Flat``. On x > 0, for τ: ``HalfNormal``,
``HalfStudentT``, ``HalfCauchy``, ``Exponential``, ``GammaPrecision``, ``Uniform``, ``HalfFlat``. For
rates and their concentration: ``Beta``, ``Pareto``, and both together ``MeanConcentration``.

Every prior answers ``mean``, ``sd``, ``pdf``, ``cdf``, ``quantile`` (also ``ppf``), ``interval``,
``prob_above`` and ``sample``, and adds ``logpdf``, ``to_pymc`` and ``to_json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpers._validate import described, one_of
from helpers.priors.base import Distribution, MomentWarning, Prior
from helpers.priors.bounded import Beta, Uniform
from helpers.priors.half_line import Exponential, HalfCauchy, HalfNormal, HalfStudentT
from helpers.priors.joint import MeanConcentration
from helpers.priors.power_tails import GammaPrecision, Pareto
from helpers.priors.real_line import Flat, HalfFlat, Normal, StudentT

__all__ = [
    "Beta",
    "Distribution",
    "Exponential",
    "Flat",
    "GammaPrecision",
    "HalfCauchy",
    "HalfFlat",
    "HalfNormal",
    "HalfStudentT",
    "MeanConcentration",
    "MomentWarning",
    "Normal",
    "Pareto",
    "Prior",
    "StudentT",
    "Uniform",
    "from_json",
]

_FAMILIES: dict[str, type[Prior]] = {
    family.__name__: family
    for family in (
        Normal, StudentT, Flat, HalfNormal, HalfCauchy, HalfStudentT, Exponential, Uniform, GammaPrecision,
        HalfFlat, Beta, Pareto, MeanConcentration,
    )
}  # fmt: skip


def from_json(data: Mapping[str, Any]) -> Prior:
    """The prior that ``prior.to_json()`` described; raises ``ValueError`` for an unknown family or field."""
    if not isinstance(data, Mapping) or "family" not in data:
        raise ValueError(f"data must be a mapping with a 'family'; found {described(data)}")
    one_of(data["family"], "family of data", _FAMILIES)
    fields = {
        name: from_json(value) if isinstance(value, Mapping) else value
        for name, value in data.items()
        if name != "family"
    }
    try:
        return _FAMILIES[data["family"]](**fields)
    except TypeError as error:
        raise ValueError(f"data does not describe a {data['family']}: {error}") from error
