"""That a comparison of tiny numbers cannot pass for want of an ``abs``."""

from __future__ import annotations

import numpy as np
import pytest


@pytest.mark.parametrize("expected", [1e-30, [0.5, 1e-9], {"p": 1e-20}, np.array([[1e-300]])])
def test_a_relative_error_of_a_tiny_number_must_say_what_it_means(expected: object) -> None:
    with pytest.raises(ValueError, match="give abs=0"):
        pytest.approx(expected, rel=1e-9)
    pytest.approx(expected, rel=1e-9, abs=0)


def test_all_else_is_as_it_was() -> None:
    assert pytest.approx(1e-30, rel=1e-9, abs=0) == 1e-30 * (1 + 1e-10)
    assert pytest.approx(1e-30, rel=1e-9, abs=0) != 2e-30
    assert pytest.approx(0.1 + 0.2) == 0.3
    assert pytest.approx([1e-13, 1.0]) == [0.0, 1.0]
    assert pytest.approx([0.0, 2.0], rel=1e-9) == [0, 2]
