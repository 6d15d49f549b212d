"""Chapter 1: eight answers to one question."""

from __future__ import annotations

from helpers.grading.chapters.ch01.coin import COIN
from helpers.grading.chapters.ch01.distribution import DISTRIBUTION
from helpers.grading.chapters.ch01.memo import MEMO
from helpers.grading.chapters.ch01.predict import PREDICT
from helpers.grading.chapters.ch01.votes import VOTES

EXERCISES = [VOTES, DISTRIBUTION, PREDICT, COIN, MEMO]
