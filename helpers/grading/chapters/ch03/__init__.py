"""Chapter 3: Q, I² and τ̂."""

from __future__ import annotations

from helpers.grading.chapters.ch03.interval import REPAIR
from helpers.grading.chapters.ch03.predict import PREDICT
from helpers.grading.chapters.ch03.q import Q
from helpers.grading.chapters.ch03.spread import TAU
from helpers.grading.chapters.ch03.votes import VOTES

EXERCISES = [Q, TAU, PREDICT, REPAIR, VOTES]
