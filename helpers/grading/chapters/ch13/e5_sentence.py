"""13.5: the sentence under the textbook's table."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence under the table",
    """Yes. By the table the two are not told apart, and the table itself is not to be trusted: its warning
    says so.

    Put d beside its own dse. Then look at the last column, and ask what it means for everything to its left.
    """,
    points=2,
    minutes=5,
    right="c b a",
    slots={
        "difference": [
            "Partial pooling is marginally better than no pooling: d is above zero;",
            "No pooling is as good as partial pooling: d is less than two dse;",
            "The table does not tell the two apart: d is less than one dse;",
        ],
        "trust": [
            "the scores are good to about 4, which is their se,",
            "and no pooling's score is not to be believed, k̂ being above 0.7 at most hospitals,",
            "and the scores would be good enough with ten times the draws,",
        ],
        "next": [
            "so score both again with each hospital really left out.",
            "so use the stacking weights, .82 and .18.",
            "so take the simpler model, which has fewer assumptions.",
        ],
    },
)

answer.mistake(
    {"difference": "a"},
    """d is above zero for every model but the best: that is how d is made. Whether it says anything depends
    on its own error, which here is larger.""",
    name="a difference without its error",
)
answer.mistake(
    {"difference": "b"},
    """Not told apart is not the same as equally good. A wide error leaves room for a large difference as well
    as for none.""",
    name="absence of evidence",
)
answer.mistake(
    {"trust": "a"},
    """se is about which hospitals there happened to be. It knows nothing of whether leaving them out was
    computed rightly; k̂ does.""",
    name="standard error for trust",
)
answer.mistake(
    {"trust": "c"},
    """With k near 1 the weights have no variance to speak of, and hardly a mean: ten times the draws move the
    score by a point, not by twenty.""",
    name="more draws",
)
answer.mistake(
    {"next": "b"},
    """The weights are made of the same scores. What is wrong with these is wrong with them, and from seed to
    seed they go anywhere.""",
    name="weights from bad scores",
)
answer.mistake(
    {"next": "c"},
    """No pooling has twelve effects and a prior that nobody defended. Left out exactly, that prior is all it
    has to offer for a hospital it has not seen.""",
    name="simple by name",
)
