"""Choices, sentences, free texts and figures: what is read, and what is said about it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from helpers.grading import Verdict, check, exercises, find
from helpers.grading.kinds.figures.axes import axes_in, look
from helpers.grading.kinds.figures.figure import View
from helpers.grading.kinds.words.choice import Choice
from helpers.grading.kinds.words.sentence import Sentence
from tests.grading.sheets import cells


@pytest.mark.parametrize(
    "exercise", [e for e in exercises() if isinstance(e.kind, (Choice, Sentence))], ids=lambda e: e.id
)
def test_the_sheet_shows_every_option(exercise):
    """A choice by its key, because the prompt may phrase it as a question; a clause word by word."""
    prompt = "\n".join(
        c.source
        for c in cells(exercise.chapter)
        if c.exercise == exercise.id and c.kind == "markdown" and "solution" not in c.tags
    )
    if isinstance(exercise.kind, Choice):
        assert all(f'`"{key}"`: ' in prompt for key in exercise.kind.options)
    else:
        clauses = [c for slot in exercise.kind.slots.values() for c in slot.items()]
        assert all(f"`{key}`: {text}" in prompt for key, text in clauses)


@pytest.mark.parametrize(
    "answer", [("falls", 0.7), ("falls", 120), ("falls", "sure"), ("falls", True), "falls", ("sideways", 50)]
)
def test_a_prediction_needs_an_option_and_a_percentage(answer):
    feedback = check("03.3", answer)
    assert feedback.verdict is Verdict.WRONG
    assert feedback.cause == "type"


@pytest.mark.parametrize("answer", [(..., ...), (None, 50), ("", 50), "", None, [], (..., 70)])
def test_an_empty_prediction_is_not_wrong(answer):
    feedback = check("03.3", answer)
    assert feedback.verdict in (Verdict.NOT_ATTEMPTED, Verdict.WRONG)
    assert feedback.verdict is Verdict.NOT_ATTEMPTED or answer == []


@pytest.mark.parametrize(
    "exercise", [e for e in exercises() if isinstance(e.kind, Sentence)], ids=lambda e: e.id
)
def test_every_sentence_that_does_not_hold_is_answered(exercise):
    """Not with a mere count of the clauses that belong."""
    for keys in product(*exercise.kind.slots.values()):
        feedback = check(exercise.id, " ".join(keys))
        assert feedback.cause != "unexplained", keys


def test_a_sentence_is_read_back_as_it_stands():
    feedback = check("04.5", "b b c")
    assert (
        "In market nine, the redesign has a probability of .83 of a positive effect, provided"
        in feedback.message
    )
    half = check("04.5", ("b", "b", "a"))
    assert half.verdict is Verdict.PARTIAL
    assert half.cause == "vote as a ground"


@pytest.mark.parametrize(
    ("answer", "said"),
    [("b b", "2 letters"), ("b b z", "one of a, b, c"), (7, "a whole number"), ("abcd", "4 letters")],
)
def test_a_sentence_that_cannot_be_read_says_how(answer, said):
    assert said in check("04.5", answer).message


def test_a_text_is_never_wrong_for_what_was_not_found():
    feedback = check(
        "04.7",
        "The estimates are noisy, and six of them leave room for luck, so I would be careful with them.",
    )
    assert feedback.verdict is Verdict.PARTIAL
    assert "neighbour" in feedback.message
    assert feedback.hint.endswith("?")
    assert 0 < feedback.score < feedback.max_score


@pytest.mark.parametrize("text", ["Because.", "word " * 300])
def test_a_text_has_a_length(text):
    assert check("04.7", text).cause in ("short", "long")


ARGUMENTS = (np.array([0.5, 1.0, 0.2]), np.array([0.2, 0.1, 0.4]), np.array([0.4, 0.9, 0.3]), 0.35)


@pytest.fixture
def ax():
    import matplotlib.pyplot as plt

    fig, made = plt.subplots()
    yield made
    plt.close(fig)


def test_points_and_bars_are_seen_however_drawn(ax):
    y, s, _, mu = ARGUMENTS
    low, high = y - 1.96 * s, y + 1.96 * s
    ways = [
        (0, lambda: ax.errorbar(y, range(3), xerr=1.96 * s, fmt="o")),
        (1, lambda: ax.errorbar(range(3), y, yerr=1.96 * s, fmt="s", capsize=3)),
        (0, lambda: (ax.hlines(range(3), low, high), ax.scatter(y, range(3)))),
        (0, lambda: (ax.barh(range(3), high - low, left=low, height=0.1), ax.plot(y, range(3), "o"))),
        (
            0,
            lambda: [
                ax.plot([a - 1.96 * b, a + 1.96 * b], [i, i], "-") + ax.plot(a, i, "x")
                for i, (a, b) in enumerate(zip(y, s, strict=True))
            ],
        ),
    ]
    for along, draw in ways:
        ax.clear()
        draw()
        items = {"points": y, "intervals": (y - 1.959964 * s, y + 1.959964 * s)}
        view = View(look(ax), along)
        assert view.shown(items) == {"points", "intervals"}
        assert not View(look(ax), 1 - along).shown(items)
        assert not view.shown({"points": y + 0.01, "intervals": (y - s, y + s), "line": mu})


def test_a_line_lies_across_its_axis(ax):
    mu = ARGUMENTS[-1]
    for along, line in (
        (0, lambda: ax.axvline(mu)),
        (0, lambda: ax.vlines(mu, 0, 2)),
        (0, lambda: ax.plot([mu, mu], [0, 2])),
        (0, lambda: ax.axline((mu, 0), (mu, 1))),
        (1, lambda: ax.axhline(mu)),
        (1, lambda: ax.axline((0, mu), slope=0)),
    ):
        ax.clear()
        ax.plot(range(3), range(3), "o")
        line()
        assert look(ax).has_line(mu, along)
        assert not look(ax).has_line(mu, 1 - along)
        assert not look(ax).has_line(mu + 0.1, along)
    ax.clear()
    ax.plot(range(3), range(3), "o")
    ax.axvline(mu, 0.4, 0.6)
    ax.axvline(2 * mu, visible=False)
    assert not look(ax).has_line(mu, 0)
    assert not look(ax).has_line(2 * mu, 0)


def test_axes_are_found_in_what_plotting_functions_return(ax):
    assert axes_in(ax) == [ax]
    assert axes_in(ax.figure) == [ax]
    assert axes_in((ax.figure, ax)) == [ax]
    assert axes_in(np.array([[ax]])) == [ax]
    assert axes_in(3) == []


def test_labels_are_read(ax):
    ax.set(xlabel="effect", title="t")
    assert look(ax).labels["x"] == "effect"
    assert look(ax).labels["y"] == ""


def drawing(
    *leave_out, upright=False, order=slice(None), shift=0.2, line="axvline", limits=None, joined=False
):
    """A picture for 04.6, right but for what it leaves out or what is said of it."""

    def draw(effects, std_errors, shrunken, mu):
        import matplotlib.pyplot as plt

        _, ax = plt.subplots()
        rows = np.arange(len(effects))
        at = (lambda values, rows: (rows, values)) if upright else (lambda values, rows: (values, rows))
        if "bars" not in leave_out:
            ax.errorbar(*at(effects, rows), **{"yerr" if upright else "xerr": 1.96 * std_errors}, fmt="o")
        if "shrunken" not in leave_out:
            ax.plot(*at(shrunken[order], rows + shift), "D")
        if joined:
            for k, row in enumerate(rows):
                ax.plot(*at(np.array([effects[k], shrunken[k]]), np.array([row, row + shift])), "-")
        if "line" not in leave_out:
            getattr(ax, line)(mu)
        if "label" not in leave_out:
            (ax.set_ylabel if upright else ax.set_xlabel)("effect")
        if limits:
            ax.set_xlim(*limits(effects))
        return None if "return" in leave_out else ax

    return draw


@pytest.mark.slow
@pytest.mark.parametrize(
    "picture",
    [
        drawing(),
        drawing(upright=True, line="axhline"),
        drawing(shift=0),
        drawing(shift=-0.45),
        drawing(shift=30, joined=True),
        lambda *a: drawing()(*a).figure,
        lambda *a: (drawing()(*a).figure, drawing()(*a)),
        lambda *a: {"ax": drawing()(*a)}["ax"],
    ],
    ids=["sideways", "upright", "one row", "above", "joined", "figure", "figure and axes", "axes"],
)
def test_right_pictures_pass(picture):
    for seed in range(3):
        feedback = check("04.6", picture, seed=seed)
        assert feedback.passed, feedback


@pytest.mark.parametrize(
    ("picture", "cause"),
    [
        (drawing(line="axhline"), "line turned"),
        (drawing(upright=True, line="axvline"), "line turned"),
        (drawing(order=slice(None, None, -1)), "other rows"),
        (drawing(shift=1), "other rows"),
        (drawing(limits=lambda y: (np.median(y), y.max() + 3)), "cut off"),
        (drawing(limits=lambda _: (90, 99)), "cut off"),
        (drawing("label"), "labels"),
    ],
    ids=[
        "line turned",
        "line turned upright",
        "other markets",
        "a row off",
        "cut off",
        "all cut off",
        "label",
    ],
)
def test_wrong_pictures_do_not(picture, cause):
    for seed in range(3):
        feedback = check("04.6", picture, seed=seed)
        assert not feedback.passed
        assert feedback.cause == cause, feedback


def test_a_label_on_the_wrong_axis_is_none():
    def mislabelled(*arguments):
        ax = drawing(upright=True, line="axhline")(*arguments)
        ax.set(xlabel="market", ylabel="")
        return ax

    assert "a label on the y axis" in check("04.6", mislabelled, seed=1).message


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("label", "a label on the x axis"),
        ("line", "a line at μ"),
        ("shrunken", "every shrunken effect"),
        ("return", "return ax"),
    ],
)
def test_what_is_missing_in_a_figure_is_named(missing, said):
    feedback = check("04.6", drawing(missing), seed=4)
    assert not feedback.passed
    assert said in feedback.message
    assert check("04.6", drawing(), seed=4).passed


def test_an_empty_figure_is_not_attempted():
    assert check("04.6", drawing("bars", "shrunken", "line", "label")).verdict is Verdict.NOT_ATTEMPTED


def test_the_probabilities_in_the_sentence_are_those_of_the_posterior():
    from helpers.datasets import load
    from helpers.posterior import random_effects

    table = load("eight_markets")
    y, s = table["effect"].to_numpy(), table["std_error"].to_numpy()
    post = random_effects(y, s)
    exact = [
        post.mu.prob_above(0),
        post.theta_new.prob_above(0),
        post.new_estimate(np.median(s)).prob_above(0),
    ]
    clauses = find("04.5").kind.slots["claim"].values()
    for clause, probability in zip(clauses, exact, strict=True):
        assert f"probability of {float(probability):.2f} ".replace("0.", ".") in clause
