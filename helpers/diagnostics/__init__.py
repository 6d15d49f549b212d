"""May this fit be trusted? A verdict, its grounds, and what to do next; and is the method right at all?"""

from __future__ import annotations

from helpers.diagnostics.calibration import SBC, sbc
from helpers.diagnostics.verdict import DiagnosticsReport, report

__all__ = ["SBC", "DiagnosticsReport", "report", "sbc"]
