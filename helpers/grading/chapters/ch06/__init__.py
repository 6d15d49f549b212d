"""Chapter 6: counts."""

from __future__ import annotations

from helpers.grading.chapters.ch06.e1_odds import ODDS
from helpers.grading.chapters.ch06.e2_rates import RATES
from helpers.grading.chapters.ch06.e3_predict import PREDICT
from helpers.grading.chapters.ch06.e4_lift import LIFT
from helpers.grading.chapters.ch06.e5_looking_back import MARKET_NINE

EXERCISES = [ODDS, RATES, PREDICT, LIFT, MARKET_NINE]
