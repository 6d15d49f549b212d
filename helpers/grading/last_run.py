"""A cell that ended with an error leaves what its earlier run made: who checks that is told so."""

from __future__ import annotations

import re
import sys
from typing import Any

from helpers.grading.show import error_text

# Names that a cell makes at its margin; by their form, for a cell that cannot be parsed makes none.
_MAKES = re.compile(r"^(?:(?:async )?(?:def|class) +(\w+)|(\w+) *(?::[^=\n]+)?=(?!=))", re.MULTILINE)
_NOTHING = object()


class Runs:
    """The runs of a notebook's cells, as far as names are what an earlier run left under them."""

    def __init__(self, shell: Any) -> None:
        self._shell, self._before, self._failed = shell, dict[str, Any](), dict[str, str]()
        shell.events.register("pre_run_cell", self._begins)
        shell.events.register("post_run_cell", self._ends)

    def note(self, answer: Any, names: set[str]) -> str:
        """What to say of an answer that one of ``names`` holds and the last run of its cell did not make."""
        for name, error in self._failed.items():
            if name in names and self._shell.user_ns.get(name, _NOTHING) is answer:
                return (
                    f"The last run of the cell that makes `{name}` ended with an error, {error}. "
                    "What is judged here is what an earlier run left. Mend the cell and run it again."
                )
        return ""

    def _begins(self, info: Any) -> None:
        made = {one or other for one, other in _MAKES.findall(info.raw_cell or "")}
        self._before = {name: self._shell.user_ns.get(name, _NOTHING) for name in made}

    def _ends(self, result: Any) -> None:
        error = result.error_before_exec or result.error_in_exec
        for name, before in self._before.items():
            self._failed.pop(name, None)
            if error and self._shell.user_ns.get(name, _NOTHING) is before is not _NOTHING:
                self._failed[name] = error_text(error)
        self._before = {}


_shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
_runs = Runs(_shell) if _shell else None


def note(answer: Any, names: set[str]) -> str:
    """`Runs.note` of this session; nothing outside a notebook."""
    return _runs.note(answer, names) if _runs else ""
