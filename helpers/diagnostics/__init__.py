"""May this fit be trusted? A verdict, its grounds, and what to do next."""

from __future__ import annotations

from helpers.diagnostics.verdict import DiagnosticsReport, report

__all__ = ["DiagnosticsReport", "report"]
