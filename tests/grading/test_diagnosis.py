"""The order of diagnosis: not attempted, unusable, failing, explained, a transform, else the smallest."""

from __future__ import annotations

import re

import numpy as np
import pytest

from helpers import heterogeneity as het
from helpers.grading import Exercise, Mistake, Verdict, check, registry, relative
from helpers.grading.chapters.ch06.e1_odds import log_odds_ratio
from helpers.grading.chapters.ch06.e4_lift import lift_interval
from helpers.grading.chapters.ch07.e3_loss import decide
from helpers.grading.exercise import GraderError
from helpers.grading.kinds.numbers.drawing import confusable, draw_cases
from helpers.grading.kinds.numbers.function import Function
from tests.grading.answers import q


def table(rng):
    return (rng.integers(1, 90, (3, 3)) / 7.0,)


def scaled(matrix):
    return matrix / matrix.sum(axis=1, keepdims=True) * 3.0


def columns_scaled(matrix):
    return matrix / matrix.sum(axis=0, keepdims=True) * 3.0


@pytest.fixture
def matrices(monkeypatch):
    exercise = Exercise(
        id="03.1",
        title="Rows that add to three",
        points=1,
        minutes=1,
        reference=scaled,
        kind=Function(),
        arguments=("matrix",),
        cases=table,
        tolerance=relative(1e-9),
        mistakes=[Mistake(columns_scaled, "Rows, please, not columns: look at the axis.")],
    )
    monkeypatch.setattr(registry, "find", lambda _: exercise)
    return exercise


def stub(effects, std_errors):
    """Has a docstring."""
    ...


def half_done(effects, std_errors):  # noqa: ARG001
    weights = 1 / std_errors**2  # noqa: F841
    ...


def gap_inside(effects, std_errors):  # noqa: ARG001
    weights = ...
    return np.sum(weights * effects)


def forgot_return(effects, std_errors):
    total = q(effects, std_errors)
    print(total)


@pytest.mark.parametrize("answer", [None, ..., stub, half_done, gap_inside, lambda *_: ..., lambda *_: None])
def test_what_is_not_attempted_is_not_called_wrong(answer):
    feedback = check("03.1", answer)
    assert feedback.verdict is Verdict.NOT_ATTEMPTED
    assert "wrong" not in str(feedback).lower()


def test_a_gap_that_somebody_has_filled_in_a_cell_that_failed_is_asked_about():
    assert "did the cell end in an error?" in check("03.1", stub).message


def test_a_forgotten_return_is_not_a_gap():
    feedback = check("03.1", forgot_return)
    assert feedback.verdict is Verdict.WRONG
    assert "`return` missing" in feedback.message


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (20.556, "a number"),
        ("q", "text"),
        (lambda y: y, "cannot be called with 2 arguments"),
        (lambda y, s: (1.0, 2.0), "one number is wanted"),  # noqa: ARG005
        (lambda y, s: y, "one number is wanted"),  # noqa: ARG005
        (lambda y, s: {"Q": 1.0}, "a dictionary"),  # noqa: ARG005
        (lambda y, s: "20.6", "text"),  # noqa: ARG005
        (lambda y, s: True, "True"),  # noqa: ARG005
    ],
)
def test_wrong_type_or_shape_is_named(answer, said):
    feedback = check("03.1", answer)
    assert feedback.verdict is Verdict.WRONG
    assert feedback.cause in ("type", "signature", "shape")
    assert said in feedback.message


def test_an_error_names_itself_its_line_and_a_case_to_paste():
    def fails(effects, std_errors):
        w = std_errors**-2.0
        return w[7] + effects.sum()

    feedback = check("03.1", fails, seed=1)
    assert feedback.verdict is Verdict.ERROR
    assert "IndexError" in feedback.message
    assert "line 3 of the function" in feedback.message
    call = re.search(r"fails\([^)]*\)", feedback.message)[0]
    with pytest.raises(IndexError):
        eval(call, {"fails": lambda effects, std_errors: fails(np.array(effects), np.array(std_errors))})


def test_an_error_on_rare_data_only_says_so():
    def fails(effects, std_errors):
        assert len(effects) > 2
        return q(effects, std_errors)

    assert "rare and legal" in check("03.1", fails).message


SLIPS = {
    "sign": lambda t: -t,
    "square": lambda t: t**2,
    "root": lambda t: t**0.5,
    "inverse": lambda t: 1 / t if t else 0.0,
    "factor": lambda t: 0.3 * t,
    "rounding": lambda t: round(float(t), 2),
    "constant": lambda t: 7.0,  # noqa: ARG005
}


@pytest.mark.slow
@pytest.mark.usefixtures("drawn_once")
@pytest.mark.parametrize("name", SLIPS)
def test_transforms_are_named(name):
    for seed in range(10):
        feedback = check("03.1", lambda y, s: SLIPS[name](q(y, s)), seed=seed)
        assert feedback.cause == name, feedback
        assert feedback.verdict is Verdict.WRONG


@pytest.mark.usefixtures("matrices")
def test_transposition_and_order_are_named():
    assert check("03.1", lambda m: scaled(m).T).cause == "transposition"
    assert check("03.1", scaled_copy).passed
    assert check("03.1", columns_scaled).cause == "columns_scaled"


def scaled_copy(matrix):
    return [[3 * v / sum(row) for v in row] for row in matrix]


@pytest.mark.usefixtures("drawn_once")
def test_what_cancels_is_not_called_a_factor():
    def deviations(effects, std_errors):
        w = std_errors**-2.0
        return np.sum(w * (effects - np.average(effects, weights=w)))

    for seed in range(10):
        feedback = check("03.1", deviations, seed=seed)
        assert feedback.cause == "vanishes", feedback
        assert "squared" in feedback.hint


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "answer"),
    [
        ("03.2", lambda y, s: (het.i_squared(y, s), het.tau_squared(y, s))),
        ("06.1", lambda a, n, b, m: log_odds_ratio(a, n, b, m)[::-1]),
        ("06.4", lambda a, n, b, m: lift_interval(a, n, b, m)[::-1]),
        ("07.3", lambda draws: decide(draws)[::-1]),
    ],
)
def test_right_numbers_in_the_wrong_order_are_named(number, answer):
    for seed in range(5):
        feedback = check(number, answer, seed=seed)
        assert feedback.cause == "order", feedback
        assert "wrong order" in feedback.hint


def test_twice_is_called_twice():
    assert "twice what is wanted" in check("03.1", lambda y, s: 2 * q(y, s)).hint


def test_the_smallest_failing_case_can_be_pasted_and_is_true():
    def off(effects, std_errors):
        return q(effects, std_errors) + effects[0] ** 2

    text = check("03.1", off, seed=5).message
    call = re.search(r"off\(.*?\)", text, re.DOTALL)[0]
    gives, right = (float(v) for v in re.findall(r"`([-\d.e]+)`", text))
    again = eval(call, {"off": lambda effects, std_errors: off(np.array(effects), np.array(std_errors))})
    true = eval(call, {"off": lambda effects, std_errors: q(np.array(effects), np.array(std_errors))})
    assert again == pytest.approx(gives, rel=1e-5)
    assert true == pytest.approx(right, rel=1e-5)
    assert len(re.search(r"effects=\[(.*?)\]", text)[1].split(",")) == 2, "two studies are the smallest case"


def test_numbers_that_differ_late_are_shown_so_that_one_sees_it():
    text = check("03.1", lambda y, s: q(y, s) * (1 + 3e-8) + 1e-7 * y[0], seed=5).message
    gives, right = re.findall(r"`([-\d.e]+)`", text)
    assert gives != right


def test_right_on_ordinary_data_only_is_partly_right():
    feedback = check("03.1", lambda y, s: q(y, s) if len(y) > 2 else 0.0)
    assert feedback.verdict is Verdict.PARTIAL
    assert feedback.cause == "edge"
    assert 0 < feedback.score < feedback.max_score


def test_one_part_right_is_said_and_the_other_explained():
    def tau_for_variance(y, s):
        w = s**-2.0
        q_, df = q(y, s), len(y) - 1
        tau2 = max(0.0, (q_ - df) / (w.sum() - (w**2).sum() / w.sum()))
        return tau2**0.5, max(0.0, 1 - df / q_) if q_ else 0.0

    feedback = check("03.2", tau_for_variance)
    assert feedback.cause == "tau_instead"
    assert feedback.verdict is Verdict.PARTIAL
    assert "right" in feedback.message.lower()


def test_two_mistakes_in_two_parts_are_taken_one_by_one():
    def both(y, s):
        w = s**-2.0
        q_, df = q(y, s), len(y) - 1
        return max(0.0, (q_ - df) / w.sum()), min(df / q_, 1e9) if q_ else 0.0

    assert check("03.2", both).cause == "divided_by_sum_of_weights"


def test_hint_first_more_on_request_solution_after_a_pass_or_on_demand():
    def wrong(y, s):
        return float(np.sum((y - np.average(y, weights=1 / s)) ** 2 / s))

    first, more = check("03.1", wrong, seed=1), check("03.1", wrong, seed=1, more=True)
    assert first.more == more.more
    assert more.more in str(more)
    assert more.more not in str(first)
    assert "<details open" in more._repr_html_()
    assert "<details style" in first._repr_html_()
    assert first.solution == ""
    assert more.solution == ""
    assert "weights" in check("03.1", wrong, more="solution").solution
    assert "BEGIN" not in check("03.1", q).solution
    assert "np.sum(weights" in check("03.1", q).solution


def test_an_answer_that_calls_the_package_is_recognised_under_any_name():
    from helpers import heterogeneity as h
    from helpers.grading.chapters.ch03.e1_q import q_statistic
    from helpers.heterogeneity import cochran_q as innocent

    class Callable:
        def __call__(self, y, s):
            return innocent(y, s).statistic

    answers = [
        lambda y, s: h.cochran_q(y, s).statistic,
        lambda y, s: innocent(y, s)[0] if isinstance(innocent(y, s), tuple) else innocent(y, s).statistic,
        Callable(),
        q_statistic,
    ]
    for answer in answers:
        feedback = check("03.1", answer)
        assert feedback.cause == "borrowed", feedback
        assert not feedback.passed
        assert "numbers are right" in feedback.message
    assert "`helpers.heterogeneity.cochran_q`" in check("03.1", answers[0]).message


def test_seed_repeats_the_cases():
    one, other = (check("03.1", lambda y, s: y[0] * s[0], seed=8) for _ in range(2))
    assert one == other
    fresh = check("03.1", lambda y, s: y[0] * s[0])
    assert check("03.1", lambda y, s: y[0] * s[0], seed=fresh.seed).message == fresh.message


def test_cases_that_cannot_separate_are_refused():
    exercise = Exercise(
        id="03.1",
        title="x",
        points=1,
        minutes=1,
        reference=q,
        kind=Function(),
        cases=lambda rng: (rng.normal(size=4), np.full(4, 0.3)),
        arguments=("effects", "std_errors"),
        mistakes=[Mistake(lambda y, s: np.sum((y - y.mean()) ** 2 / s**2), "h", name="plain mean")],
    )
    with pytest.raises(GraderError, match="plain mean"):
        draw_cases(exercise, np.random.default_rng(0))
    assert confusable(exercise, []) == [("the right answer", "plain mean")]


def three_numbers(y):
    return y.sum(), y.mean(), (y**2).sum()


def exercise_of_parts(**given):
    """Three numbers of a few; the mistakes are right in the first, or in none."""
    return Exercise(
        id="03.1",
        title="Three numbers",
        points=3,
        minutes=1,
        reference=three_numbers,
        kind=Function(),
        arguments=("y",),
        tolerance=relative(1e-9),
        parts=["the sum", "the mean", "the squares"],
        **{
            "cases": lambda rng: (rng.uniform(2, 9, 5),),
            "mistakes": [
                Mistake(
                    lambda y: (3 * y.sum(), y.max(), y[0]), "Never of the first part.", name="everywhere"
                ),
                Mistake(lambda y: (y.sum(), y.max(), y[-1]), "The largest is no mean.", name="largest"),
            ],
            **given,
        },
    )


@pytest.fixture
def parted(monkeypatch):
    def install(**given):
        exercise = exercise_of_parts(**given)
        monkeypatch.setattr(registry, "find", lambda _: exercise)

    return install


def test_one_part_is_explained_by_a_mistake_that_spares_what_is_right(parted):
    parted()
    feedback = check("03.1", lambda y: (y.sum(), y.max(), y[1]))
    assert feedback.cause == "largest", "it is wrong in the third part, too, but otherwise"
    assert "The sum: right. The mean and the squares: not yet." in feedback.message


def test_one_part_is_not_explained_by_a_mistake_that_is_wrong_in_what_is_right(parted):
    parted()
    assert check("03.1", lambda y: (y.sum(), y.min(), y[0])).cause == "unexplained"


def test_a_mistake_that_is_wrong_everywhere_explains_no_single_part(parted):
    parted()
    assert check("03.1", lambda y: (y.sum() + y[2], y.min(), y[0])).cause == "unexplained"
    assert check("03.1", lambda y: (3 * y.sum(), y.max(), y[0])).cause == "everywhere"


def simulated(y):
    """The second number as by a simulation."""
    return y.sum(), y.mean() * (1 + 1e-4 * np.cos(100 * y[0])), (y**2).sum()


def test_nearly_is_said_where_all_that_is_wrong_is_near(parted):
    parted()
    assert check("03.1", simulated).cause == "nearly"
    assert check("03.1", lambda y: (*simulated(y)[:2], y[1] ** 3)).cause == "unexplained"


def test_nearly_is_not_said_where_some_data_gave_no_number(parted):
    parted(edges=[lambda rng: (rng.uniform(2, 9, 2),)])

    def breaks(y):
        assert len(y) > 2
        return simulated(y)

    assert check("03.1", simulated).cause == "nearly"
    assert check("03.1", breaks).cause == "unexplained"


@pytest.mark.parametrize(("length", "by_hand"), [(3, True), (40, False)])
def test_by_hand_is_asked_for_what_the_message_shows_whole(parted, length, by_hand):
    parted(edges=[lambda rng: (np.append(rng.uniform(2, 9, length), -1.0),)])
    feedback = check("03.1", lambda y: three_numbers(np.maximum(y, 0.0)))
    assert feedback.cause == "edge"
    assert ("by hand" in feedback.hint) == by_hand == ("…" not in feedback.message)
