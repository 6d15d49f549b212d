"""The data sets that widgets offer, taken from `helpers.datasets`: one source of truth, full precision."""

from __future__ import annotations

from functools import cache
from typing import Any

from helpers._validate import label_list, studies
from helpers.datasets import load
from helpers.priors import HalfCauchy, HalfNormal, Normal

# Key: how the button reads, what the axis measures, what one study is called, the prefix its labels need,
# and priors that suit the scale.
_OFFERED = {
    "eight_markets": (
        "Eight markets", "effect on revenue per visitor", "market", "", Normal(0, 1), HalfNormal(1),
    ),
    "bcg": (
        "BCG vaccine trials", "log odds ratio of tuberculosis, vaccinated against not", "trial", "",
        Normal(0, 2), HalfNormal(1),
    ),
    "eight_schools": (
        "Eight schools", "effect of coaching, test points", "school", "School ",
        Normal(0, 20), HalfCauchy(10),
    ),
    "hospitals": (
        "Twelve hospitals", "drop in blood pressure, mmHg", "hospital", "Hospital ",
        Normal(0, 20), HalfNormal(10),
    ),
}  # fmt: skip
USUAL = ("eight_markets", "bcg", "eight_schools")


@cache
def _offered(name: str) -> dict[str, Any]:
    title, scale, noun, prefix, mu_prior, tau_prior = _OFFERED[name]
    frame = load(name)
    labels = [f"{prefix}{label}" for label in frame["label"]]
    return {
        "name": title,
        "scale": scale,
        "noun": noun,
        "mu_prior": mu_prior.to_json(),
        "tau_prior": tau_prior.to_json(),
        **study_lists(frame["effect"], frame["std_error"], labels),
    }


def study_lists(estimates: Any, std_errors: Any, labels: Any = None) -> dict[str, Any]:
    """Checked studies as plain lists: ``labels``, ``effects``, ``std_errors``.

    Raises ``ValueError`` or ``TypeError`` as `helpers.heterogeneity` does, or when the labels do not
    match the studies in number.
    """
    y, s = studies(estimates, std_errors)
    if y.ndim != 1:
        raise ValueError(f"effects must be one row of studies; found an array of shape {y.shape}")
    if labels is None:
        labels = [f"Study {i + 1}" for i in range(y.size)]
    names = [str(label) for label in label_list(labels, "labels", y.size, "study")]
    return {"labels": names, "effects": y.tolist(), "std_errors": s.tolist()}


def data_sets(names: tuple[str, ...] = USUAL) -> dict[str, dict[str, Any]]:
    """The data sets ``names``, keyed as in `helpers.datasets.load`."""
    return {name: dict(_offered(name)) for name in names}
