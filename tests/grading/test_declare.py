"""A file declares an exercise: its number is its place, its docstrings are what a learner reads."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from helpers.grading import Verdict, chapters, registry
from helpers.grading.chapters import __path__ as folders
from helpers.grading.declare import id_of
from helpers.grading.exercise import hint_and_more

HEAD = "from helpers.grading.declare import choice, exercise, free_text, prediction, sentence, value\n"
HALVES = (
    HEAD
    + '''
@exercise("Halves", points=1, minutes=2, cases=lambda rng: (rng.uniform(1, 9),))
def half(x):
    """Right, whatever
    the number.

    Divide.

    By what?
    """
    return x / 2

@half.mistake
def doubled(x):
    """You multiply where you should divide; what is wanted is half.

    Look at the sign.
    """
    return 2 * x

half.mistake(abs, "You hand back what you were given, with its sign.", name="as it came")
'''
)


@pytest.fixture
def chapter(tmp_path, monkeypatch):
    """Write files of a chapter 97; a function that gives its exercises."""
    monkeypatch.setattr(sys.modules["helpers.grading.chapters"], "__path__", [*folders, str(tmp_path)])
    registry.exercises.cache_clear()

    def write(**files: str):
        folder = tmp_path / "ch97"
        folder.mkdir()
        (folder / "__init__.py").touch()
        for name, source in files.items():
            (folder / f"{name}.py").write_text(source, encoding="utf-8")
        return registry.exercises("97")

    yield write
    registry.exercises.cache_clear()
    for name in [n for n in sys.modules if n.startswith("helpers.grading.chapters.ch97")]:
        del sys.modules[name]


def declared(source: str, path: str = "chapters/ch97/e3_thing.py"):
    names: dict = {}
    exec(compile(source, path, "exec"), names)
    return names


def test_the_id_is_read_off_the_path():
    assert id_of("/somewhere/chapters/ch04/e1_shrinkage.py") == "04.1"
    assert id_of(r"C:\chapters\ch12\e10_a_topic.py") == "12.10"


@pytest.mark.parametrize(
    "path", ["thing.py", "ch04/shrinkage.py", "ch04/e01_x.py", "ch4/e1_x.py", "ch04/e1.py"]
)
def test_elsewhere_an_exercise_cannot_be_declared(path):
    with pytest.raises(ValueError, match=r"chNN/eM_topic\.py, not in " + path):
        declared(HALVES, path)


def test_docstrings_are_what_a_learner_reads():
    half = declared(HALVES)["half"]
    assert (half.id, half.chapter, half.title) == ("97.3", "97", "Halves")
    assert half.praise == "Right, whatever the number."
    assert half.advice == "Divide.\nBy what?"
    assert half.arguments == ("x",)
    assert [m.name for m in half.mistakes] == ["doubled", "as it came"]
    assert half.mistakes[0].hint == "You multiply where you should divide; what is wanted is half."
    assert half.mistakes[0].more == "Look at the sign."
    assert half.mistakes[1].more == ""


def test_declarations_can_be_called_and_judged():
    names = declared(HALVES)
    assert names["half"](3.0) == 1.5
    assert names["doubled"](3.0) == 6.0
    found = names["half"].judge(lambda x: x + x, np.random.default_rng(0))
    assert (found.verdict, found.cause) == (Verdict.WRONG, "doubled")


def test_lines_of_code_keep_their_place():
    text = """Start from
        the data:
            y = load("x")
            y.mean()
        and go on.

        Then
        more."""
    assert hint_and_more(text) == (
        'Start from the data:\n    y = load("x")\n    y.mean()\nand go on.',
        "Then more.",
    )
    assert hint_and_more("") == ("", "")


@pytest.mark.parametrize("wrong", ["lambda x: x", "3", "{'a': 'b'}"])
def test_a_mistake_without_a_hint_is_refused(wrong):
    with pytest.raises(ValueError, match=r"97\.3: the mistake .* has no hint"):
        declared(f"{HALVES}\nhalf.mistake({wrong})")


def test_the_makers_of_words():
    made = declared(
        HEAD
        + """
options = {"up": "Up.", "down": "Down."}
slots = {"who": ["I", "You"], "what": ["am.", "are."]}
guess = prediction("A", "Yes.\\n\\nLook.", points=1, minutes=2, right="up", options=options)
pick = choice("B", "Yes.", points=1, minutes=2, right="up", options=options)
said = sentence("C", "So it is.", points=2, minutes=3, right="b a", slots=slots)
text = free_text("D", "All is there.", points=2, minutes=3, model="One\\n  two.", rubric=[])

@value("E", points=1, minutes=2)
def seven():
    "Right."
    return 7.0
"""
    )
    guess, pick, said, text, seven = (made[n] for n in ("guess", "pick", "said", "text", "seven"))
    assert (guess.praise, guess.advice, guess.reference, guess.keep, guess.kind.confidence) == (
        "Yes.",
        "Look.",
        "up",
        True,
        True,
    )
    assert (pick.keep, pick.kind.confidence) == (False, False)
    assert said.reference == [{"who": "b", "what": "a"}]
    assert said.kind.slots == {"who": {"a": "I", "b": "You"}, "what": {"a": "am.", "b": "are."}}
    assert text.reference == "One two."
    assert seven.judge(7, np.random.default_rng(0)).verdict is Verdict.PASS


def test_a_chapter_is_found_by_its_files(chapter):
    found = chapter(
        e10_last=HALVES, e2_first=HALVES, other="1 / 0", e3_more=HALVES + "from .e2_first import half as it"
    )
    assert [e.id for e in found] == ["97.2", "97.3", "97.10"]
    assert "97" in chapters()
    assert registry.find("97.10") is found[2]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"e1_none": "x = 1"}, r"e1_none\.py must declare one exercise; it declares none"),
        ({"e1_two": HALVES + HALVES.replace("half", "other")}, r"e1_two\.py must .* declares half, other"),
        ({"e1_a": HALVES, "e1_b": HALVES}, r"e1_a\.py and e1_b\.py of chapter 97 both declare 97\.1"),
        ({"e01_a": HALVES}, r"chNN/eM_topic\.py, not in .*e01_a\.py"),
    ],
    ids=["none", "two", "the same number", "no number"],
)
def test_what_is_wrong_with_a_chapter_is_said(chapter, files, complaint):
    with pytest.raises(ValueError, match=complaint):
        chapter(**files)
