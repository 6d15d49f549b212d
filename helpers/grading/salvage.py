"""Reading a record of progress that may be damaged: what is sound in it, and what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

Record = dict[str, Any]
PARTS = ("exercises", "predictions")
_HUGE = 1e9  # attempts, points: more is no number that was written here

_ID = re.compile(r"\d\d\.\d+")
_ENTRY = re.compile(r'"(\d\d\.\d+)"\s*:\s*\{')
_FIELD = re.compile(r'"(\w+)"\s*:\s*("(?:[^"\\\n]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)(?=\s*[,}])')
_OURS, _THEIRS = (
    re.compile(pattern, re.MULTILINE | re.DOTALL)
    for pattern in (
        r"^(?:<<<<<<<[^\n]*\n|(?:\|{7}|=======).*?(?:^>>>>>>>[^\n]*(?:\n|\Z)|\Z))",
        r"^(?:<<<<<<<.*?^=======[^\n]*\n|>>>>>>>[^\n]*(?:\n|\Z))",
    )
)


def new() -> Record:
    """A record in which nothing has been done."""
    return {"version": 1, "exercises": {}, "predictions": {}}


def read(data: bytes) -> tuple[Record, str]:
    """What is sound in ``data``, and what is wrong with the rest: nothing, or a clause for its reader."""
    text, fault = _decoded(data)
    if not text.strip("\0 \t\r\n"):
        return new(), "it is empty"
    sides = [text]
    if re.search(r"^(<{7}|>{7})", text, re.MULTILINE):
        sides, fault = [_OURS.sub("", text), _THEIRS.sub("", text)], "it holds the marks of a merge conflict"
    found = list(map(_parsed, sides))
    return reduce(merged, (record for record, _ in found)), fault or next((f for _, f in found if f), "")


def merged(one: Record, other: Record) -> Record:
    """Both records in one: the best of each exercise, the first of each prediction."""
    exercises = _joined(one["exercises"], other["exercises"], _better)
    predictions = _joined(one["predictions"], other["predictions"], _earlier)
    return {**other, **one, "exercises": exercises, "predictions": predictions}


def amount(value: Any) -> float:
    """``value`` if it is a finite number, else 0: somebody may have edited the file."""
    return value if isinstance(value, (int, float)) and abs(value) < _HUGE else 0


def _joined(one: Record, other: Record, choose: Callable[[Record, Record], Record]) -> Record:
    return {**other, **one, **{key: choose(one[key], other[key]) for key in one.keys() & other.keys()}}


def _better(one: Record, other: Record) -> Record:
    first, second = sorted((one, other), key=lambda entry: amount(entry.get("best")), reverse=True)
    passed = [entry["passed"] for entry in (one, other) if "passed" in entry]
    attempts = max(amount(one.get("attempts")), amount(other.get("attempts")))
    return {**second, **first, "attempts": attempts, **({"passed": min(passed)} if passed else {})}


def _earlier(one: Record, other: Record) -> Record:
    return min(one, other, key=lambda entry: str(entry.get("when", "")))


def _decoded(data: bytes) -> tuple[str, str]:
    encoding = json.detect_encoding(data)
    fault = "" if encoding == "utf-8" else f"it was saved as {encoding.upper()}"
    try:
        return data.decode(encoding), fault
    except UnicodeDecodeError:
        return data.decode(encoding, "replace"), "it holds bytes that are no text"


def _parsed(text: str) -> tuple[Record, str]:
    try:
        found = json.loads(text, object_pairs_hook=_without_twins)
    except (ValueError, RecursionError):
        return _scanned(text), "it is cut off, or otherwise not what was written"
    if not isinstance(found, dict) or not any(isinstance(found.get(part), dict) for part in PARTS):
        return _scanned(text), "it is no record of progress"
    sound, bad = new() | {key: value for key, value in found.items() if key not in PARTS}, 0
    for part in PARTS:
        entries = found.get(part, {})
        for key, entry in entries.items() if isinstance(entries, dict) else [("", None)]:
            kept = _sound(entry, part) if _ID.fullmatch(key) else {}
            bad += kept != entry
            if kept:
                sound[part][key] = kept
    return sound, f"{bad} of its entries {'is' if bad == 1 else 'are'} not sound" if bad else ""


def _without_twins(pairs: list[tuple[str, Any]]) -> Record:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a name stands twice")
    return dict(pairs)


def _scanned(text: str) -> Record:
    """Entry by entry, field by field, whatever stands around them."""
    found = new()
    starts = list(_ENTRY.finditer(text))
    stops = [*(start.start() for start in starts), len(text)][1:]
    for start, after in zip(starts, stops, strict=False):
        inside = text[start.end() : after].partition("}")
        fields = {name: _value(value) for name, value in _FIELD.findall("".join(inside[:2]))}
        part = "predictions" if "answer" in fields else "exercises"
        if entry := _sound(fields, part):
            found[part] = _joined(
                {start[1]: entry}, found[part], _earlier if part == "predictions" else _better
            )
    return found


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _sound(entry: Any, part: str) -> Record:
    """The fields of an entry that can be what was written; none where the entry says nothing."""
    if not isinstance(entry, dict):
        return {}
    kept = {name: value for name, value in entry.items() if _CHECKS.get(name, _anything)(value)}
    needed: Iterable[str] = ("answer", "right") if part == "predictions" else ("best", "attempts", "passed")
    says = all if part == "predictions" else any
    return kept if says(name in kept for name in needed) else {}


def _anything(_value: Any) -> bool:
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_amount(value: Any) -> bool:
    return not isinstance(value, bool) and value == amount(value) and value >= 0


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "attempts": lambda value: _is_amount(value) and value == int(value),
    "best": _is_amount,
    "max": _is_amount,
    "options": _is_amount,
    "passed": _is_text,
    "verdict": _is_text,
    "when": _is_text,
    "right": lambda value: isinstance(value, bool),
    "confidence": lambda value: value is None or _is_amount(value),
}
