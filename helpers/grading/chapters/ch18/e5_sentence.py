"""18.5: the sentence for the board."""

from __future__ import annotations

from helpers.grading.declare import sentence

answer = sentence(
    "The sentence for the board",
    """That is an answer a board can act on: what is known, what is not, and which test still pays.

    Three questions: about the average or about the next market? What does opening untested bring? What
    does a test cost, and what does it bring?
    """,
    points=2,
    minutes=5,
    right="b c a",
    slots={
        "known": [
            "The redesign works in the next market with a probability of .98;",
            "The redesign works on average, almost surely, and in the next market with a probability of .83;",
            "Eight markets are too few to say anything;",
        ],
        "why": [
            "further markets will bring that above .95,",
            "that is above one half, so opening pays,",
            "opening untested loses money at that chance, because one failure costs nine successes,",
        ],
        "advice": [
            "so test in each market first, as long as a test costs less than the failures it prevents.",
            "so stop testing and open everywhere.",
            "so open nowhere.",
        ],
    },
)

answer.mistake(
    {"known": "a"},
    """.98 is about μ, the average over many markets. The board opens *one*, and markets differ.""",
    name="mu for the next market",
)

answer.mistake(
    {"known": "c"},
    """Too timid. They say a lot about the average, and .83 about the next market, with its reasons.""",
    name="nothing can be said",
)

answer.mistake(
    {"why": "a"},
    """Further markets make μ and τ surer. They do not make markets alike: with τ near .5 about a fifth of
    them stays below zero, however many you test.""",
    name="more markets make markets alike",
)

answer.mistake(
    {"why": "b"},
    """One half would be the bar if a failure cost as much as a success earns. Here it costs nine times as
    much: the bar is .90.""",
    name="above one half",
)

answer.mistake(
    {"advice": "b"},
    """At .83 opening untested loses about 70 000 a market on average. What is sure is the average, which
    nobody opens.""",
    name="stop testing",
)

answer.mistake(
    {"advice": "c"},
    """Four markets in five gain. A test tells most of them from the others, and costs a few thousand.""",
    name="open nowhere",
)
