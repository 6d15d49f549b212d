"""Moderators as columns of numbers: read, named, and refused where two of them say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers._validate import FloatArray, described, floats, moderate, real_array, true_or_false
from helpers.distributions import EffectPrior
from helpers.priors import Flat, Normal, Prior
from helpers.priors.base import Distribution

EXACT = 1e-11  # share of a column that the others leave, below which it is rounding
PART = 1e-8  # of such a sum, below which a column is no part of it
INTERCEPT = "intercept"


@dataclass(frozen=True, eq=False)
class Columns:
    """``values`` (K, P) and the ``names`` of the columns: those of a DataFrame, else their places from 0."""

    values: FloatArray
    names: tuple[Any, ...]

    @classmethod
    def of(cls, moderators: Any, count: int) -> Columns:
        """The moderators of ``count`` studies; raises where they are not P ≥ 1 columns of finite numbers that
        do not depend on one another."""
        values, names = _table(moderators)
        if values.ndim != 2 or not values.shape[1]:
            raise ValueError(
                "moderators must have shape (K, P), a row a study and a column a moderator, the intercept "
                f"among them, as np.column_stack([np.ones(K), x]); found shape {values.shape}"
            )
        if len(values) != count:
            raise ValueError(
                f"moderators must have one row a study, {count} as effects; found {len(values)} rows"
            )
        bad = np.argwhere(~np.isfinite(values))
        if bad.size:
            row, column = bad[0].tolist()
            raise ValueError(
                f"moderators must be finite; found {values[row, column]} in row {row}, column "
                f"{described(names[column])}"
            )
        moderate(values, "moderators")
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise ValueError(f"moderators must have columns of different names; found {twice!r} twice")
        _refuse_collinear(values, names)
        return cls(values, names)

    def place(self, name: Any) -> int:
        """Where the column called ``name`` is."""
        if name not in self.names:
            raise ValueError(
                f"name must be one of the moderators {list(self.names)}; found {described(name)}"
            )
        return self.names.index(name)

    def row(self, row: Any) -> FloatArray:
        """Values of the moderators, (..., P), in the order of the columns; a mapping gives them by name."""
        if isinstance(row, Mapping):
            if set(row) != set(self.names):
                raise ValueError(
                    f"row must have a value for each of the moderators {list(self.names)}; found "
                    f"{described(list(row))}"
                )
            row = np.stack(np.broadcast_arrays(*(floats(row[name], "row") for name in self.names)), axis=-1)
        values = moderate(real_array(row, "row"), "row")
        if values.ndim == 0 or values.shape[-1] != len(self.names):
            raise ValueError(
                f"row must hold one value a moderator, {list(self.names)}, along its last axis; found shape "
                f"{values.shape}"
            )
        return values


def with_intercept(moderators: Any, centred: bool = True) -> Any:
    """Moderators with a column of ones before them, each less its mean where ``centred``.

    With centred moderators the intercept is the mean effect of studies at the average of each, which is what
    the prior of a mean effect speaks of; without, it is that of studies where every moderator is 0. To ask
    about a row, take the same means off it.

    Args:
        moderators: one column (K,), columns (K, p), or a DataFrame of columns; without an intercept.

    Returns:
        What ``meta_regression`` takes: an array (K, 1 + p), or a DataFrame whose first column is "intercept".

    Raises:
        ValueError: values that are not finite, or a column called "intercept" already.
        TypeError: columns that are not numbers.
    """
    centred = true_or_false(centred, "centred")
    if not hasattr(moderators, "columns"):
        moderators = floats(moderators, "moderators")
        moderators = moderators[:, None] if moderators.ndim == 1 else moderators
    values, names = _table(moderators)
    if values.ndim != 2 or not len(values):
        raise ValueError(f"moderators must have shape (K,) or (K, p); found shape {values.shape}")
    real_array(values, "moderators")
    if centred:
        values = values - values.mean(axis=0)
    whole = np.column_stack([np.ones(len(values)), values])
    if not hasattr(moderators, "columns"):
        return whole
    if INTERCEPT in names:
        raise ValueError("moderators must not have a column called 'intercept' yet; found one")
    import pandas as pd

    return pd.DataFrame(whole, columns=[INTERCEPT, *names], index=moderators.index)


def coefficient_beliefs(priors: Any, names: Sequence[Any]) -> list[Prior]:
    """One prior a column, each a ``Normal`` or ``Flat``."""
    if isinstance(priors, Distribution):
        found = [priors] * len(names)
    elif isinstance(priors, Sequence) and not isinstance(priors, str):
        found = list(priors)
    else:
        raise TypeError(
            "coefficient_priors must be a prior such as Normal(0, 1), or a list of one a moderator; found "
            f"{described(priors)}"
        )
    if len(found) != len(names):
        raise ValueError(
            f"coefficient_priors must hold one prior a moderator, {len(names)} for {list(names)}; found "
            f"{len(found)}"
        )
    return [_normal(prior) for prior in found]


def _normal(prior: Any) -> Prior:
    if isinstance(prior, EffectPrior):
        prior = prior.as_prior()
    if not isinstance(prior, Normal | Flat):
        raise TypeError(
            "coefficient_priors must be Normal, Flat or EffectPrior, under which all is normal given τ; "
            f"found {described(prior)}"
        )
    if isinstance(prior, Normal):
        moderate(np.array(prior.mean), "the mean of coefficient_priors")
        moderate(np.array(prior.sd), "the sd of coefficient_priors", positive=True)
    return prior


def _table(moderators: Any) -> tuple[FloatArray, tuple[Any, ...]]:
    """Values, NaN and infinities included, and names; of a DataFrame column by column."""
    if not hasattr(moderators, "columns"):
        values = floats(moderators, "moderators")
        return values, tuple(range(values.shape[1] if values.ndim == 2 else 0))
    names = tuple(moderators.columns)
    columns = [_column(moderators.iloc[:, i], name) for i, name in enumerate(names)]
    return np.column_stack(columns) if columns else np.empty((len(moderators), 0)), names


def _column(values: Any, name: Any) -> FloatArray:
    if values.dtype.kind not in "iufb":  # a nullable column has its missing values as NaN
        try:
            if any(isinstance(entry, str) for entry in values):
                raise TypeError
            values = values.astype(float)
        except (TypeError, ValueError):
            raise TypeError(
                f"moderators must be numbers; column {name!r} holds {described(values.iloc[0])}: code what "
                "is no number as columns of 0 and 1"
            ) from None
    return floats(values.to_numpy(dtype=float), f"moderators column {name!r}")


def _refuse_collinear(values: FloatArray, names: tuple[Any, ...]) -> None:
    """Raise at the first column that columns before it make up.

    K columns make up every other: from the Kth on only multiples of one column are refused. In a single study
    all are.
    """
    if len(values) == 1:
        return
    nothing = ~values.any(axis=0)
    if nothing.any():
        raise ValueError(
            f"moderators must not be 0 everywhere; column {names[int(np.argmax(nothing))]!r} is: leave it out"
        )
    unit = values / np.abs(values).max(axis=0)
    unit /= np.linalg.norm(unit, axis=0)
    for j in range(1, unit.shape[1]):
        before = [list(range(j))] if j < len(unit) else [[i] for i in range(j)]
        for those in before:
            shares = np.linalg.lstsq(unit[:, those], unit[:, j], rcond=None)[0]
            if np.linalg.norm(unit[:, j] - unit[:, those] @ shares) < EXACT:
                made_of = [names[i] for i, share in zip(those, shares, strict=True) if abs(share) > PART]
                raise ValueError(_collinear(names[j], made_of))


def _collinear(name: Any, others: list[Any]) -> str:
    said = f"a multiple of {others[0]!r}" if len(others) == 1 else f"made up of {_listed(others)}"
    return f"moderators must not be collinear; column {name!r} is {said}: leave one of them out"


def _listed(names: list[Any]) -> str:
    return ", ".join(map(repr, names[:-1])) + f" and {names[-1]!r}"
