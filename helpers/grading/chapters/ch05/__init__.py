"""Chapter 5: the posterior of τ."""

from __future__ import annotations

from helpers.grading.chapters.ch05.likelihood import LIKELIHOOD
from helpers.grading.chapters.ch05.looking_back import SCHOOLS
from helpers.grading.chapters.ch05.mean_of_tau import REPAIR
from helpers.grading.chapters.ch05.predict import PREDICT
from helpers.grading.chapters.ch05.sentence import SENTENCE

EXERCISES = [LIKELIHOOD, PREDICT, REPAIR, SENTENCE, SCHOOLS]
