"""A learner's own copy of the course: made, filled, set back, opened in JupyterLab.

``make lab``, ``borrowing-strength learn`` and the start of a hub all come here. The copy stands in an
ignored folder (``work/`` beside ``exercises/``; ``--to`` or ``BORROWING_STRENGTH_WORK`` names another), so
that an update of the course never meets anybody's work. It holds what JupyterLab needs to follow a link:
exercises and solutions.

>>> from helpers import set_back
>>> set_back("03.1")  # one exercise as it was given, set_back("03") the whole notebook  # doctest: +SKIP
"""

from helpers.learn.back import set_back
from helpers.learn.copy import due, prepare
from helpers.learn.lab import hidden_by, main
from helpers.learn.place import VARIABLE, cannot_write, folder, remember, stand_in

__all__ = [
    "VARIABLE",
    "cannot_write",
    "due",
    "folder",
    "hidden_by",
    "main",
    "prepare",
    "remember",
    "set_back",
    "stand_in",
]
