"""`write`: the page and its tables, all of them or none, and nothing over what was there."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers._files import put
from helpers._validate import true_or_false
from helpers.report.analysis import analysed
from helpers.report.experiments import Experiments
from helpers.report.page import page
from helpers.report.sentences import summary
from helpers.report.tables import tables

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Report:
    """A finished report: its ``tables`` by name, its ``sentences`` as they stand on top, its files."""

    tables: dict[str, pd.DataFrame]
    sentences: tuple[str, ...]
    path: Path
    files: tuple[Path, ...]

    def __repr__(self) -> str:
        return f"Report({str(self.path)!r}: {len(self.tables)} tables, {len(self.sentences)} sentences)"


def write(
    experiments: Experiments,
    out: str | Path,
    overwrite: bool = False,
    *,
    cost_per_visitor: float | None = None,
    moderators: tuple[str, ...] = (),
    call: str | None = None,
    command: str | None = None,
    progress: Any = False,
) -> Report:
    """Write the report on ``experiments`` to ``out``, one HTML file, and its tables as CSV beside it.

    ``report.html`` gets ``report.experiments.csv`` and so on. Nothing leaves this machine, and the page asks
    nothing of any other.

    Args:
        overwrite: True lets files of these names be replaced.
        cost_per_visitor: ≥ 0; the plan then has a column of costs.
        moderators: columns of ``experiments.table`` that may explain the effects.
        call: the line of code that the page shows for how ``experiments`` was made.
        command: the command that was run, for the foot of the page; None: it was made from Python.
        progress: True for a line on standard error, or a function of (done, of how many).

    Raises:
        ValueError: ``out`` has the suffix of something that is no HTML file.
        FileExistsError: a file is there already, and ``overwrite`` is False; nothing was written.
        TypeError: ``experiments`` is not what `read` returns.
    """
    if not isinstance(experiments, Experiments):
        raise TypeError(f"experiments must be what report.read returns; found {type(experiments).__name__}")
    target, replace = html_file(Path(out)), true_or_false(overwrite, "overwrite")
    free([target], replace)
    analysis = analysed(experiments, cost_per_visitor, moderators, progress)
    made, sentences = tables(analysis), summary(analysis)
    lower = ", lower_is_better=True" if experiments.lower_is_better else ""
    call = call or f"experiments = report.read(…{lower})"
    beside = {name: target.with_name(f"{target.stem}.{name}.csv") for name in made}
    free([target, *beside.values()], replace)
    text = page(analysis, made, sentences, call, command)
    for name, path in beside.items():
        put(path, csv_text(made[name]).encode("utf-8-sig"))
    put(target, text.encode())
    return Report(made, tuple(sentences), target, (target, *beside.values()))


def html_file(target: Path) -> Path:
    """The same path. Raises ``ValueError`` where its suffix is that of something else than HTML."""
    if target.suffix.lower() not in ("", ".html", ".htm"):
        raise ValueError(
            f"out: a report is one HTML file, and “{target.name}” names something else: say "
            f"{target.with_suffix('.html').name}, and print that to PDF from a browser if you want one"
        )
    return target


def free(paths: list[Path], replace: bool) -> None:
    """Raise ``OSError`` where one of ``paths`` is a folder, or a file that is not to be replaced."""
    there = [path for path in paths if os.path.lexists(path)]
    if any(path.is_dir() for path in there):
        raise IsADirectoryError(f"{there[0]} is a folder: name a file, such as {there[0] / 'report.html'}")
    if there and not replace:
        listed = ", ".join(path.name for path in there)
        raise FileExistsError(
            f"{listed} is there already: give another name, or overwrite=True (--overwrite)"
        )


def csv_text(frame: pd.DataFrame) -> str:
    """All digits; text that a spreadsheet would take for a formula begins with an apostrophe."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype.kind not in "iufb":
            safe[name] = [
                f"'{v}" if isinstance(v, str) and v[:1] in tuple("=+-@\t\r") else v for v in safe[name]
            ]
    safe.columns = [f"'{name}" if str(name)[:1] in tuple("=+-@") else name for name in safe.columns]
    return str(safe.to_csv(index=False))
