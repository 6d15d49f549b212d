"""Simulation-based calibration: is it the posterior that a method draws from? (Talts et al. 2018)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from helpers._progress import Progress, telling
from helpers._results import ByValue
from helpers._validate import FloatArray, described, real_number
from helpers.diagnostics.journal import Journal
from helpers.diagnostics.quantities import Quantity, evenly, named, of_draws, of_truth
from helpers.diagnostics.uniformity import p_text, p_value, sized
from helpers.priors.base import generator

FAMILYWISE = 0.01
"""Chance that a right method is told, in words, that any of its quantities fails."""
DEPENDENT = 0.2
"""Autocorrelation from one ranked draw to the next up to which ranks are as good as uniform."""


@dataclass(frozen=True, eq=False)
class SBC(ByValue):
    """What `sbc` found.

    ``ranks`` (replications, quantities) says how many of ``draws`` lie below the true value, 0 … ``draws``;
    where the method is right they are uniform. ``p_values`` (quantities,) judge that, each by itself, with
    the test of `diagnostics.uniformity`; ``names`` (quantities,) are what the columns stand for.
    ``dependence`` (quantities,) is the autocorrelation from one draw to the next, on average over the worlds:
    above 0.2 the draws lie too close together, and ranks pile up at both ends for that reason alone.
    """

    ranks: NDArray[np.int64]
    p_values: FloatArray
    names: tuple[str, ...]
    draws: int
    dependence: FloatArray

    def failing(self, familywise: float = FAMILYWISE) -> tuple[str, ...]:
        """Quantities whose ranks are not uniform; a right method has any with chance ≤ ``familywise``."""
        level = real_number(familywise, "familywise", above=0, below=1) / len(self.names)
        return tuple(name for name, p in zip(self.names, self.p_values, strict=True) if p <= level)

    @property
    def ok(self) -> bool:
        """Whether no quantity fails."""
        return not self.failing()

    def __str__(self) -> str:
        failing, count = self.failing(), len(self.names)
        seen = f"in {len(self.ranks)} worlds, {self.draws} draws ranked in each"
        if not failing:
            least = int(np.argmin(self.p_values))
            smallest = f"smallest p value {self.p_values[least]:.2g} ({self.names[least]})"
            lines = [f"No quantity of {count} fails {seen}; {smallest}."]
        else:
            lines = [f"{len(failing)} of {count} quantities fail{'s' * (len(failing) == 1)} {seen}:"]
            lines += [
                f"- {name} ({p_text(self.p_values[i])}): {self._said(i)}."
                for i, name in enumerate(self.names)
                if name in failing
            ]
        worst = int(np.argmax(self.dependence))
        if self.dependence[worst] > DEPENDENT:
            lines.append(
                f"Draws of {self.names[worst]} depend on each other (autocorrelation "
                f"{self.dependence[worst]:.2f} from one to the next), and then ranks are not uniform: let "
                "fit draw longer, so that those ranked lie further apart, before you judge."
            )
        elif failing:
            lines.append(
                "What is drawn is not the posterior under the prior and the likelihood that simulate "
                "draws from. Compare the two line by line (scale of each prior, sd or variance, Jacobian), "
                "then the updates of the sampler; helpers.plots.rank_ecdf shows the ranks."
            )
        return "\n".join(lines)

    __repr__ = __str__

    def _said(self, column: int) -> str:
        """What uneven ranks say about the draws: of place and of width, whatever is further off."""
        u = (self.ranks[:, column] + 0.5) / (self.draws + 1)
        place = (u.mean() - 0.5) * np.sqrt(12 * u.size)
        width = (u.var() - 1 / 12) * np.sqrt(180 * u.size)
        if max(abs(place), abs(width)) < 3:
            return "its ranks are uneven"
        if abs(place) > abs(width):
            return f"the draws lie too {'low' if place > 0 else 'high'}"
        return f"the draws spread too {'little' if width > 0 else 'widely'}"


def sbc(
    simulate: Callable[[np.random.Generator], tuple[Mapping[str, Any], Any]],
    fit: Callable[[Any, np.random.Generator], Any],
    quantities: list[Quantity] | Mapping[str, Quantity],
    replications: int,
    rng: np.random.Generator,
    draws: int = 100,
    progress: bool | Progress = False,
    resume: str | Path | None = None,
) -> SBC:
    """Simulate worlds, fit each, and rank the true values among the draws.

    - ``simulate(rng)`` returns ``(parameters, data)``: a mapping from names to numbers or arrays, drawn from
      the *prior*, and data drawn given them, in any form.
    - ``fit(data, rng)`` returns draws: a mapping from the same names to arrays, the draws along the first
      axis, as ``post.sample(n, rng)`` does; or what `helpers.models.fit` returns. Its randomness must come
      from ``rng``: with a seed of its own the worlds share their luck. More names are welcome.
    - ``quantities`` are names of parameters, and functions of (parameters, data), or of the parameters alone,
      that return a number or an array; both in a list, or in a mapping under names of their own. A function
      sees one set of parameters at a time, the true ones or one draw. The log likelihood should be among
      them: it notices what every parameter by itself does not (Modrák et al. 2023).

    Of what ``fit`` returns, ``draws`` are ranked, evenly spaced (all, if it returns fewer): so a Markov chain
    is thinned, and should be long enough for what is left to be nearly independent. Equal values are ranked
    at random. Each of the ``replications`` worlds has a generator spawned from ``rng``, so the first hundred
    are the same however many follow.

    ``progress`` is True for a line on standard error, or a function of (worlds done, of how many). ``resume``
    names a file, ending in .jsonl, that keeps what is done and from which a stopped run goes on, also
    towards more worlds. The same ``rng``, ``simulate`` and ``quantities`` are asked for; that ``fit`` is
    still the same it cannot know: delete the file when you change that.

    Raises ``TypeError`` or ``ValueError``, naming argument and world, for what is not of this form.
    """
    asked = named(quantities)
    count, most = sized(replications, draws)
    worlds = generator(rng).spawn(count)
    truth = of_truth(asked, *_simulated(simulate, deepcopy(worlds[0]), 0))
    journal = Journal(resume, {"draws": most, "first world": truth})
    with telling(progress) as tell:
        for number, own in enumerate(worlds):
            if number not in journal.records:
                journal.add(number, _world(number, simulate, fit, asked, most, own))
            record = journal.records[number]
            if (len(record["ranks"]), record["draws"]) != (len(truth), journal.records[0]["draws"]):
                raise ValueError(
                    "simulate and fit must give as many entries and draws in every world; found "
                    f"{len(record['ranks'])} and {record['draws']} in world {number} after {len(truth)} and "
                    f"{journal.records[0]['draws']}"
                )
            tell(number + 1, count)
    found = [journal.records[number] for number in range(count)]
    ranks = np.array([record["ranks"] for record in found], dtype=np.int64)
    length = found[0]["draws"]
    p_values = np.array([p_value(column, length) for column in ranks.T])
    dependence = np.mean([record["dependence"] for record in found], axis=0)
    return SBC(ranks, p_values, tuple(truth), length, dependence)


def _world(
    number: int, simulate: Any, fit: Any, asked: dict[str, Quantity], most: int, rng: np.random.Generator
) -> dict[str, Any]:
    """Ranks of one world, how many draws they are among, and how alike neighbours are."""
    parameters, data = _simulated(simulate, rng, number)
    draws = evenly(_called(fit, "fit", number, data, rng), most)
    true = np.array(list(of_truth(asked, parameters, data).values()))
    values = of_draws(asked, draws, data)
    if values.shape[1] != true.size:
        raise ValueError(
            "fit must give draws shaped as the parameters of simulate, the draws along the first axis (of "
            f"several chains one after the other); found {values.shape[1]} quantities for {true.size} in "
            f"world {number}"
        )
    if np.isnan(values).any():
        raise ValueError(f"fit must give draws that are numbers; found NaN in world {number}")
    ties = np.sum(values == true, axis=0)
    ranks = np.sum(values < true, axis=0) + rng.integers(0, ties, endpoint=True)
    return {"ranks": ranks.tolist(), "draws": len(values), "dependence": _dependence(values).tolist()}


def _simulated(simulate: Any, rng: np.random.Generator, number: int) -> tuple[Mapping[str, Any], Any]:
    world = _called(simulate, "simulate", number, rng)
    if not (isinstance(world, tuple) and len(world) == 2 and isinstance(world[0], Mapping)):
        raise TypeError(
            "simulate must return (parameters, data), the parameters as a mapping from names to values; "
            f"found {described(world)}"
        )
    return world


def _called(function: Any, name: str, number: int, *arguments: Any) -> Any:
    if not callable(function):
        raise TypeError(f"{name} must be a function; found {described(function)}")
    try:
        return function(*arguments)
    except Exception as error:
        raise ValueError(f"{name} failed in world {number}: {type(error).__name__}: {error}") from error


def _dependence(values: FloatArray) -> FloatArray:
    """Autocorrelation from one draw to the next, 1 where they never move; in expectation 0 if independent."""
    count = len(values)
    if count < 3:
        return np.zeros(values.shape[1])
    with np.errstate(invalid="ignore", divide="ignore"):
        from_mean = values - values.mean(axis=0)
        found = np.sum(from_mean[1:] * from_mean[:-1], axis=0) / np.sum(from_mean**2, axis=0)
    return np.where(np.isfinite(found), found + 1 / count, 1.0)
