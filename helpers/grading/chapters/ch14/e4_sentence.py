"""14.4: the sentence for the team with the large categories."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the team",
    """An answer that they can check, and take up again when their data change.

    What would be saved, why so little, and when to ask again.
    """,
    points=2,
    minutes=5,
    right="b a b",
    slots={
        "finding": [
            "A hierarchical model would be wrong for your categories,",
            "A hierarchical model would save at most a tenth of a squared error that is small already,",
            "A hierarchical model would halve your error,",
        ],
        "ground": [
            "because your rates differ by far more than the noise of most of them,",
            "because 25 groups are too few for one,",
            "because your score is 5 and not 7,",
        ],
        "advice": [
            "so never pool.",
            "so report plain rates, and ask again when you add small categories.",
            "so build it: a strong case is a strong case.",
        ],
    },
)

answer.mistake(
    {"finding": "a"},
    """It would not be wrong: its estimates would be a little better than the plain ones. The question is
    whether they are better by its price.""",
    name="wrong model",
)
answer.mistake(
    {"finding": "c"},
    """A textbook prints such a gain for categories like these. The sizes rule it out: the largest weight
    on the mean is s²/(s² + τ²) of the smallest category. Compute it.""",
    name="halved",
)
answer.mistake(
    {"ground": "b"},
    """25 groups are enough to learn a mean and a spread. What decides is their noise against that spread.""",
    name="too few groups",
)
answer.mistake(
    {"ground": "c"},
    """The score counts wishes as much as data. By its own rules 5 is a strong case still; what speaks
    against the model is what it would save.""",
    name="the score",
)
answer.mistake(
    {"advice": "a"},
    """Next month they may have twenty new categories with forty impressions each, and then pooling pays.
    Say what would change your mind.""",
    name="never",
)
answer.mistake(
    {"advice": "c"},
    """A strong case by points, and a few hundred a year in value against 24 000 in upkeep.""",
    name="build it",
)
