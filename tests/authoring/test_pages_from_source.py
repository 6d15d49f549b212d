"""The book's own directives and transforms, tried on a small Sphinx project."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from helpers.authoring import minutes
from helpers.grading.sheets import without_markers

ROOT = Path(__file__).resolve().parents[2]
QUIZ = """```{quiz} Is 2 + 2 four? See $x^2$.
- [ ] No
  It *is* four.
- [x] Yes, with `code`
  Count -3 -2 fingers.
```
"""


@pytest.fixture
def render(tmp_path):
    """Render one MyST page with the book's extension; return its HTML and the warnings."""

    def go(text: str) -> tuple[str, str]:
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        (source / "conf.py").write_text(
            "extensions = ['myst_nb', 'helpers.authoring.sphinx.extension']\n"
            "myst_enable_extensions = ['dollarmath', 'colon_fence']\nnb_execution_mode = 'off'\n"
        )
        (source / "index.md").write_text(text, "utf-8")
        warnings = StringIO()
        with docutils_namespace():  # what one book registers, the next would be warned of
            app = Sphinx(
                str(source),
                str(source),
                str(tmp_path / "out"),
                str(tmp_path / "tree"),
                "html",
                status=None,
                warning=warnings,
                freshenv=True,
            )
            app.build()
        return (tmp_path / "out" / "index.html").read_text("utf-8"), warnings.getvalue()

    return go


@pytest.mark.slow
def test_a_quiz_has_one_radio_button_for_each_choice_and_an_explanation_for_each(render):
    html, warnings = render(f"# Page\n\n{QUIZ}\n")
    assert warnings == ""
    found = re.findall(r'type="radio" name="(\S+)" value="(\w+)" data-right="(\w+)"', html)
    assert [(name, right) for name, _, right in found] == [("quiz-0", "false"), ("quiz-0", "true")]
    assert len({value for _, value, _ in found}) == 2
    assert "<legend>" in html
    assert html.index("Not this one.") < html.index("It <em>is</em> four.") < html.index("Right.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (QUIZ.replace("[x]", "[ ]"), "exactly one choice"),
        (QUIZ.replace("[ ]", "[x]"), "exactly one choice"),
        (QUIZ.replace("[ ] ", ""), "must start with"),
        (QUIZ.replace("\n  It *is* four.", ""), "needs an explanation"),
        ("```{quiz} A question\nno list\n```\n", "needs a list"),
    ],
)
def test_a_broken_quiz_is_an_error_that_says_why(render, broken, complaint):
    _, warnings = render(f"# Page\n\n{broken}\n")
    assert complaint in warnings


def test_numbers_get_a_true_minus_but_ranges_words_and_code_do_not(render):
    html, _ = render("# Page\n\nFrom -0.5 to 3, 2020-21, well-known, `-1`, about 66 % of it.\n")
    body = html[html.index("From") : html.index("of it.")]
    assert "−0.5" in body
    assert "2020-21" in body
    assert "well-known" in body
    assert "-1</span>" in body
    assert "66\N{NARROW NO-BREAK SPACE}%" in body


def test_a_number_is_not_broken_at_its_thousands(render):
    html, _ = render(
        "# Page\n\nSome 100 000 visitors, 1 234 567.5 in all, in 2024 500 more, 3 or 12 of 40 `1 000`.\n"
    )
    body = html[html.index("Some") : html.index("</code>")]
    for number in ("100 000", "1 234 567"):
        assert number.replace(" ", "\N{NARROW NO-BREAK SPACE}") in body
    assert "2024 500" in body
    assert "3 or 12 of 40" in body
    assert "\N{NARROW NO-BREAK SPACE}000</span>" not in body


@pytest.mark.slow
def test_the_course_says_how_much_of_it_there_is(render):
    html, _ = render("# Page\n\nThere are {course}`chapters` chapters, {course}`core` to read.\n")
    assert "There are 0 chapters, 0 h 00 to read." in html
    _, warnings = render("# Page\n\n{course}`pages`\n")
    assert "course: 'chapters' or 'core', not 'pages'" in warnings


def test_words_are_what_a_reader_reads():
    head = "---\nkernelspec: x\n---\n\n# One two\n\n"
    text = f"{head}```{{code-cell}}\n:tags: [x]\n\nnot = these\n```\n\n:::{{div}} box\nThree four.\n:::\n"
    trainers = "\n:::{admonition} For trainers\n:class: dropdown\nNot these either.\n:::\n"
    assert minutes.words(text + trainers) == 4


def test_a_chapter_takes_as_long_as_its_words_say(tmp_path):
    chapter = Path(tmp_path / "01-x.md")
    chapter.write_text("word " * 401)
    assert minutes.reading_minutes(chapter) == 3


def test_a_solution_page_shows_the_solution_alone():
    gap = "    # BEGIN SOLUTION\n    return x\n    # INSTEAD\n    # return -x\n    # END SOLUTION\n"
    code = f"def f(x):\n{gap}\nf(1)"
    assert without_markers(code) == "def f(x):\n    return x\n\nf(1)"


DESK = """# Desk

```{findings}
```

```{finding} first holds
A true thing
```

**A.** Verdict: it **holds** for *one* half.

```{finding} second decide
A false thing
Done the wrong thing.
```

**B.** Verdict: A **does not reproduce**; B is **wrong**, and **bold** is no verdict.
"""


def test_findings_are_listed_by_what_one_would_have_done_wrong_with_their_verdicts(render):
    html, _ = render(DESK)
    assert "2 cases; in 1 of them all that is judged holds." in html
    lines = re.findall(r'<li>\s*<p>.*?href="#(desk-\w+)".*?</a>(.*?)</p>', html, re.S)
    assert lines == [
        ("desk-second", ": does not reproduce, wrong. Done the wrong thing."),
        ("desk-first", ": holds. "),
    ]
    assert {name for name, _ in lines} <= set(re.findall(r'id="([\w-]+)"', html))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        ("```{finding} a nonsense\nA thing\n```", "found 'nonsense'"),
        ("```{finding} a decide\nA thing\n```", "a mistake belongs on the second line"),
        ("```{finding} a holds\nA thing\nAnd a mistake.\n```", "a mistake belongs on the second line"),
        ("```{quiz} Well?\n:chapter: 99-none\n- [x] Yes\n  So.\n```", "found '99-none'"),
    ],
)
def test_a_finding_or_a_quiz_that_is_amiss_says_what_is_wanted(render, wrong, complaint):
    _, warnings = render(f"# Page\n\n{wrong}\n")
    assert complaint in warnings


def test_a_case_without_a_verdict_is_refused(render):
    with pytest.raises(Exception, match="no verdict: desk-second"):
        render(DESK.replace("Verdict: A", "A"))


def test_what_changed_and_how_to_upgrade_is_on_the_site_as_the_changelog_says_it(render, tmp_path):
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    (tmp_path / "CHANGELOG.md").write_text(changes, "utf-8")
    html, _ = render((ROOT / "book/changes.md").read_text("utf-8"))
    assert html.count("<h1>") == 1
    assert re.findall(r"<h2>([^<]+)<", html) == re.findall(r"^## (.+)$", changes, re.M)
    assert html.count("<strong>To upgrade.</strong>") == changes.count("**To upgrade.**")
