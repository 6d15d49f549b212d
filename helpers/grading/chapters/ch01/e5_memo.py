"""01.5: a sentence for the memo."""

from __future__ import annotations

from helpers.grading.declare import sentence

memo = sentence(
    "The sentence for the memo",
    """It says what was seen, what that is worth, and what is missing. She will ask what “how far they
    differ” means: that is chapter 3.

    Ask of each clause whether eight identical markets could have written it too.
    """,
    points=1,
    minutes=4,
    right="a b c",
    slots={
        "count": [
            "Two of the eight markets came out significant,",
            "Four of the eight markets worked,",
            "The redesign worked in two markets and failed in six,",
        ],
        "meaning": [
            "so the markets plainly disagree,",
            "the likeliest count among eight identical markets too,",
            "more than the 5 % that a useless redesign would show,",
        ],
        "advice": [
            "which speaks for a roll-out in B and C only.",
            "which promises 0.31 more per visitor in market nine.",
            "which leaves open what market nine will do until we know how far the true effects differ.",
        ],
    },
)

memo.mistake(
    {"count": "b"},
    """Count the z values beyond 1.96 again: there are two. The text that this example comes from counts
    four, and no usual threshold gives that.""",
    name="four of eight",
)

memo.mistake(
    {"count": "c"},
    """“Failed” is not what a market with z below 1.96 has shown. In D and E the redesign earns more than
    in the average market; their experiments were too small to say so.""",
    name="not significant is failed",
)

memo.mistake(
    {"meaning": "a"},
    """Would they have disagreed any less had they been identical? Press “100 more” in the lottery at τ =
    0 and see how often two come up.""",
    name="a split vote is disagreement",
)

memo.mistake(
    {"meaning": "c"},
    """True, roughly, and an answer to a question nobody asked. That the effect is zero everywhere is not
    what the product manager has to decide about.""",
    name="better than nothing",
)

memo.mistake(
    {"advice": "a"},
    """B and C were picked *because* their estimates were large. Whether their true effects stand out is
    the question, not the answer.""",
    name="the winners take it all",
)

memo.mistake(
    {"advice": "b"},
    """0.31 is the pooled average, and it holds if all markets share one effect. Market nine may be like C
    or like H.""",
    name="the average for the next",
)
