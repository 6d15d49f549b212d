"""11.6: a fit to be judged and mended."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "A fit to be mended",
    """Yes: in this order, and none of it raises a limit. If divergences remain in the new coordinates, then
    target_accept.

    Read the report from the top. What would more draws from the same sampler be draws of?
    """,
    points=2,
    minutes=6,
    right="c a b",
    slots={
        "use": [
            "The mean of μ may be used tonight, since its R-hat is below 1.01,",
            "The draws may be used once the 21 divergent ones are removed,",
            "None of these draws should be used tonight,",
        ],
        "because": [
            "because the sampler does not get into the region where τ is small and the θ lie close together;",
            "because 4000 draws are too few for so many effects;",
            "because this seed had bad luck;",
        ],
        "next": [
            "the next run should take four times the draws of the same model.",
            "the next run should be the same model, non-centred.",
            "the next run should warn above an R-hat of 1.05.",
        ],
    },
)

answer.mistake(
    {"use": "a"},
    """μ and τ are drawn together. Where small values of τ are missing, so are the values of μ that go with
    them; an R-hat of 1.00 says that the chains agree, all of them outside.""",
    name="one healthy quantity",
)

answer.mistake(
    {"use": "b"},
    """A divergent draw marks the spot where the sampler shot off. What is missing are the draws beyond it.
    Remove the marks, and nobody sees that there is a hole.""",
    name="remove the divergent",
)

answer.mistake(
    {"because": "b"},
    """Too few draws show in the effective sample size, and here they do. But what stands above in the report
    explains it: a sampler that cannot enter a region is slow, too. More of the same draws come from outside
    the same region.""",
    name="more draws",
)

answer.mistake(
    {"because": "c"},
    """Another seed diverges elsewhere along the same neck. Try it in your own model: divergences that come
    with every seed are the model's.""",
    name="bad luck",
)

answer.mistake(
    {"next": "a"},
    """Four times the draws from a sampler that stays out of a region stay out of it, with four times the
    confidence. Change the coordinates first.""",
    name="run longer",
)

answer.mistake(
    {"next": "c"},
    "That mends the warning. Nothing moves differently for it.",
    name="raise the limit",
)
