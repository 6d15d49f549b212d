"""15.4: the sentence for the product manager."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the product manager",
    """That is what she can plan with: a number of visitors, why it is so small, and what it saves.

    Say what the past is worth *to market nine*, give the reason, and turn it into visitors that need not be
    bought.
    """,
    points=2,
    minutes=5,
    right="c a b",
    slots={
        "worth": [
            "To market nine the eight tests are worth 3 900 visitors per arm,",
            "To market nine the eight tests are worth nothing,",
            "To market nine the eight tests are worth about 114 visitors per arm,",
        ],
        "reason": [
            "because markets differ, and nobody knows yet where the ninth lies:",
            "because only two of the eight were significant:",
            "because no visitor of market nine was among them:",
        ],
        "advice": [
            "leave the test out.",
            "a plan that asks for 514 visitors per arm can do with 400.",
            "buy more visitors in the eight markets instead.",
        ],
    },
)

answer.mistake(
    {"worth": "a"},
    """3 900 visitors per arm is what the eight tests are worth to the *pooled* effect, if there is one effect
    for all. The ninth market has one of its own.

    What is the width of the hierarchical belief about market nine, and how many visitors have that variance?
    """,
    name="all of the past",
)

answer.mistake(
    {"worth": "b"},
    """Too strict. The eight say that effects of this redesign lie around .42, give or take a half: who had
    no tests at all would not know that. A width of .53 can be counted in visitors.""",
    name="nothing at all",
)

answer.mistake(
    {"reason": "b"},
    """Whether a test was *significant* has no part in this. The two numbers that set the worth are the spread
    of the effects and the noise of one visitor.""",
    name="significance again",
)

answer.mistake(
    {"reason": "c"},
    """True, but no reason: if markets did not differ, visitors of any market would do. It is the
    spread between markets that makes them worth less.""",
    name="not among them",
)

answer.mistake(
    {"advice": "a"},
    """With what 114 visitors per arm would have told her, the chance that it works in market nine is
    .83, below her bar, and a wrong market costs nine right ones. That is what a test is for.""",
    name="leave it out",
)

answer.mistake(
    {"advice": "c"},
    """More visitors in the same eight markets sharpen eight effects that are not the ninth's. With τ
    known they would approach a ceiling: look at the first column of the table of *A ceiling*.""",
    name="more of the same",
)
