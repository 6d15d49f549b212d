"""01.5: a sentence for the memo."""

from __future__ import annotations

from helpers.grading.exercise import Exercise, Mistake
from helpers.grading.kinds.words.sentence import Sentence

MEMO = Exercise(
    id="01.5",
    title="The sentence for the memo",
    points=1,
    minutes=4,
    reference=[{"count": "a", "meaning": "b", "advice": "c"}],
    kind=Sentence(
        {
            "count": {
                "a": "Two of the eight markets came out significant,",
                "b": "Four of the eight markets worked,",
                "c": "The redesign worked in two markets and failed in six,",
            },
            "meaning": {
                "a": "so the markets plainly disagree,",
                "b": "as eight identical markets would most likely have done,",
                "c": "more than the 5 % that a useless redesign would show,",
            },
            "advice": {
                "a": "which speaks for a roll-out in B and C only.",
                "b": "which promises 0.31 more per visitor in market nine.",
                "c": "which leaves open what market nine will do until we know how far the true effects "
                "differ.",
            },
        }
    ),
    mistakes=[
        Mistake(
            {"count": "b"},
            "Count the z values beyond 1.96 again: there are two. Four is what the source's own colleague "
            "says, and no usual threshold gives it.",
            name="four of eight",
        ),
        Mistake(
            {"count": "c"},
            "“Failed” is not what a market with z below 1.96 has shown. In D and E the redesign earns more "
            "than in the average market; their experiments were too small to say so.",
            name="not significant is failed",
        ),
        Mistake(
            {"meaning": "a"},
            "Would they have disagreed any less had they been identical? Press “100 more” in the lottery at "
            "τ = 0 and see how often two come up.",
            name="a split vote is disagreement",
        ),
        Mistake(
            {"meaning": "c"},
            "True, roughly, and an answer to a question nobody asked. That the effect is zero everywhere is "
            "not what the product manager has to decide about.",
            name="better than nothing",
        ),
        Mistake(
            {"advice": "a"},
            "B and C were picked *because* their estimates were large. Whether their true effects stand out "
            "is the question, not the answer.",
            name="the winners take it all",
        ),
        Mistake(
            {"advice": "b"},
            "0.31 is the pooled average, and it holds if all markets share one effect. Market nine may be "
            "like C or like H.",
            name="the average for the next",
        ),
    ],
    praise="It says what was seen, what that is worth, and what is missing. She will ask what “how far they "
    "differ” means: that is chapter 3.",
    advice="Ask of each clause whether eight identical markets could have written it too.",
)
