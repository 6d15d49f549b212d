"""Chapter 7: many arms, many countries."""

from __future__ import annotations

from helpers.grading.chapters.ch07.discovery import DISCOVERY
from helpers.grading.chapters.ch07.looking_back import UNIFORM
from helpers.grading.chapters.ch07.loss import LOSS
from helpers.grading.chapters.ch07.predict import PREDICT
from helpers.grading.chapters.ch07.sentence import SENTENCE

EXERCISES = [DISCOVERY, PREDICT, LOSS, UNIFORM, SENTENCE]
