"""Chapter 4: no, complete and partial pooling."""

from __future__ import annotations

from helpers.grading.chapters.ch04.looking_back import TEXT
from helpers.grading.chapters.ch04.model import MODEL
from helpers.grading.chapters.ch04.next_market import NEXT
from helpers.grading.chapters.ch04.picture import FIGURE
from helpers.grading.chapters.ch04.predict import PREDICT
from helpers.grading.chapters.ch04.sentence import SENTENCE
from helpers.grading.chapters.ch04.shrinkage import SHRINK

EXERCISES = [SHRINK, PREDICT, MODEL, NEXT, SENTENCE, FIGURE, TEXT]
