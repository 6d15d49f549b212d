"""16.4: the sentence for the board."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the board",
    """An answer that the board can act on: the check belongs to the prior that is used, and the number to
    the rule that was written down before.

    Which prior was checked? Which one gives the chance? They must be one and the same.
    """,
    points=2,
    minutes=5,
    right="b a b",
    slots={
        "check": [
            "An estimate of −0.60 passes the check (tail .087), so the past may be pooled whole;",
            "An estimate of −0.60 does not conflict with the hierarchical prior (tail .087), "
            "only with the pooled one (.003);",
            "An estimate of −0.60 conflicts with the past whatever prior you take;",
        ],
        "chance": [
            "by the hierarchical rule, which was agreed on, the chance that it works there is .10,",
            "by the pooled prior the chance that it works there is .996,",
            "the past says .83 and the new market .02, so the chance is about their middle, .43,",
        ],
        "advice": [
            "and your bar of .90 is cleared.",
            "and your bar of .90 is missed by far: hold.",
            "and a rule should now be found that fits this market.",
        ],
    },
)

answer.mistake(
    {"check": "a"},
    """The tail of .087 was computed with the hierarchical forecast. It licenses the hierarchical prior. The
    pooled prior, asked by its own forecast, holds this estimate for all but impossible.

    Check the prior that you will use.
    """,
    name="the wrong licence",
)

answer.mistake(
    {"check": "c"},
    """Not whatever prior. The eight markets differ, and the hierarchical forecast knows: an estimate at least
    as far out as −0.60 comes nine times in a hundred.""",
    name="conflict with everything",
)

answer.mistake(
    {"chance": "b"},
    """.996 is what the past says, with one weak voice against it: eight markets outvote the market that was
    tested. Under that very prior the estimate has a tail of .003.""",
    name="pooled whole",
)

answer.mistake(
    {"chance": "c"},
    """Chances are not averaged like that. What is combined is the prior and the *estimate*, each with its
    precision; the result may lie nearer to either.""",
    name="the middle of two chances",
)

answer.mistake(
    {"advice": "a"},
    "A chance of .10 does not clear a bar of .90. Which of your clauses made the board believe that it does?",
    name="cleared",
)

answer.mistake(
    {"advice": "c"},
    """A rule that is chosen after the estimate is chosen *by* the estimate. That is why the board wanted it
    in writing before.""",
    name="a rule for the occasion",
)
