"""Forty files that cannot be used as they are, and what has to be said of each."""

from __future__ import annotations

import gzip

COUNTS = "market,conversions_treated,visitors_treated,conversions_control,visitors_control\n"
RAW = "user_id,experiment,variant,revenue\n"


def _rows(*rows: str) -> bytes:
    return "\n".join(rows).encode()


BAD: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("empty",)),
    "only blanks": (b" \n\n \n", ("empty",)),
    "headings only": (b"label,effect,std_error\n", ("headings", "not one whole row")),
    "a workbook": (b"PK\x03\x04rest", ("workbook", "CSV UTF-8")),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", ("old Excel workbook",)),
    "a PDF": (b"%PDF-1.7 ...", ("PDF",)),
    "zero bytes": (b"label,effect\0\0\0,std_error\nA,1,1\n", ("not text",)),
    "half a gzip file": (gzip.compress(b"label,effect,std_error\nA,1,1\n" * 5000)[:60], ("damaged",)),
    "not the UTF-16 it says": (b"\xff\xfel\0a\0b", ("utf-16",)),
    "a login page": (b"<!DOCTYPE html><html>please log in</html>", ("web page",)),
    "JSON": (b'[{"effect": 1, "std_error": 1}]', ("JSON",)),
    "no headings": (b"A,0.2,0.1\nB,0.3,0.1\n", ("headings do not say",)),
    "numbers only": (b"0.2,0.1\n0.3,0.1\n", ("no headings",)),
    "one heading twice": (b"label,effect,effect,std_error\nA,1,1,1\n", ("“effect”", "2 columns")),
    "unknown headings": (b"foo,bar\n1,2\n", ("“foo”", "Wanted")),
    "no standard error": (b"label,effect\nA,1\nB,2\n", ("“effect”", "std_error")),
    "no control column": (b"market,conversions_treated,visitors_treated\nA,1,10\n", ("Wanted",)),
    "both decimal marks": (
        b"label;effect;std_error\nA;0,25;0.1\nB;0,31;0.2\n",
        ("decimal comma", "std_error"),
    ),
    "a mark that may be either": (b"label;effect;std_error\nA;1,250;2,125\nB;2,375;1,125\n", ("may be",)),
    "a date for a number": (
        b"label,effect,std_error\nA,12-Jan,0.1\nB,0.3,0.1\n",
        ("line 2", "“effect”", "date"),
    ),
    "an error of a formula": (
        b"label,effect,std_error\nA,#DIV/0!,0.1\nB,0.3,0.1\n",
        ("line 2", "spreadsheet"),
    ),
    "a formula": (b"label,effect,std_error\nA,=B2/C2,0.1\nB,0.3,0.1\n", ("line 2", "formula")),
    "words for numbers": (
        b"label,effect,std_error\nA,0.2,small\nB,0.3,0.1\n",
        ("line 2", "std_error", "small"),
    ),
    "gaps": (b"label,effect,std_error\nA,0.2,\nB,NA,0.1\n", ("line 2", "line 3", "nothing here", "“NA”")),
    "percent here and there": (b"label,effect,std_error\nA,2%,1%\nB,0.03,1%\n", ("line 3", "percent")),
    "a bound": (b"label,effect,p\nA,0.2,<0.05\nB,0.3,0.2\n", ("line 2", "bound")),
    "accountant's minus": (b"label,effect,std_error\nA,(0.2),0.1\nB,0.3,0.1\n", ("line 2", "minus")),
    "no spread": (b"label,effect,std_error\nA,0.2,0\nB,0.3,-1\n", ("line 2", "line 3", "above 0")),
    "far too large": (b"label,effect,std_error\nA,1e300,1\nB,0.3,1\n", ("line 2", "too large")),
    "infinite": (b"label,effect,std_error\nA,inf,1\nB,0.3,1\n", ("line 2", "too large")),
    "ends swapped": (b"label,effect,low,high\nA,0.2,0.4,0.0\nB,0.3,0.1,0.5\n", ("line 2", "upper end")),
    "a ratio's interval on its own scale": (
        b"label,effect,low,high\nA,1.5,1.1,4.0\nB,0.3,0.1,0.5\n",
        ("line 2", "middle"),
    ),
    "more events than visitors": ((COUNTS + "DE,30,20,5,100\n").encode(), ("line 2", "conversions_treated")),
    "half an event": ((COUNTS + "DE,3.5,20,5,100\n").encode(), ("line 2", "whole")),
    "nobody": ((COUNTS + "DE,0,0,5,100\n").encode(), ("line 2", "visitors_treated", "above 0")),
    "a comma in a name": ((COUNTS + "Bonn, DE,3,20,5,100\n").encode(), ("line 2", "6 cells under 5")),
    "the same line twice": ((COUNTS + "DE,3,20,5,100\nDE,3,20,5,100\n").encode(), ("line 3", "line 2")),
    "a rate of no count": (
        b"market,rate_t,n_t,rate_c,n_c\nDE,0.333,10,0.1,10\n",
        ("line 2", "rate_t", "events"),
    ),
    "a quotation mark left open": (
        b'label,effect,std_error\n"A,1,1\nB,2,1\n' + b"C,1,1\n" * 20_000,
        ("quotation",),
    ),
    "one arm only": (_rows("experiment,variant,n,conversions", "X,control,10,1"), ("one arm only",)),
    "no control among arms": (
        _rows("experiment,variant,n,conversions", "X,red,10,1", "X,blue,10,2"),
        ("--control", "“red”"),
    ),
    "an arm missing": (
        _rows("experiment,variant,n,conversions", "X,control,10,1", "X,new,10,2", "Y,new,10,2"),
        ("line 4", "“Y”", "control"),
    ),
    "an arm twice": (
        _rows("experiment,variant,n,conversions", "X,control,10,1", "X,new,10,2", "X,new,11,2"),
        ("line 4", "line 3"),
    ),
    "a user twice": (
        (RAW + "u1,X,control,1\nu2,X,new,2\nu1,X,control,3\nu3,X,new,0\n").encode(),
        ("line 4", "line 2", "one line a user"),
    ),
    "a user in two arms": (
        (RAW + "u1,X,control,1\nu2,X,new,2\nu1,X,new,3\nu3,X,control,0\n").encode(),
        ("line 4", "two arms"),
    ),
    "raw gaps": ((RAW + "u1,X,control,\nu2,X,new,2\nu3,X,new,\n").encode(), ("line 2", "revenue", "lines 4")),
    "raw, an arm empty": (
        (RAW + "u1,X,control,1\nu2,X,new,2\nu3,X,new,3\nu4,Y,new,3\n").encode(),
        ("“Y”", "control"),
    ),
    "raw, several outcomes": (
        b"user_id,variant,revenue,profit\nu1,control,1,2\nu2,new,2,3\n",
        ("--outcome", "“profit”"),
    ),
    "raw, nothing varies": (
        (RAW + "".join(f"u{i},X,{'control' if i % 2 else 'new'},5\n" for i in range(8))).encode(),
        ("the same",),
    ),
}
