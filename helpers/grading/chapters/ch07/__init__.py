"""Chapter 7: many arms, many countries."""

from __future__ import annotations

from helpers.grading.chapters.ch07.e1_discovery import DISCOVERY
from helpers.grading.chapters.ch07.e2_predict import PREDICT
from helpers.grading.chapters.ch07.e3_loss import LOSS
from helpers.grading.chapters.ch07.e4_looking_back import UNIFORM
from helpers.grading.chapters.ch07.e5_sentence import SENTENCE

EXERCISES = [DISCOVERY, PREDICT, LOSS, UNIFORM, SENTENCE]
