"""Chapter 6: counts."""

from __future__ import annotations

from helpers.grading.chapters.ch06.lift import LIFT
from helpers.grading.chapters.ch06.looking_back import MARKET_NINE
from helpers.grading.chapters.ch06.odds import ODDS
from helpers.grading.chapters.ch06.predict import PREDICT
from helpers.grading.chapters.ch06.rates import RATES

EXERCISES = [ODDS, RATES, PREDICT, LIFT, MARKET_NINE]
