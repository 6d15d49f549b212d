"""04.5: the sentence for the product manager."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the product manager",
    """That she can use: it answers her question, and it says on what it rests.

    Who is the sentence about? Take the number that belongs to it, and a ground that the model really has.
    """,
    points=2,
    minutes=5,
    right="b b c",
    slots={
        "who": [
            "Averaged over all markets like these, the redesign",
            "In market nine, the redesign",
            "The experiment in market nine",
        ],
        "claim": [
            "has a probability of .98 of a positive effect,",
            "has a probability of .83 of a positive effect,",
            "has a probability of .78 of a positive result,",
        ],
        "ground": [
            "because two of the eight markets were significant.",
            "because it works in every market.",
            "provided it is a market like the eight.",
        ],
    },
)

answer.mistake(
    {"who": "b", "claim": "a"},
    """.98 is the probability that the *average* market gains. Market nine is one market, not the average
    of many.

    What the average does is nearly certain, because eight markets went into it. What one more market does
    is not.
    """,
    name="mean for the next market",
)

answer.mistake(
    {"ground": "a"},
    """The ground is the vote count. Two of eight is what eight identical markets would give, too; the
    number came from the model, not from the vote.""",
    name="vote as a ground",
)

answer.mistake(
    {"ground": "b"},
    """Nothing here says that it works in every market. If it did, market nine would not leave room for
    doubt.""",
    name="works everywhere",
)

answer.mistake(
    {"who": "a", "claim": "a"},
    "True, and not what was asked: the product manager decides about market nine, not about an average.",
    name="true of another question: the average",
)

answer.mistake(
    {"who": "c", "claim": "c"},
    """True, and not what was asked. This is about an *estimate*, with its noise; she wants to know about
    the effect.""",
    name="true of another question: the experiment",
)


answer.mistake(
    {"who": "a", "claim": "b"},
    """.83 is the probability that *one* further market gains. The average of them all gains with .98, and is
    not what she asks about.""",
    name="next market's number for the average",
)

answer.mistake(
    {"who": "c", "claim": "b"},
    """.83 is about the effect in market nine. Its experiment comes out positive with .78, because an estimate
    has noise of its own; and she asks about the effect.""",
    name="effect's number for the experiment",
)

answer.mistake(
    {"who": "b", "claim": "c"},
    """.78 is the probability that the *experiment* comes out positive, noise and all. The effect itself is
    positive with another one.""",
    name="experiment's number for the effect",
)

answer.mistake(
    {"who": "a", "claim": "c"},
    """.78 is the probability that the *experiment* in market nine comes out positive. The average of all such
    markets gains with .98, and is not what she asks about.""",
    name="experiment's number for the average",
)

answer.mistake(
    {"who": "c", "claim": "a"},
    """.98 is about the *average* market. What the experiment in market nine gives is far less sure: one
    market is not the average, and its estimate has noise. And she asks about the effect.""",
    name="average's number for the experiment",
)
