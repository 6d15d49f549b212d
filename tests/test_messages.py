"""An error shows what is wrong with the value: all the digits of it, however large it is."""

from __future__ import annotations

import warnings
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers._validate import described, shown
from helpers.effects import log_odds_ratio, log_risk_ratio, relative_lift, risk_difference
from tests.test_bad_arguments import COSTLY, GOOD, calls, made, named

COUNTED = [log_odds_ratio, log_risk_ratio, risk_difference, relative_lift]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_shown_with_all_its_digits(number: float) -> None:
    assert float(shown(number)) == number
    assert (shown(number) == str(int(number))) == (number.is_integer() and abs(number) < 1e16)


@given(st.integers(1, 10**6), st.integers(1, 12), st.sampled_from(COUNTED))
def test_a_rate_times_visitors_that_is_not_whole_looks_it(visitors: int, percent: int, measure: Any) -> None:
    events = percent / 100 * visitors
    if events % 1 and events <= visitors:
        with pytest.raises(ValueError, match="events_t must be whole numbers; found ") as caught:
            measure(events, visitors, 1, visitors)
        assert repr(events) in str(caught.value)


@given(st.integers(1, 10**12 - 1), st.sampled_from(COUNTED), st.sampled_from(["t", "c"]))
def test_one_event_too_many_can_be_told_from_the_trials(n: int, measure: Any, arm: str) -> None:
    arms = {"events_t": 1, "n_t": n, "events_c": 1, "n_c": n} | {f"events_{arm}": n + 1}
    with pytest.raises(ValueError, match=rf"events_{arm} must not exceed n_{arm}; found {n + 1} of {n}$"):
        measure(**arms)


# Values with more digits than six, some too small, some too large, some not whole.
TELLING = [-1.0000000000000002, -1234567.5, 7.000000000000001, 1.0000000000000002, 123456789.25]


@pytest.mark.parametrize(
    ("name", "function", "good"),
    [pytest.param(*call, id=call[0]) for call in calls() if not any(costly in call[0] for costly in COSTLY)],
)
def test_whoever_refuses_a_number_shows_it(name: str, function: Any, good: dict[str, Any]) -> None:
    good, untold = made(good), []
    for argument, value in {**named(function), **good}.items():
        for number in TELLING:
            if isinstance(value, bool) or not isinstance(value, int | float | list | np.ndarray):
                continue
            if not isinstance(value, int | float) and not np.issubdtype(np.asarray(value).dtype, np.number):
                continue
            bad = number if isinstance(value, int | float) else [number, *np.ravel(value)[1:]]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    function(**{**good, argument: bad})
                except (ValueError, TypeError) as error:
                    if (
                        "found" in str(error)
                        and "shape" not in str(error)
                        and shown(number) not in str(error)
                    ):
                        untold.append(f"{name}, {argument}={bad}: {error}")
    assert not untold


HUGE = [10**309, -(10**400), 10**5000, Fraction(10**400, 7), 2**1024]


@pytest.mark.parametrize("measure", COUNTED)
@pytest.mark.parametrize("argument", ["events_t", "n_t", "events_c", "n_c"])
@pytest.mark.parametrize("huge", HUGE, ids=range(len(HUGE)))
def test_numbers_beyond_a_float_are_refused_by_name(measure: Any, argument: str, huge: Any) -> None:
    for bad in (huge, [huge], [1, huge], np.array([huge], dtype=object)):
        with pytest.raises(ValueError, match=rf"{argument} must hold numbers that fit in a float64"):
            measure(**{**GOOD["log_odds_ratio"], argument: bad})


@pytest.mark.parametrize("bad", [Decimal("1e400"), Decimal("NaN"), np.longdouble("1e4000")], ids=str)
def test_numbers_of_other_kinds_become_infinite_or_nan_and_are_refused(bad: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        with pytest.raises(ValueError, match=r"events_t must be finite; found (inf|nan)"):
            log_odds_ratio(bad, 10, 1, 10)


def test_what_has_no_text_is_described_all_the_same() -> None:
    assert described(10**5000) == "a value of type int"
    assert len(described(list(range(1000)))) <= 60
