"""Reading columns of a data frame of raw outcomes: one place that names what is missing or malformed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from helpers._validate import FloatArray, described, real_array

if TYPE_CHECKING:
    import pandas as pd


def distinct_columns(df: pd.DataFrame, **roles: Any) -> None:
    """Raise unless ``df`` is a data frame with rows in which every role has a column of its own."""
    import pandas as pd

    if not isinstance(df, pd.DataFrame):
        raise TypeError(f"df must be a pandas DataFrame; found {type(df).__name__}")
    listed = ", ".join(map(str, df.columns))
    for role, name in roles.items():
        if not _is_hashable(name):
            raise TypeError(f"{role} must be the name of a column; found {described(name)}")
        found = sum(_equal(column, name) for column in df.columns)
        if found != 1:
            problem = "df has no such column" if found == 0 else f"df has {found} columns of that name"
            raise ValueError(
                f"{role} names the column {described(name)}, but {problem}; its columns are {listed}"
            )
    if len(set(roles.values())) < len(roles):
        raise ValueError(f"{', '.join(roles)} must name different columns; found {tuple(roles.values())}")
    if df.empty:
        raise ValueError("df must have at least one row; found none")


def outcome_column(df: pd.DataFrame, name: Any) -> FloatArray:
    """Return a column of outcomes as float64; missing or infinite values raise."""
    values = df[name]
    if values.isna().any():
        raise ValueError(
            f"column {name!r} has {int(values.isna().sum())} missing values; drop or impute those rows first"
        )
    return real_array(values.to_numpy(), f"column {name!r}")


def label_column(df: pd.DataFrame, name: Any) -> tuple[NDArray[np.intp], list[Any]]:
    """Return the code of each row and the labels, in order of first appearance."""
    import pandas as pd

    labelled(df[name], name)
    codes, labels = pd.factorize(df[name])
    if (codes < 0).any():
        raise ValueError(
            f"column {name!r} has {int((codes < 0).sum())} missing labels; drop those rows first"
        )
    return codes, labels.tolist()


def arm_column(df: pd.DataFrame, name: Any, control: Any = None) -> NDArray[np.bool_]:
    """Return True where a row was treated: where its label is not ``control``, the other one of two.

    Without ``control`` the column is that of `treatment_column`; text in it is asked about.
    """
    values = df[name]
    if control is None:
        texts = dict.fromkeys(value for value in values if isinstance(value, str))
        if texts and not values.isna().any():
            raise ValueError(
                f"column {name!r} holds the labels {_listed(texts)}: say which is the control, by "
                "control=<its label>"
            )
        return treatment_column(df, name)
    if values.isna().any():
        raise ValueError(
            f"column {name!r} must hold a label in every row; found {values.isna().sum()} missing"
        )
    labelled(values, name)
    labels = list(dict.fromkeys(values.unique().tolist()))
    is_control = [_is_hashable(control) and _equal(label, control) for label in labels]
    if not any(is_control):
        raise ValueError(
            f"control must be a label of column {name!r}, which holds {_listed(labels)}; found "
            f"{described(control)}"
        )
    if len(labels) != 2:
        raise ValueError(
            f"column {name!r} must hold two labels, that of control and one other; found {_listed(labels)}: "
            "keep the rows of two arms"
        )
    return (values != labels[is_control.index(True)]).to_numpy(dtype=bool)


def _listed(labels: Iterable[Any]) -> str:
    """The first few labels, for a message."""
    shown = [described(label) for label in labels]
    return ", ".join(shown[:5]) + (f" and {len(shown) - 5} more" if len(shown) > 5 else "")


def labelled(values: pd.Series, name: Any) -> None:
    """Raise unless every entry is a label, of which pandas can tell whether it has met it before."""
    if values.dtype == object:
        strange = next((value for value in values if not _is_hashable(value)), None)
        if strange is not None:
            raise TypeError(f"column {name!r} must hold labels, text or numbers; found {described(strange)}")


def _equal(column: Any, name: Any) -> bool:
    try:
        return column is name or bool(column == name)
    except TypeError:  # of a missing value nothing is known
        return False


def _is_hashable(value: Any) -> bool:
    try:
        hash(value)
    except TypeError:
        return False
    return True


def treatment_column(df: pd.DataFrame, name: Any) -> NDArray[np.bool_]:
    """Return True where a row was treated; the column holds booleans or 0 and 1, and both occur."""
    values = df[name]
    wanted = f"column {name!r} must hold booleans, or 0 for control and 1 for treated"
    if values.isna().any():
        raise ValueError(f"{wanted}; found {int(values.isna().sum())} missing values")
    labelled(values, name)
    unique = values.unique().tolist()
    strange = [value for value in unique if isinstance(value, str) or value not in (0, 1)]
    if strange:
        raise ValueError(f"{wanted}; found {described(strange[0])}")
    if len(unique) < 2:
        raise ValueError(f"{wanted}, and both must occur; found only {described(unique[0])}")
    return values.to_numpy() == 1
