"""``borrowing-strength``: what a learner, a reader with data and a trainer type; each command hands on."""

from __future__ import annotations

from helpers.cli.command import main

__all__ = ["main"]
