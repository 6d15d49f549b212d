"""Chapter 2: segments inside one experiment."""

from __future__ import annotations

from helpers.grading.chapters.ch02.interaction import INTERACTION
from helpers.grading.chapters.ch02.nested import NESTED
from helpers.grading.chapters.ch02.predict import PREDICT
from helpers.grading.chapters.ch02.reply import REPLY
from helpers.grading.chapters.ch02.tickets import TICKETS

EXERCISES = [INTERACTION, TICKETS, PREDICT, NESTED, REPLY]
