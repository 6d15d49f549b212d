"""04.7: what the F test did not say."""

from __future__ import annotations

from helpers.grading.declare import free_text
from helpers.grading.kinds.words.text import Criterion, says

# Patterns stay within one clause: [^.;]* stops at its end.
NOT_HOW_MUCH = [
    r"\b(not|n't|nothing|no)\b[^.;]*\b(how (much|far|large|big|strongly)|size|magnitude|by what)",
    r"\b(that|whether)\b[^.;]*\bdiffer[^.;]*\b(not|n't|without|rather than)\b",
    r"\bonly\b[^.;]*\b(that|whether)\b[^.;]*\b(differ|vary|equal|same)",
]
NOISY = [
    r"\bnois[ey]",
    r"\b(chance|luck|random\w*|uncertain\w*|imprecise|unreliable|variance)\b",
    r"\b(sampling|standard) error",
    r"\b(overstat|exaggerat|winner|extreme)",
]
PARTIAL = [
    r"\bpartial(ly)?[- ]pool",
    r"\bpool\w*[- ]partial",
    r"\bshr[iu]nk",
    r"\bborrow",
    r"\bhierarch",
    r"\bmultilevel",
]
KEEPS_ALL_SIX = [
    r"\b(use|report|trust|keep|take)\b[^.;]*\b(each|every)\b[^.;]*\bown (estimate|effect|mean|result)s?\b"
    r"(?![^.;]*\b(nois|shr|chance|not|pool))",
]
SIZE_FROM_TEST = [
    r"\b(test|F|p)\b[^.;]*\b(shows|proves|means|says|tells)\b[^.;]*"
    r"\b(large|big|huge|strong|substantial) (difference|effect|heterogeneity|spread)",
]

text = free_text(
    "Looking back: what the F test did not say",
    "All three ideas are there.",
    points=2,
    minutes=6,
    model="""The F test says that the segments differ, and hardly by chance; it does not say by how much. Each
    segment's own estimate is still noisy, and the largest of six is largest partly by luck. I would pool
    partially: estimate the spread τ between segments and shrink each estimate towards the mean, the noisy
    ones more.""",
    rubric=[
        Criterion(
            "the test says that segments differ, not how much",
            NOT_HOW_MUCH,
            "Does an F of 10 tell you how far apart the segments are?",
        ),
        Criterion(
            "a segment's own estimate is noisy",
            NOISY,
            "How much of one segment's estimate is that segment, and how much its sample?",
        ),
        Criterion(
            "partial pooling, or shrinkage",
            PARTIAL,
            "Is there anything between one number for all and six separate ones?",
        ),
    ],
)

text.mistake(
    says(KEEPS_ALL_SIX),
    """You keep the six estimates as they are. The test rejects *equal* segments; it does not make six
    noisy estimates exact. What lies between one number for all and six separate ones?""",
    name="no pooling because the test rejects",
)

text.mistake(
    says(SIZE_FROM_TEST),
    """You read the size of the differences off the test. F grows with the number of visitors, too: with
    enough of them the smallest difference gives a large F.""",
    name="significance for size",
)
