"""04.7: what the F test did not say."""

from __future__ import annotations

from helpers.grading.declare import free_text
from helpers.grading.kinds.words.sayings import (
    HOW_MUCH,
    NOT_HOW_MUCH,
    POOL_COMPLETELY,
    POOL_NOTHING,
    POOL_PARTIALLY,
    THEY_AGREE,
    THEY_DIFFER,
    WERE_THEY_ALIKE,
)
from helpers.grading.kinds.words.text import Idea, against, claims

DIFFER = Idea(
    "the segments differ",
    "An F far beyond chance: what may you say of the six effects?",
    said=THEY_DIFFER,
    opposite=THEY_AGREE,
    aside=WERE_THEY_ALIKE,
)
NOT_BY_HOW_MUCH = Idea(
    "the test does not say how much they differ, and each segment's own estimate is still noisy",
    "Does an F of 10 tell you how far apart the segments are, or how good one segment's estimate is?",
    said=[
        *NOT_HOW_MUCH,
        "not imply|mean|say|follow|licence|that "
        "unrelated|share_nothing|alone|separate|nothing|reliable|accurate|which|no_pooling",
    ],
    opposite=HOW_MUCH,
    mentioned=[
        "noise|noisy|luck|lucky|uncertain|imprecise|unreliable|sampling_error|standard_error|wide_interval|exaggerate|overfit"
    ],
)
PARTIAL = Idea(
    "partial pooling, or shrinkage",
    "Is there anything between one number for all and six separate ones?",
    said=POOL_PARTIALLY,
    opposite=[*POOL_NOTHING, *POOL_COMPLETELY, "colleague|he|she is right|correct", "i agree"],
)

text = free_text(
    "Looking back: what the F test did not say",
    "All three ideas are there.",
    points=2,
    minutes=6,
    model="""The F test says that the segments differ, and hardly by chance; it does not say by how much. Each
    segment's own estimate is still noisy, and the largest of six is largest partly by luck. I would pool
    partially: estimate the spread τ between segments and shrink each estimate towards the mean, the noisy
    ones more.""",
    rubric=[DIFFER, NOT_BY_HOW_MUCH, PARTIAL],
)

text.mistake(
    against(PARTIAL, *POOL_COMPLETELY),
    """You pool completely. The test speaks against one number for all six: they differ. What lies between
    one number for all and six separate ones?""",
    name="complete pooling",
)

text.mistake(
    against(PARTIAL),
    """You keep the six estimates as they are. The test rejects *equal* segments; it does not make six
    noisy estimates exact. What lies between one number for all and six separate ones?""",
    name="no pooling because the test rejects",
)

text.mistake(
    against(DIFFER),
    """You say that the effect is the same in all segments, or may be. That is what the test asks, and
    F = 10.4 is far beyond what chance does to six equal effects.""",
    name="same effect everywhere",
)

text.mistake(
    against(NOT_BY_HOW_MUCH),
    """You read the size of the differences off the test. F grows with the number of visitors, too: with
    enough of them the smallest difference gives a large F.""",
    name="significance for size",
)

text.mistake(
    claims("shrink precise|large|big more", "shrink noisy|small|uncertain less"),
    """You shrink the wrong ones. Whose estimate needs the others more: a precise one, or a noisy one?""",
    name="precise ones shrunk more",
)
