"""Models, draws, figures and tables that are judged from what a process tells of them, as plain data."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from helpers.grading import Exercise, Verdict, exercises, find
from helpers.grading.batch.described import DescriptionError, stand_in
from helpers.grading.batch.jail.describe import describe
from helpers.grading.feedback import Finding
from helpers.grading.kinds.figures.figure import Figure
from helpers.grading.kinds.posteriors.draws import Draws
from helpers.grading.kinds.posteriors.model import Model
from helpers.grading.untouched import untouched
from tests.grading.answers import answers, ch04
from tests.grading.imitate import imitate
from tests.grading.sheets import solved

ALL = [e for e in exercises() if isinstance(e.kind, (Model, Draws, Figure))]
MODEL, DRAWS, FIGURE = find("04.3"), find("04.4"), find("04.6")


def plain(x: Any) -> Any:
    """A copy of plain data, and of nothing else."""
    if x is None or type(x) in (bool, int, float, str):
        return x
    if type(x) in (list, tuple):
        return type(x)(plain(item) for item in x)
    if type(x) is dict and all(type(key) is str for key in x):
        return {key: plain(value) for key, value in x.items()}
    if type(x) is np.ndarray and x.dtype in (np.float64, np.int64, np.bool_):
        return x.copy()
    raise TypeError(f"{type(x).__name__} is no plain data")


def travelled(value: Any) -> Any:
    """What the judge gets in the place of ``value``; a function is called there, its arguments travel too."""
    if callable(value) and not hasattr(value, "named_vars"):

        def answer(*arguments: Any) -> Any:
            made, watcher = value(*arguments), sys.getprofile()
            sys.setprofile(None)  # what is borrowed is looked for in the call alone, not in the telling
            try:
                return travelled(made)
            finally:
                sys.setprofile(watcher)

        answer.__name__ = value.__name__
        return answer
    if isinstance(value, (list, tuple)):
        return type(value)(travelled(item) for item in value)
    ask = lambda question: plain(describe(value, plain(question)))  # noqa: E731
    found = ask({"what": "show"})
    if found is not None:
        return stand_in(found, ask)
    if isinstance(value, np.generic):
        return value.item()
    return {key: travelled(item) for key, item in value.items()} if type(value) is dict else plain(value)


def judged(exercise: Exercise, answer: Any, seed: int = 1) -> Finding:
    with untouched():
        return exercise.judge(answer, np.random.default_rng(seed))


def same_from_afar(exercise: Exercise, make: Any) -> Finding:
    """The finding on an answer, made anew each time because a sampler may hold a generator of its own."""
    here, there = judged(exercise, make()), judged(exercise, travelled(make()))
    assert here == there
    return there


def rows(quick: tuple[str, ...]) -> list[Any]:
    """Exercise and answer, a function that makes it; those not named are left to `make certify`."""
    found = []
    for exercise in ALL:
        right = [("the sheet's", lambda e=exercise: solved(e))]
        right += [(f"right {i}", lambda a=a: a) for i, a in enumerate(answers(exercise, "RIGHT"))]
        wrong = [(m.name, lambda e=exercise, m=m: imitate(e, m)) for m in exercise.mistakes]
        for name, make in right + wrong:
            label = f"{exercise.id} {name}"
            marks = () if exercise is FIGURE or label in quick else pytest.mark.certify
            expected = name if (name, make) in wrong else ""
            found.append(pytest.param(exercise, make, expected, id=label, marks=marks))
    return found


QUICK = (
    "04.3 right 2",
    "04.3 spread_counted_twice",
    "04.4 right 1",
    "04.4 plugged_in_tau",
    "08.4 right 0",
    "08.4 refused_not_counted",
    "10.1 still_centred",
    "12.4 right 0",
)


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "make", "mistake"), rows(QUICK))
def test_the_verdict_is_the_one_that_the_object_itself_gets(exercise, make, mistake):
    finding = same_from_afar(exercise, make)
    assert finding.cause == mistake
    assert (finding.verdict is Verdict.PASS) == (not mistake)


@pytest.mark.certify
def test_a_model_with_more_variables_than_quantities_is_sampled_where_it_is():
    finding = same_from_afar(MODEL, ch04.too_many_variables)
    assert finding.verdict is Verdict.PASS
    assert any("it was sampled" in note for note in finding.notes)


EXACT = ch04.three_markets_marginally()


def dataset(draws: dict[str, Any]) -> xr.Dataset:
    return xr.Dataset({name: (("draw", "chain"), x.T) for name, x in draws.items()})


FORMS: dict[str, Any] = {
    "a tree": lambda draws: xr.DataTree.from_dict({"posterior": dataset(draws)}),
    "a group": dataset,
    "an object with a posterior": lambda draws: SimpleNamespace(posterior=dataset(draws)),
    "a dictionary in an object": lambda draws: SimpleNamespace(posterior=draws),
    "a dictionary of labelled arrays": lambda draws: dict(dataset(draws)),
    "a dictionary of columns": lambda draws: {name: pd.Series(x.ravel()) for name, x in draws.items()},
    "a dictionary of lists": lambda draws: {name: list(x.ravel()) for name, x in draws.items()},
}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_draws_in_every_form(form):
    finding = same_from_afar(DRAWS, lambda: FORMS[form](EXACT))
    assert finding.verdict is Verdict.PASS, finding


@pytest.mark.parametrize("form", [form for form in FORMS if form != "a dictionary of lists"])
def test_draws_that_cannot_be_read_get_the_same_words(form):
    for changed in (
        {"mu": EXACT["mu"], "theta": EXACT["tau"]},
        {**EXACT, "tau": EXACT["tau"] * np.nan},
        {**EXACT, "tau": EXACT["tau"] > 1},
        {name: x[:, :3] for name, x in EXACT.items()},
    ):
        assert same_from_afar(DRAWS, lambda d=changed: FORMS[form](d)).verdict is Verdict.WRONG


@pytest.mark.parametrize("answer", [pd.DataFrame({"mu": [1.0]}), pd.Series([1.0])])
def test_what_is_neither_model_nor_draws_is_called_by_its_name(answer):
    for exercise in (MODEL, DRAWS):
        assert same_from_afar(exercise, lambda: answer).cause == "type"


def test_a_column_is_as_good_as_an_array():
    shrink = find("04.1")
    for write in (
        lambda y, s, mu, tau: pd.Series(ch04.shrink_by_precision(y, s, mu, tau)),
        lambda y, s, mu, tau: pd.DataFrame({"shrunken": ch04.shrink_loop(y, s, mu, tau)}),
        lambda y, s, mu, tau: xr.DataArray(ch04.shrink_by_precision(y, s, mu, tau)),
    ):
        assert same_from_afar(shrink, lambda f=write: f).verdict is Verdict.PASS
    for write in (
        lambda y, *_: pd.Series(y),
        lambda y, *_: pd.Series(y > 0),
        lambda y, *_: pd.Series(y).astype(str),
        lambda y, *_: pd.Series(y).mean(),
        lambda y, *_: xr.DataArray(y).mean(),
    ):
        assert same_from_afar(shrink, lambda f=write: f).verdict is Verdict.WRONG


def told_by(answers_to: dict[str, Any]) -> Any:
    """What stands for something whose process gives these answers, whatever they are."""
    return stand_in(
        answers_to["show"],
        lambda question: answer(question) if callable(answer := answers_to[question["what"]]) else answer,
    )


SIZES = {"mu": 1, "tau": 1, "theta": 8}


def a_model(**changes: Any) -> dict[str, Any]:
    show = {"is": "model", "names": [*SIZES, "y"], "free": list(SIZES), "observed": True}
    return {
        "show": {**show, "nu_is_random": False, **changes.pop("show", {})},
        "sizes": SIZES,
        "start": np.zeros(10),
        "density": lambda asked: (np.zeros(len(asked["points"])), asked["points"] + 3.0),
        **changes,
    }


def rightly(asked: dict[str, Any]) -> Any:
    """The right density of quantities that are their own free variables, τ through its logarithm."""
    z = asked["points"]
    named = np.column_stack([z[:, 0], np.exp(z[:, 1]), z[:, 2:]])
    flat = [{"mu": row[0], "tau": row[1], "theta": row[2:]} for row in named]
    return np.array([MODEL.reference(p) for p in flat]) + z[:, 1], named


def sinking(asked: dict[str, Any]) -> Any:
    """Each point the centre of a world of its own: the same place every time, with a believable slope."""
    z = asked["points"]
    centre = z[0] if len(z) == 1 else z.mean(axis=0)
    return np.zeros(len(z)), 1.0 + z - centre


def drowned(asked: dict[str, Any]) -> Any:
    """A constant so large that all that matters is rounding beside it."""
    value, named = rightly(asked)
    return 0 * value + 1e15, named


def full_of(value: float) -> Any:
    def answer(asked: dict[str, Any]) -> Any:
        n = len(asked["points"])
        return np.full(n, value), np.full((n, 10), value)

    return answer


HOSTILE_MODELS: dict[str, dict[str, Any]] = {
    "says nothing": {"show": {"names": None}},
    "names that are numbers": {"show": {"names": [1, 2, 3]}},
    "very many names": {"show": {"names": ["mu"] * 10**5}},
    "a very long name": {"show": {"names": ["m" * 10**6]}},
    "a number for yes": {"show": {"observed": 1}},
    "sizes of other names": {"sizes": {"mu": 1}},
    "sizes that are text": {"sizes": {"mu": "1", "tau": "1", "theta": "8"}},
    "sizes below zero": {"sizes": {**SIZES, "theta": -8}},
    "starts at NaN": {"start": np.full(10, np.nan)},
    "starts as text": {"start": "0"},
    "starts as a matrix": {"start": np.zeros((2, 5))},
    "starts with too few": {"start": np.zeros(3)},
    "starts with nothing": {"start": np.zeros(0)},
    "starts with very many": {"start": np.zeros(10**7)},
    "one number for all": {"density": 0.0},
    "no density": {"density": None},
    "lists for arrays": {"density": lambda asked: ([0.0] * len(asked["points"]), asked["points"].tolist())},
    "too few densities": {"density": lambda asked: (np.zeros(1), asked["points"])},
    "too few quantities": {"density": lambda asked: (np.zeros(len(asked["points"])), asked["points"][:, :9])},
    "whole numbers": {"density": lambda asked: (np.zeros(len(asked["points"]), int), asked["points"])},
    "always the same": {"density": full_of(1.0)},
    "NaN": {"density": full_of(np.nan)},
    "infinite": {"density": full_of(np.inf)},
    "minus infinite": {"density": full_of(-np.inf)},
    "huge": {"density": full_of(1e308)},
    "zero": {"density": full_of(0.0)},
    "no density but a place": {},
    "the same place again and again": {"density": sinking},
    "a constant that drowns it": {"density": drowned},
    "sampled, no draws": {"start": np.zeros(11), "draws": None},
    "sampled, always the same": {
        "start": np.zeros(11),
        "draws": lambda asked: {n: np.ones((4, 1000) + (8,) * (n == "theta")) for n in asked["names"]},
    },
    "sampled, text": {"start": np.zeros(11), "draws": {"mu": "0", "tau": "1", "theta": "2"}},
    "sampled, NaN": {"start": np.zeros(11), "draws": {n: np.full((4, 9), np.nan) for n in SIZES}},
}


def never_passes(exercise: Exercise, told: dict[str, Any]) -> None:
    """Refused by name, or judged, and not to pass."""
    try:
        finding = judged(exercise, told_by(told))
    except DescriptionError:
        return
    assert finding.verdict in (Verdict.WRONG, Verdict.ERROR, Verdict.NOT_ATTEMPTED), finding
    assert finding.share == 0


@pytest.mark.parametrize("case", HOSTILE_MODELS)
def test_a_model_that_lies_does_not_pass(case):
    never_passes(MODEL, a_model(**HOSTILE_MODELS[case]))


def test_the_model_they_are_made_from_would_pass_if_it_told_the_truth():
    assert judged(MODEL, told_by(a_model(density=rightly))).verdict is Verdict.PASS


DRAWN = {"is": "draws", "type": "DataTree", "names": list(EXACT), "fitted": True}
A_TABLE = {"is": "table", "type": "DataArray", "text": ""}
HOSTILE_DRAWS: dict[str, dict[str, Any]] = {
    "no names": {"show": {**DRAWN, "names": None}},
    "other names": {"show": {**DRAWN, "names": ["x"]}},
    "a type that is no name": {"show": {**DRAWN, "type": "<script>"}},
    "nothing under a name": {"values": None},
    "text under a name": {"values": {**A_TABLE, "values": "1"}},
    "draws under a name": {"values": DRAWN},
    "another shape": {"values": {**A_TABLE, "values": np.zeros((4, 1000, 3))}},
    "no numbers": {"values": {**A_TABLE, "values": None}},
    "NaN": {"values": {**A_TABLE, "values": np.full((4, 1000), np.nan)}},
    "huge": {"values": {**A_TABLE, "values": np.full((4, 1000), 1e308)}},
    "always the same": {"values": {**A_TABLE, "values": np.zeros((4, 1000))}},
    "very many": {"values": {**A_TABLE, "values": np.zeros(10**7)}},
}


@pytest.mark.parametrize("case", HOSTILE_DRAWS)
def test_draws_that_lie_do_not_pass(case):
    never_passes(DRAWS, {"show": DRAWN, **HOSTILE_DRAWS[case]})


SEEN = {
    "points": np.zeros((1, 2)),
    "segments": np.zeros((1, 4)),
    "upright": np.zeros(1),
    "level": np.zeros(1),
    "labels": {"x": "effect", "y": "", "title": "", "legend": ""},
    "cut_off": False,
}
HOSTILE_PICTURES: dict[str, Any] = {
    "not a list": SEEN,
    "no picture": [],
    "no points": [{**SEEN, "points": None}],
    "points in space": [{**SEEN, "points": np.zeros((5, 3))}],
    "points of text": [{**SEEN, "points": "0 0"}],
    "very many points": [{**SEEN, "points": np.zeros((10**7, 2))}],
    "NaN": [{**SEEN, "points": np.full((9, 2), np.nan), "segments": np.full((9, 4), np.nan)}],
    "infinite": [{**SEEN, "points": np.full((9, 2), np.inf), "segments": np.full((9, 4), np.inf)}],
    "always the same": [SEEN],
    "labels that are numbers": [{**SEEN, "labels": {**SEEN["labels"], "x": 1}}],
    "no labels": [{**SEEN, "labels": {}}],
    "a number for no": [{**SEEN, "cut_off": 0}],
    "very many pictures": [SEEN] * 10**4,
}


@pytest.mark.parametrize("case", HOSTILE_PICTURES)
def test_a_picture_that_lies_does_not_pass(case):
    show = {"is": "figure", "type": "Axes", "pictures": HOSTILE_PICTURES[case]}
    try:
        picture = told_by({"show": show})
    except DescriptionError:
        return
    finding = judged(FIGURE, lambda *_: picture)
    assert finding.verdict is not Verdict.PASS
    assert finding.share == 0, finding


def test_what_is_no_description_is_nothing():
    for told in (None, 1, "model", [], {}, {"is": "Model"}, {"is": ["model"]}, {"is": None}):
        assert stand_in(told, lambda question: question) is None


def test_an_error_of_the_learners_own_is_said():
    def failing(asked: dict[str, Any]) -> Any:  # noqa: ARG001
        raise ZeroDivisionError("their own")

    finding = judged(MODEL, told_by(a_model(density=failing)))
    assert finding.verdict is Verdict.ERROR
    assert "ZeroDivisionError: their own" in finding.message
