"""Grading a class: from what learners handed in to a sheet of marks, each notebook judged in a jail.

``python -m helpers.grading SUBMISSIONS --out grades.csv``. What was handed in is found and copied aside
(`submissions`), every notebook is a job that a worker judges (`judge`, `pool`, `cluster`), every verdict is a
line of the `journal`, and everything a trainer reads is written from the journal (`results`).
"""

from __future__ import annotations


class Stop(Exception):  # noqa: N818 - it ends a batch and is told to the trainer; nothing is broken
    """Why a batch does not go on, and what to do about it, in words for the trainer."""
