"""Chapter 3: Q, I² and τ̂."""

from __future__ import annotations

from helpers.grading.chapters.ch03.e1_q import Q
from helpers.grading.chapters.ch03.e2_spread import TAU
from helpers.grading.chapters.ch03.e3_predict import PREDICT
from helpers.grading.chapters.ch03.e4_interval import REPAIR
from helpers.grading.chapters.ch03.e5_votes import VOTES

EXERCISES = [Q, TAU, PREDICT, REPAIR, VOTES]
