"""A line of progress ends with the work that it tells of."""

from __future__ import annotations

import pytest

from helpers._progress import telling


def stopped_early() -> None:
    with telling(True) as tell:
        tell(1, 3)
        raise KeyError


def test_a_line_is_ended_where_the_work_ends_early(capsys):
    with pytest.raises(KeyError):
        stopped_early()
    assert capsys.readouterr().err.endswith("1 of 3\n")


def test_a_line_that_is_full_is_ended_once(capsys):
    with telling(True) as tell:
        tell(1, 2)
        tell(2, 2)
    assert capsys.readouterr().err.count("\n") == 1


def test_nothing_told_leaves_nothing_behind(capsys):
    with telling(True):
        pass
    with telling(False) as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""
