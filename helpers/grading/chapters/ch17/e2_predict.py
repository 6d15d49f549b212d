"""17.2: a prediction."""

from __future__ import annotations

from helpers.grading.declare import prediction

predict = prediction(
    "Predict before you drag",
    """Yes, to .766. The ceiling is .788, and ten times the visitors go two thirds of what was left of the
    way.""",
    points=1,
    minutes=4,
    right="little",
    options={
        "little": "to about .77",
        "much": "to about .90",
        "all": "to more than .99",
    },
)

predict.mistake(
    "much",
    """That would be above the ceiling. With probability .21 the effect is not above zero, and then more
    visitors make "it works" *less* likely, not more.

    What does assurance tend to when noise is gone?
    """,
    name="ten times is a lot",
)

predict.mistake(
    "all",
    """That is what *power* does at an effect above zero. Assurance averages over effects below zero too, and
    there no test should say "it works".

    What does assurance tend to when noise is gone?
    """,
    name="tends to 1",
)
