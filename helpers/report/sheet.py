"""From bytes to rows of cells: encoding, separator, and where the headings stand."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from helpers.report.headings import recognised
from helpers.report.problems import bad, shortened

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
LOOKED_AT = 60  # rows, to find the separator and the headings
HEADINGS_WITHIN = 25  # rows
LONGEST_CELL = 100_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER = (
    (b"PK\x03\x04", "an Excel or OpenDocument workbook (or a ZIP archive)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "a SQLite database"),
)
Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Sheet:
    """A text file as rows: ``headings``, and the line on which the rows below them begin."""

    path: Path
    encoding: str
    separator: str
    headings: tuple[str, ...]
    after: int  # rows to leave out, the headings included
    said: tuple[str, ...]

    @contextmanager
    def rows(self) -> Iterator[tuple[Iterator[Row], Callable[[], int]]]:
        """Line number and cells of each row below the headings, and how many bytes of the file are read.

        Empty rows are left out; of a file packed by gzip the bytes are the packed ones.
        """
        with self.path.open("rb") as file, opened(self.path, self.encoding, file) as text:
            yield islice(_cells(text, self.separator), self.after, None), file.tell


def sheet_of(path: Path) -> Sheet:
    """How the file at ``path`` is to be read. Raises ``BadTable`` where it is no table of text."""
    encoding, said = _encoding(path)
    with opened(path, encoding) as text:
        first = "".join(islice(text, LOOKED_AT + 1))
    if not first.strip():
        raise bad("the file is empty")
    if first.lstrip().lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
        raise bad("this is a web page, not a table: export it again as CSV (often a login page was saved)")
    if first.lstrip().startswith(("{", "[")):
        raise bad(
            "this is JSON: write it as CSV, one experiment or one visitor a row; in Python, "
            "report.read(pandas.read_json(file, lines=True)) where each line is one"
        )
    separator = _separator(first)
    rows = list(islice(_cells(io.StringIO(first), separator), LOOKED_AT))
    at, headings, depth = _headings(rows)
    if depth == 2:
        said.append(f"two rows of headings (lines {rows[at][0]} and {rows[at + 1][0]}) were joined")
    elif rows[at][0] > 1:
        said.append(f"headings on line {rows[at][0]}; what stands above was left out")
    name = SEPARATORS.get(separator, "nothing: one column")
    said.insert(0, f"{path.name}: {'UTF-8' if encoding == 'utf-8' else encoding} text, separated by {name}")
    return Sheet(path, encoding, separator, headings, at + depth, tuple(said))


def opened(path: Path, encoding: str, file: IO[bytes] | None = None) -> IO[str]:
    """The file as text, from ``file`` where its bytes are open already; what gzip packed is unpacked."""
    if _head(path)[:2] == b"\x1f\x8b":
        return gzip.open(file or path, "rt", encoding=encoding, newline="")
    return io.TextIOWrapper(file or path.open("rb"), encoding=encoding, newline="")


def _head(path: Path, size: int = 4096) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _encoding(path: Path) -> tuple[str, list[str]]:
    head = _head(path)
    if not head:
        raise bad("the file is empty")
    for mark, kind in _OTHER:
        if head.startswith(mark):
            raise bad(f"this is {kind}, not text: save the table as “CSV UTF-8” and give that file")
    packed = head[:2] == b"\x1f\x8b"
    if packed:
        try:
            with gzip.open(path) as file:
                head = file.read(4096)
        except (OSError, EOFError):
            raise bad("this gzip file is damaged: pack it again, or give the file unpacked") from None
    for mark, name in _MARKS:
        if head.startswith(mark):
            _decodes(path, name, packed)
            return name, []
    if b"\0" in head:
        half = head[1::2].count(0) > len(head) // 4
        if half and _decodes(path, "utf-16-le", packed, quietly=True):
            return "utf-16-le", []
        raise bad("this is not text (it holds zero bytes): save the table as “CSV UTF-8” and give that file")
    if _decodes(path, "utf-8", packed, quietly=True):
        return "utf-8", []
    if _decodes(path, "cp1252", packed, quietly=True):
        return "cp1252", ["not UTF-8: read as Windows-1252; where names look wrong, save it as “CSV UTF-8”"]
    _decodes(path, "latin-1", packed)
    return "latin-1", ["not UTF-8: read as Latin-1; where names look wrong, save it as “CSV UTF-8”"]


def _decodes(path: Path, encoding: str, packed: bool, quietly: bool = False) -> bool:
    """Whether the whole file is text of this encoding; read in pieces."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            while piece := file.read(1 << 20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeError:
        if quietly:
            return False
        raise bad(f"the file says it is {encoding}, but is not: save it as “CSV UTF-8”") from None
    except (OSError, EOFError):
        raise bad("this gzip file is damaged: pack it again, or give the file unpacked") from None
    return True


def _cells(text: IO[str], separator: str) -> Iterator[Row]:
    """Line number and cells of every row that is not empty."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=separator, skipinitialspace=True)
    line, comments = 1, True
    try:
        for cells in reader:
            comments = comments and _is_comment(cells)
            if any(map(str.strip, cells)) and not comments and not (line == 1 and _is_hint(cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        quote = "a quotation mark that is never closed, or a cell of more than 100 000 characters"
        raise bad(quote if "field larger" in str(error) else str(error), line) from None


def _is_comment(cells: Sequence[str]) -> bool:
    """A line that begins with # or is empty, as tools put them on top of an export."""
    return not any(map(str.strip, cells)) or (cells[0].lstrip().startswith("#") and not any(cells[1:]))


def _is_hint(cells: Sequence[str]) -> bool:
    """Excel's own first line, “sep=;”."""
    return cells[0].lower().startswith("sep=")


def _separator(text: str) -> str:
    """The separator under which most headings are known, then the one that cuts the rows most alike."""
    if text[:4].lower() == "sep=" and text[4:5] in SEPARATORS:
        return text[4]
    scores = {}
    for mark in SEPARATORS:
        try:
            rows = [cells for _, cells in islice(_cells(io.StringIO(text), mark), LOOKED_AT)]
        except ValueError:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count) if widths else 1
        known = max((recognised(row) for row in rows[:HEADINGS_WITHIN]), default=0)
        scores[mark] = (known if usual > 1 else 0, usual > 1, widths.count(usual) / len(rows), usual)
    return max(scores, key=scores.__getitem__) if scores else ","


def _headings(rows: Sequence[Row]) -> tuple[int, tuple[str, ...], int]:
    """Which row holds the headings, what they are, and whether they take one row or two."""
    best, found = 0, (0, tuple(cell.strip() for cell in rows[0][1]), 1)
    for i, (_, cells) in enumerate(rows[:HEADINGS_WITHIN]):
        own = tuple(cell.strip() for cell in cells)
        if (known := recognised(own)) > best:
            best, found = known, (i, own, 1)
        if i + 1 < len(rows) and not any(map(_is_number, rows[i + 1][1])):
            joined = joined_headings(cells, rows[i + 1][1])
            if recognised(joined) > best:
                best, found = recognised(joined), (i, joined, 2)
    if best == 0 and all(_is_number(cell) for cell in rows[0][1] if cell.strip()):
        raise bad(
            "there are no headings, so nothing says which number is what: put a line such as "
            "“label,effect,std_error” on top",
            rows[0][0],
        )
    return found


def joined_headings(above: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """“Treated, , Control, ” over “n, events, n, events”: merged cells name all columns they span."""
    names, last = [], ""
    for i, cell in enumerate(below):
        last = above[i].strip() if i < len(above) and above[i].strip() else last
        names.append(f"{cell.strip()} {last}".strip() if cell.strip() else last)
    return tuple(names)


def _is_number(text: str) -> bool:
    try:
        float(shortened(text).replace(",", "."))
    except ValueError:
        return False
    return True
