"""Chapter 2: segments inside one experiment."""

from __future__ import annotations

from helpers.grading.chapters.ch02.e1_interaction import INTERACTION
from helpers.grading.chapters.ch02.e2_tickets import TICKETS
from helpers.grading.chapters.ch02.e3_predict import PREDICT
from helpers.grading.chapters.ch02.e4_nested import NESTED
from helpers.grading.chapters.ch02.e5_reply import REPLY

EXERCISES = [INTERACTION, TICKETS, PREDICT, NESTED, REPLY]
