"""Every test of figures begins with none and leaves none."""

from collections.abc import Iterator

import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.close("all")  # whatever was left open by another test of this worker
    yield
    plt.close("all")
