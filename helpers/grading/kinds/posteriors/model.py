"""A PyMC model, judged by its density: any valid way to write it is right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Finding, Verdict
from helpers.grading.kinds.posteriors.densities import Density, gradient_by_block
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.kinds.posteriors.modelled import Modelled, as_model
from helpers.grading.kinds.posteriors.samples import read_draws
from helpers.grading.reading import describe, listed
from helpers.grading.sandbox import Budget, call, run_limited
from helpers.grading.show import error_text
from helpers.grading.tolerance import monte_carlo

Named = Mapping[str, Any]
LogDensity = Callable[[Named], float]


@dataclass(frozen=True)
class Model:
    """A model whose quantities ``sizes`` (name → None for a number, K for a vector) have these names.

    The exercise's reference is their log density given the data, up to a constant, as a function of
    the named quantities; so is the ``wrong`` of a mistake. Where the model has more free
    variables than quantities, densities cannot be compared point by point: it is sampled, and the
    draws are compared with ``posterior``, the exact marginals by name. ``moved`` names what must be free
    variables, where the coordinates are the exercise; ``nu`` a Student-t's df that must not be estimated.
    """

    sizes: Mapping[str, int | None]
    posterior: Callable[[], Mapping[str, Any]] | None = None
    points: int = 12
    moved: Sequence[str] = ()
    nu: float | None = None

    def judge(self, exercise: Exercise, answer: Any, rng: np.random.Generator) -> Finding:
        """Judge a model, or a function without arguments that builds one."""
        model = self._model(exercise, answer)
        if isinstance(model, Finding):
            return model
        finding = self._not_moved(exercise, model) or self._incomplete(model) or self._unknown_nu(model)
        if finding:
            return finding
        wanted = sum(size or 1 for size in self.sizes.values())
        density = Density(model, self.sizes)
        free = density.start.size
        if free > wanted:
            return self._sampled(exercise, model, rng)
        try:
            points = [density.start + rng.normal(0, 0.7, density.start.size) for _ in range(self.points)]
            if free < wanted:
                return _too_stiff(density, points[0], wanted - free)
            values, named = _evaluate(density, points)
        except Exception as error:
            return Finding(
                Verdict.ERROR,
                f"The log density of the model cannot be computed: {error_text(error)}.",
                "Which numbers can each prior give? What is used as a standard deviation must be above zero.",
                cause="raises",
            )
        return self._compare(exercise, density, points, values, named)

    def _model(self, exercise: Exercise, answer: Any) -> Modelled | Finding:
        if answer is None or answer is Ellipsis:
            return Finding(Verdict.NOT_ATTEMPTED, "There is no model here yet.")
        if callable(answer) and as_model(answer) is None:
            outcome = call(answer, (), Budget(exercise.seconds))
            if outcome.timed_out:
                return Finding(
                    Verdict.TIMEOUT, f"Building the model took more than {exercise.seconds:g} seconds."
                )
            if outcome.error is not None:
                return Finding(
                    Verdict.ERROR,
                    f"Building the model stopped with {error_text(outcome.error)}.",
                    cause="raises",
                )
            answer = outcome.value
        model = as_model(answer)
        if model is not None:
            return model
        what = "draws" if hasattr(answer, "posterior") else describe(answer)
        return Finding(
            Verdict.WRONG,
            f"You handed over {what}; the model itself is wanted, the object after `with pm.Model() as`.",
            cause="type",
        )

    def _not_moved(self, exercise: Exercise, model: Modelled) -> Finding | None:
        """Whether what the sampler is to move itself is computed from other variables."""
        held = [name for name in self.moved if name not in model.free]
        if not held or not model.free:
            return None
        what = f"`{held[0]}` is computed" if held[0] in model.names else f"there is no `{held[0]}`"
        return Finding(
            Verdict.WRONG,
            f"In your model the sampler moves {', '.join(f'`{name}`' for name in model.free)}, and {what}. "
            f"Wanted is a model in which it moves `{held[0]}`.",
            exercise.advice,
            cause="not moved",
        )

    def _incomplete(self, model: Modelled) -> Finding | None:
        if not model.free:
            return Finding(Verdict.NOT_ATTEMPTED, "The model is still empty: nothing in it is random.")
        missing = [n for n in self.sizes if n not in model.names]
        if missing:
            return Finding(
                Verdict.WRONG,
                f"The model has no {', '.join(f'`{m}`' for m in missing)}; it has {', '.join(model.names)}. "
                "A quantity that is computed from others gets its name by `pm.Deterministic`.",
                cause="names",
            )
        sizes = model.sizes(list(self.sizes))
        bad = [n for n, size in self.sizes.items() if sizes[n] != (size or 1)]
        if bad:
            wanted = self.sizes[bad[0]] or 1
            return Finding(
                Verdict.WRONG,
                f"`{bad[0]}` holds {sizes[bad[0]]} number{'s' * (sizes[bad[0]] != 1)}; "
                f"{wanted} {'is' if wanted == 1 else 'are'} wanted.",
                f"`{bad[0]}` gets them by `shape={wanted}`."
                if wanted > 1
                else "A single number needs no `shape`.",
                cause="shape",
            )
        if not model.observed:
            return Finding(
                Verdict.WRONG,
                "The model has not seen the data: nothing in it is `observed`. As it stands, its "
                "posterior is its prior.",
                cause="no data",
            )
        return None

    def _unknown_nu(self, model: Modelled) -> Finding | None:
        if self.nu is None or not model.nu_is_random:
            return None
        return Finding(
            Verdict.WRONG,
            f"Your ν is unknown: it has a prior. Wanted is ν = {self.nu:g}.",
            "Eight markets say next to nothing about ν. Here it is given, as a number.",
            cause="unknown nu",
        )

    def _compare(
        self, exercise: Exercise, density: Density, points: list[Any], values: Any, named: list[Named]
    ) -> Finding:
        if _same(values, _densities(exercise.reference, named)):
            return Finding(
                Verdict.PASS,
                exercise.praise or f"The right density, at {len(points)} random points.",
                share=1.0,
            )
        mild_points = [density.start + (z - density.start) / 50 for z in points]
        mild, mild_named = _evaluate(density, mild_points)
        for mistake in exercise.mistakes:
            if _same(values, _densities(mistake.wrong, named)) or _same(
                mild, _densities(mistake.wrong, mild_named), 0.01
            ):
                return Finding(
                    Verdict.WRONG,
                    "This is another model than the one wanted: the one that a typical mistake leads to.",
                    mistake.hint,
                    mistake.more,
                    cause=mistake.name,
                )
        return Finding(
            Verdict.WRONG,
            _locate(density, points[:3], lambda point: _density(exercise.reference, point)),
            exercise.advice,
            cause="unexplained",
        )

    def _sampled(self, exercise: Exercise, model: Modelled, rng: np.random.Generator) -> Finding:
        """More free variables than quantities: only the posterior can tell."""
        if self.posterior is None:
            return Finding(
                Verdict.WRONG,
                f"The model has more free variables than {', '.join(self.sizes)} need. "
                "Write it with these alone.",
                cause="dimension",
            )
        try:
            seed = int(rng.integers(2**31))
            fit = run_limited(lambda: model.sample(list(self.sizes), seed), 120.0)
        except BaseException as error:
            return Finding(
                Verdict.ERROR, f"Sampling the model stopped with {error_text(error)}.", cause="raises"
            )
        draws, problem = read_draws(fit, self.sizes)
        if problem:
            return Finding(Verdict.WRONG, problem, cause="type")
        as_draws = replace(exercise, reference=self.posterior, mistakes=[], tolerance=monte_carlo())
        finding = Draws(self.sizes).judge_draws(as_draws, draws)
        if finding.cause == "too few effective draws":
            finding = replace(finding, hint=_LOOSE)
        note = "Your model has more free variables than quantities: it was sampled, its posterior compared."
        return replace(finding, notes=(*finding.notes, note))


_LOOSE = (
    "It could not be sampled well enough to be judged. Which of its variables are not among the wanted ones: "
    "what is each of them for, and what do the prior and the data say about it?"
)


def _evaluate(density: Density, points: list[Any]) -> tuple[Any, list[Named]]:
    pairs = [density.natural(z) for z in points]
    return np.array([value for value, _ in pairs]), [density.named(flat) for _, flat in pairs]


def _densities(reference: LogDensity, named: list[Named]) -> Any:
    with np.errstate(all="ignore"):
        return np.array([_density(reference, point) for point in named])


def _density(reference: LogDensity, point: Named) -> float:
    """NaN where there is none, as at a standard deviation that is not above zero."""
    try:
        value = reference(point)
        return float(value) if np.isrealobj(value) else np.nan
    except ArithmeticError:
        return np.nan


def _same(values: Any, wanted: Any, share: float = 1.0) -> bool:
    """Whether two log densities differ by a constant, to what arithmetic can promise, or a share of it.

    Near the start of the sampler they differ by less than far off, where chances saturate to 0 and 1. Where
    the density hardly varies, beside how large it is, that would say nothing.
    """
    room = share * (1e-6 + 1e-9 * float(np.max(np.abs(values), initial=0.0)))
    with np.errstate(all="ignore"):
        gap = values - wanted
    telling = np.isfinite(gap).all() and np.ptp(wanted) > 1000 * room
    return bool(telling and np.ptp(gap) <= room)


def _too_stiff(density: Density, z: Any, lacking: int) -> Finding:
    jacobian = density.jacobian(z)
    rows = density.named(np.arange(len(jacobian), dtype=float))
    fixed = [n for n, r in rows.items() if np.allclose(jacobian[np.atleast_1d(r).astype(int)], 0)]
    tied = [
        n for n, r in rows.items() if np.size(r) > 1 and np.ptp(density.at(z)[1][np.asarray(r, int)]) == 0
    ]
    why = (
        f"`{fixed[0]}` is a constant in it"
        if fixed
        else f"all values of `{tied[0]}` are one and the same"
        if tied
        else "one of its quantities is computed from the others"
    )
    return Finding(
        Verdict.WRONG,
        f"The model has {lacking} free variable{'s' * (lacking != 1)} too few: {why}.",
        cause="dimension",
    )


def _locate(density: Density, points: list[Any], reference: LogDensity) -> str:
    """Which quantities the difference between the two densities depends on."""
    try:
        with np.errstate(all="ignore"):
            slopes = [gradient_by_block(density, z, reference) for z in points]
    except np.linalg.LinAlgError:
        return "The density of your model is not the one wanted."
    names = [n for n in slopes[0] if max(s[n] for s in slopes) > 1e-4]
    if len(names) == 1:
        return (
            f"Your model differs from the one wanted in `{names[0]}` alone: look at its prior, and at what "
            "the data say about it directly. Everything else agrees."
        )
    if not names:
        return "The density of your model is not the one wanted."
    concerned = listed([f"`{n}`" for n in names])
    return (
        f"Your model differs from the one wanted in what concerns {concerned}: their priors, or a line that "
        "holds them together."
    )
