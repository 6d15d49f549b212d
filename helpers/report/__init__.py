"""Your own experiments, from a file to a finished report: ``python -m helpers.report my_experiments.csv``."""

from __future__ import annotations

from helpers.report.experiments import Experiments, read
from helpers.report.problems import BadTable, Problem
from helpers.report.write import Report, write

__all__ = ["BadTable", "Experiments", "Problem", "Report", "read", "write"]
