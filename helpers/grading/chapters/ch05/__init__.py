"""Chapter 5: the posterior of τ."""

from __future__ import annotations

from helpers.grading.chapters.ch05.e1_likelihood import LIKELIHOOD
from helpers.grading.chapters.ch05.e2_predict import PREDICT
from helpers.grading.chapters.ch05.e3_mean_of_tau import REPAIR
from helpers.grading.chapters.ch05.e4_sentence import SENTENCE
from helpers.grading.chapters.ch05.e5_looking_back import SCHOOLS

EXERCISES = [LIKELIHOOD, PREDICT, REPAIR, SENTENCE, SCHOOLS]
