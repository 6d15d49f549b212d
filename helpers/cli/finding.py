"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """``said``: what was found. ``mend``: what to do, where something is broken; ``note``: what to know.

    ``waits``: nothing could be said before what stands above is mended.
    """

    said: str
    mend: str = ""
    note: str = ""
    waits: bool = False

    @property
    def is_broken(self) -> bool:
        return bool(self.mend)

    def told(self, what: str) -> str:
        """One line, and one below it on what to do or to know."""
        mark = "MEND" if self.mend else "wait" if self.waits else "note" if self.note else "fine"
        below = self.mend or self.note
        return f"{mark}  {what}: {self.said}" + (f"\n      {below}" if below else "")
