"""What a reader sees and a screen reader hears, and what nbgrader takes for a score."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from helpers.grading import Feedback, Verdict, check, exercises, predictions, progress, record
from tests.browser.accessibility import violations
from tests.grading.answers import q


class Balanced(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data.split()


def words_of(html):
    parser = Balanced()
    parser.feed(html)
    assert parser.open == []
    return " ".join(parser.words)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_has_a_word_and_not_only_a_colour(verdict):
    feedback = Feedback(
        False, 0.0, "Something <b>seen</b> & said with `code`.", verdict=verdict, exercise="03.1", title="T"
    )
    html = feedback._repr_html_()
    assert html.startswith('<div class="bs-feedback" role="status" aria-live="polite"')
    assert "&lt;b&gt;" in html
    word = re.search(r"<strong>(.*?)</strong>", html)[1]
    assert word
    assert word in str(feedback)
    assert "Something" in words_of(html)


def test_text_and_html_say_the_same():
    feedback = check("03.1", lambda y, s: float(np.sum((y - y.mean()) ** 2 / s**2)), more=True)
    html = words_of(feedback._repr_html_())
    for word in re.findall(r"[A-Za-z]{4,}", feedback.message + feedback.hint + feedback.more):
        assert word in html
        assert word in str(feedback)


def test_nbgrader_reads_the_score(monkeypatch):
    passed, failed = check("03.1", q), check("03.1", lambda y, s: 0.0)  # noqa: ARG005
    assert "Right" in repr(passed)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert float(repr(passed)) == 2.0
    assert float(repr(failed)) == 0.0


def test_feedback_is_frozen_and_has_its_four_fields_in_front():
    feedback = Feedback(True, 2.0, "m", "h")
    assert (feedback.passed, feedback.score, feedback.message, feedback.hint) == (True, 2.0, "m", "h")
    with pytest.raises(AttributeError):
        feedback.score = 3.0


def test_progress_counts_passes_and_keeps_the_best():
    assert progress().passed == 0
    check("03.1", lambda y, s: 0.0)  # noqa: ARG005
    check("03.1", q)
    check("03.1", lambda y, s: 0.0)  # noqa: ARG005
    table = progress()
    row = next(r for r in table.rows if r.chapter == "03")
    assert (row.passed, row.score) == (1, 2.0)
    assert row.max_score == sum(e.points for e in exercises("03"))
    entry = record.load()["exercises"]["03.1"]
    assert entry["attempts"] == 3
    assert "Next: 03.2" in str(table)
    html = table._repr_html_()
    words = words_of(html)
    assert "Your progress" in words
    assert html.count('scope="col"') == 3
    assert html.count('scope="row"') == len(table.rows)
    assert progress(reset=True).passed == 0
    assert record.load()["exercises"] == {}


def test_progress_goes_on_where_the_learner_is():
    check("03.2", lambda y, s: (0.0, 0.0))  # noqa: ARG005
    assert "Next: 03.1" in str(progress())
    check("03.1", q)
    assert "Next: 03.2" in str(progress())


def test_not_attempted_is_not_an_attempt():
    check("03.1", ...)
    assert record.load()["exercises"] == {}


def test_the_first_prediction_is_kept_and_not_the_corrected_one():
    first = check("03.3", ("rises", 80))
    assert any("kept" in note for note in first.notes)
    second = check("03.3", ("falls", 100))
    assert second.passed
    assert not second.notes
    kept = predictions()["03.3"]
    assert (kept["answer"], kept["confidence"], kept["right"], kept["options"]) == ("rises", 80.0, False, 3)
    check("04.2", "C")
    assert "04.2" not in predictions(), "without a confidence it is no prediction"


@pytest.mark.parametrize("seed", [-1, 1.5, "7", np.nan, [1]])
def test_a_seed_that_is_none_is_said_to_be_so(seed):
    feedback = check("03.1", q, seed=seed)
    assert feedback.verdict is Verdict.UNREADABLE
    assert "`seed` must be a whole number" in feedback.message


def test_more_may_be_anything():
    for more in (None, np.zeros(2), [1], 3.5):
        assert check("03.1", q, more=more).passed


def test_checking_loads_nothing_heavy():
    """A notebook that only grades must not wait for what grading does not need."""
    heavy = ("pymc", "arviz", "matplotlib", "pandas", "scipy.stats")
    code = (
        "import sys, helpers.grading as g; g.exercises(); g.check('03.1', lambda y, s: 0.0); g.progress();"
        f"print(*(m for m in {heavy!r} if m in sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("background", "text"), [("#ffffff", "#1f1f1f"), ("#111111", "#e6e6e6")], ids=["light", "dark"]
)
def test_feedback_is_clean_for_axe_on_light_and_dark(browser, background, text):
    shown = [
        check("03.1", lambda effects, std_errors: effects @ std_errors, more=True, seed=1),
        check("03.1", q),
        check("03.1", ...),
        check("04.5", "b b a", more="solution"),
        progress(),
    ]
    body = "".join(item._repr_html_() for item in shown)
    page = browser.new_page()
    page.set_content(
        f'<html lang="en"><head><title>Feedback</title></head><body style="background:{background};'
        f'color:{text}"><main><h1>Feedback</h1>{body}</main></body></html>'
    )
    found = violations(page)
    page.close()
    assert [v["id"] for v in found] == []
