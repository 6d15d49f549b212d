"""06.3: a prediction."""

from __future__ import annotations

from helpers.grading.exercise import Exercise, Misconception
from helpers.grading.kinds.choice import Choice

PREDICT = Exercise(
    id="06.3",
    title="Predict before you drag",
    points=1,
    minutes=5,
    reference="narrower",
    kind=Choice(
        {
            "narrower": "D's interval becomes narrower",
            "same": "D's interval keeps its width",
            "wider": "D's interval becomes wider",
        },
        confidence=True,
    ),
    keep=True,
    misconceptions=[
        Misconception(
            "same",
            "D has the same visitors as before, true. But D's estimate rests on more than D: it borrows from "
            "a population, and A had a say in how wide that population is. Drag and watch the last reading.",
            "What is the spread of the arms with A at 30 of 100, and at 3 of 10? A tighter population lends "
            "more.",
            name="own data only",
        ),
        Misconception(
            "wider",
            "Data were lost, so all should know less: for A itself that is so. Now ask what A's 100 visitors "
            "said about the *others*. Drag and watch the spread of the arms.",
            "A's 30 of 100 said: rates in this family can lie far apart, so do not trust your neighbours. "
            "A's 3 of 10 hardly says it.",
            name="less data, less certainty",
        ),
    ],
    praise="Yes. What A's 90 visitors had established was that variants differ a lot. Without them the "
    "population looks tighter, and D borrows more.",
)
