"""Cells as numbers: which mark is the decimal one, and what is wrong with a cell that is none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers._validate import FloatArray
from helpers.report.problems import Problems, shortened

_FORM = r"[+-]?([1-9]\d{{0,2}}({group}\d{{3}})+|\d+)?({point}\d*)?(e[+-]?\d+)?"
FORMS = {
    ".": re.compile(_FORM.format(group=",", point=r"\."), re.IGNORECASE),
    ",": re.compile(_FORM.format(group=r"\.", point=","), re.IGNORECASE),
}
_OTHER = {".": ",", ",": "."}
MISSING = re.compile(r"|[-–—.?]|na|n/a|nan|null|none|missing|k\.a\.", re.IGNORECASE)
_DATE = re.compile(
    r"\d{4}-\d\d?-\d\d?.*|\d\d?[./]\d\d?[./]\d{2,4}.*|\d\d?[-. ][a-zä]{3}([-. ]\d+)?"
    r"|[a-zä]{3}[-. ]\d\d?(\d\d)?",
    re.IGNORECASE,
)
ANSWERS = {"true": 1.0, "yes": 1.0, "ja": 1.0, "y": 1.0, "false": 0.0, "no": 0.0, "nein": 0.0, "n": 0.0}
LARGEST = 1e15


def tidy(text: Any) -> str:
    """A cell without what people and programs put around a number: blanks, currencies, odd signs."""
    plain = re.sub(r"[\u2212\u2010-\u2014]", "-", str(text).strip())
    plain = re.sub(r"^([+-]?)\s*[$€£]\s*", r"\1", plain)
    plain = re.sub(r"\s*([$€£]|EUR|USD|GBP|CHF)$", "", plain)
    return re.sub(r"(?<=\d)['’\u00a0\u202f\u2009 ](?=\d{3}(\D|$))", "", plain)


def evidence(cells: Iterable[Any]) -> dict[str, str]:
    """What a column says about the decimal mark: a first cell for each of ``. , .? ,?`` that occurs.

    A mark without a question can only be meant; “1,234” and “1.234” could be thousands too.
    """
    found: dict[str, str] = {}
    for cell in cells:
        text = tidy(cell).removesuffix("%").strip()
        marks = set(re.findall("[.,]", text))
        fits = [mark for mark, form in FORMS.items() if marks and form.fullmatch(text)]
        if len(fits) == 1:
            found.setdefault(fits[0], text)
        elif fits:
            found.setdefault(f"{marks.pop()}?", text)
    return found


def decimal_mark(columns: Mapping[str, tuple[Iterable[Any], bool]], problems: Problems) -> str:
    """The mark of a file; ``columns`` holds its numbers by name: their cells, and whether they count.

    Where both marks occur it is said once, and no more of each cell.
    """
    seen = {name: (evidence(cells), whole) for name, (cells, whole) in columns.items()}
    sure = {mark: (name, e[mark]) for name, (e, _) in seen.items() for mark in FORMS if mark in e}
    if len(sure) == 2:
        (one, first), (two, second) = sure["."], sure[","]
        problems.add(
            f"“{first}” has a decimal point, but “{second}” (column “{two}”) a decimal comma: write all "
            "alike",
            column=one,
        )
        problems.both_marks = True
    if sure:
        return next(iter(sure))
    open_: dict[str, str] = {}
    for name, (e, _) in seen.items():
        for mark in (".?", ",?"):
            if mark in e:
                open_.setdefault(mark, name)
    if not open_:
        return "."
    counted = all(whole for e, whole in seen.values() if {".?", ",?"} & e.keys())
    if len(open_) == 1 and counted:
        return "," if ".?" in open_ else "."  # thousands
    if ",?" not in open_:
        return "."
    name = open_[",?"]
    cell = seen[name][0][",?"]
    problems.add(
        f"“{cell}” may be {cell.replace(',', '')} or {cell.replace(',', '.')}: write it without a mark for "
        "thousands, or with more or fewer decimals",
        column=name,
    )
    return "."


def numbers(
    cells: Sequence[Any] | np.ndarray, lines: Any, name: str, mark: str, problems: Problems
) -> FloatArray:
    """The cells of a column as numbers, percentages as shares; NaN where one is a problem, which is noted."""
    array = np.asarray(cells)
    if array.dtype.kind in "iufb":
        values, percent, texts = array.astype(float), np.zeros(len(array), bool), array
    else:
        values, percent, texts = _read_once(array, mark)
    odd = ~np.isfinite(values) | (np.abs(values) > LARGEST)
    told = odd
    if problems.both_marks:
        told = odd & [not np.isfinite(number_of(text, _OTHER[mark])[0]) for text in texts]
    for i in np.flatnonzero(told)[: problems.MOST]:
        problems.add(_why_not(texts[i], mark), lines[i], name)
    rest = np.flatnonzero(told)[problems.MOST :]
    for text, many in zip(*np.unique(texts[rest].astype(str), return_counts=True), strict=True):
        problems.more(_why_not(text, mark), name, int(many))
    if percent.any() and not percent[~odd].all():
        i = int(np.argmax(~percent & ~odd))
        problems.add("other cells of this column have a percent sign, this one has none", lines[i], name)
    return np.where(odd, np.nan, np.where(percent, values / 100, values))


def has_percent(cells: Sequence[Any] | np.ndarray) -> bool:
    return any(str(cell).rstrip().endswith("%") for cell in cells)


def _read_once(array: np.ndarray, mark: str) -> tuple[FloatArray, np.ndarray, np.ndarray]:
    """Values, percent signs and texts; each different cell is read once."""
    import pandas as pd

    codes, unique = pd.factorize(array, use_na_sentinel=False)
    texts = np.array(["" if pd.isna(cell) else str(cell) for cell in unique], dtype=object)
    read = [number_of(text, mark) for text in texts]
    return (
        np.array([value for value, _ in read], dtype=float)[codes],
        np.array([percent for _, percent in read], dtype=bool)[codes],
        texts[codes],
    )


def number_of(text: str, mark: str) -> tuple[float, bool]:
    """One cell: its number, NaN where it is none, and whether a percent sign stands after it."""
    plain = tidy(text)
    percent = plain.endswith("%")
    plain = plain.removesuffix("%").strip()
    if not re.match(r"[+-]?[.,]?\d", plain) or not FORMS[mark].fullmatch(plain):
        return np.nan, percent
    group = "," if mark == "." else "."
    return float(plain.replace(group, "").replace(mark, ".")), percent


def _why_not(cell: Any, mark: str) -> str:
    plain = str(cell).strip()
    found = f"found “{shortened(plain)}”"
    value = number_of(plain, mark)[0]
    if not plain:
        return "there is nothing here: fill it in, or take the row out"
    for form, why in (
        (MISSING, ", which is no number: fill it in, or take the row out"),
        (re.compile("#.*"), ", an error of the spreadsheet: mend the formula there"),
        (re.compile("=.*"), ", a formula: export values, not formulas"),
        (_DATE, ", a date; spreadsheets turn numbers into dates: format the column as numbers, export again"),
        (re.compile(r"\(.*\d.*\)"), ": a negative number is written with a minus"),
        (re.compile("[<>≤≥~].*"), ", a bound: a number is wanted"),
    ):
        if form.fullmatch(plain):
            return found + why
    if abs(value) > LARGEST or re.fullmatch("[+-]?inf(inity)?", plain, re.IGNORECASE):
        return f"{found}, which is too large to be meant"
    if np.isfinite(number_of(plain, _OTHER[mark])[0]):
        return f"{found}, but other cells write decimals with “{mark}”: write all alike"
    return f"{found}, where a number is wanted"
