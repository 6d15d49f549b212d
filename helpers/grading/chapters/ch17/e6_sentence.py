"""17.6: the sentence for the board."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the board",
    """That can be kept: a chance that is one, where it comes from, and where it ends.

    Who promises what? A verdict of the test, not the effect. Averaged, not at one point. Up to a ceiling.
    """,
    points=2,
    minutes=5,
    right="b c a",
    slots={
        "claim": [
            "the test has an 80 % chance of showing that the redesign works:",
            "the test has a 63 % chance of showing that the redesign works:",
            "the redesign has a 63 % chance of working in market nine:",
        ],
        "ground": [
            "that is its power at the effect that we expect,",
            "two of the eight markets were significant,",
            "that is its power, averaged over what the eight markets let us believe,",
        ],
        "limit": [
            "and no number of visitors lifts it above 83 %.",
            "and with enough visitors it would be as good as certain.",
            "and with the eight markets in the analysis it would be as good as certain.",
        ],
    },
)

answer.mistake(
    {"claim": "a"},
    """.80 is the chance *if* the effect is .40. The board hears a chance without an if.

    Average the power over what is believed about the effect.
    """,
    name="power told as a chance",
)

answer.mistake(
    {"claim": "c"},
    """63 % is about what the *test* will say. The redesign itself works in market nine with probability .83:
    a test may fail to notice.""",
    name="the verdict for the effect",
)

answer.mistake(
    {"ground": "b"},
    """The vote count is no ground: two of eight is what eight identical markets would give, too. The 63 %
    were computed from a belief.""",
    name="vote as a ground",
)

answer.mistake(
    {"limit": "b"},
    """More visitors remove noise. They do not put an effect there: with probability .17 there is none above
    zero.""",
    name="tends to 1",
)

answer.mistake(
    {"limit": "c"},
    """Letting the eight markets analyse too saves visitors. The ceiling is about what is true in market nine,
    and does not ask who analyses.""",
    name="the prior lifts the ceiling",
)

answer.mistake(
    {"claim": "b", "ground": "a"},
    """Claim and ground do not belong together. The power at the expected effect is .80; what comes to .63 is
    its average.""",
    name="the ground of another number",
)
