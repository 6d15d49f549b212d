"""Free texts, judged as a teacher would, on texts that were written before the phrases that judge them.

Those of `texts/NN.M_developed.toml` were in sight while the phrases grew, those of `NN.M_held_back.toml` were
not; `NN.M_afterwards.toml` was written at the end. Each file says what its first reading found. A right text
may be too much for the grader, but only as *partly*; it is never failed.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import numpy as np
import pytest

from helpers.grading import Verdict, check, exercises, find
from helpers.grading.kinds.words.english import tokens
from helpers.grading.kinds.words.phrases import Text
from helpers.grading.kinds.words.text import FreeText, Idea
from helpers.grading.sheets import prompt_of

BANKS = sorted(Path(__file__).with_name("texts").glob("*.toml"))
TEXTS = [e for e in exercises() if isinstance(e.kind, FreeText)]


@pytest.fixture(scope="module", params=BANKS, ids=lambda path: path.stem)
def judged(request):
    """The texts of a bank, by group, with their feedback."""
    exercise_id, _, _ = request.param.stem.partition("_")
    bank = tomllib.loads(request.param.read_text(encoding="utf-8"))
    judge = find(exercise_id).judge
    rng = np.random.default_rng(0)
    return {group: {text: judge(text, rng) for text in texts} for group, texts in bank.items()}


@pytest.mark.parametrize("exercise", TEXTS, ids=lambda e: e.id)
def test_every_free_text_has_its_bank(exercise):
    banks = [tomllib.loads(b.read_text(encoding="utf-8")) for b in BANKS if b.stem.startswith(exercise.id)]
    assert sum(len(bank["right"]) for bank in banks) >= 30
    assert sum(len(bank["contradicts"]) for bank in banks) >= 30


@pytest.mark.slow
def test_right_texts_pass_and_none_is_failed(judged):
    right = judged["right"]
    assert not [text for text, f in right.items() if f.verdict not in (Verdict.PASS, Verdict.PARTIAL)]
    unsure = [text for text, f in right.items() if f.verdict is not Verdict.PASS]
    assert len(unsure) <= len(right) / 4, unsure


def test_no_wrong_text_has_full_marks(judged):
    wrong = [pair for group in judged if group != "right" for pair in judged[group].items()]
    assert not [text for text, f in wrong if f.verdict is Verdict.PASS or f.share == 1]


def test_contradictions_are_named(judged):
    unnamed = [text for text, f in judged["contradicts"].items() if f.cause == "incomplete"]
    assert len(unnamed) <= len(judged["contradicts"]) / 5, unnamed


@pytest.mark.parametrize("exercise", TEXTS, ids=lambda e: e.id)
def test_the_prompt_is_no_answer(exercise):
    prompt = prompt_of(exercise.id)
    assert check(exercise.id, prompt).cause == "copied"
    assert check(exercise.id, f"{prompt} {exercise.reference}").cause != "copied"


@pytest.mark.parametrize("exercise", TEXTS, ids=lambda e: e.id)
def test_key_words_are_no_text(exercise):
    phrases = [p for idea in exercise.kind.rubric for p in (*idea.mentioned[:1], *idea.said[:2])]
    words = [
        option.replace("_", " ").strip("*")
        for p in phrases
        for slot in p.split()
        for option in slot.split("|")
    ]
    assert check(exercise.id, " ".join(words[:60])).cause == "list"


def test_what_contradicts_the_conclusion_earns_little():
    text = (
        "The F test says that the segments differ; it does not say by how much. Therefore partial pooling "
        "would be a mistake, and each segment should get its own decision."
    )
    feedback = check("04.7", text)
    assert 0 < feedback.score < feedback.max_score / 4
    assert feedback.cause == "no pooling because the test rejects"


IDEA = Idea("", "", said=["differ*|vary"], opposite=["same|equal"], mentioned=["noisy"], aside=["same thing"])


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("They differ.", [1]),
        ("It varies; they're diffrent; they vray.", [1, 1]),
        ("They don't differ.", [-1]),
        ("They are not equal.", [1]),
        ("It isnt the same.", [1]),
        ("It would not be wrong to say that they differ.", [1]),
        ("That they are equal does not follow.", [1]),
        ("What does not follow: that they are equal.", [1]),
        ("That they differ is a mistake, but it is noisy.", [1, -1]),
        ("I cannot tell whether they differ.", [0]),
        ("Do they differ? Yes.", [1]),
        ("It asks if they are equal, and says no.", [1]),
        ("You write that they are equal.", [0]),
        ("You write that they are equal, which is wrong.", [0]),
        ("It does not say how much they differ.", [0]),
        ("It does not say how much, but they differ.", [1]),
        ("It is not the same thing.", [0]),
        ("They are neither the same nor equal.", [1, 1]),
    ],
)
def test_negations_questions_and_what_others_say(text, stances):
    assert IDEA.stances(Text(tokens(text))) == stances
