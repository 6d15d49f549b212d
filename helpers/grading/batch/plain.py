"""What others wrote, made harmless: for a terminal, for a spreadsheet, for the name of a file."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

# Marks that turn the direction of writing hide what a name says as well as control characters do.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def visible(text: str, keep: str = "") -> str:
    """The text with every control character shown instead of obeyed, but for those in ``keep``."""
    return "".join(c if c in keep else _shown(c) for c in text)


def _shown(character: str) -> str:
    code = ord(character)
    if code < 32:
        return chr(0x2400 + code)
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _TURNING:
        return f"\\u{code:04x}"
    return character


def cell(text: str) -> str:
    """The text as a cell of a table that no spreadsheet takes for a formula.

    A leading apostrophe marks text, as OWASP advises against "CSV injection"
    (owasp.org/www-community/attacks/CSV_Injection); the signs are = + - @, tab and line ends, and those that
    a spreadsheet reads alike.
    """
    shown = visible(text, keep="\n\t")
    return f"'{shown}" if _FORMULA.match(text) else shown


def file_name(text: str) -> str:
    """A name for a file that every system takes; different texts get different names."""
    safe = re.sub(r"[^\w.-]+", "_", unicodedata.normalize("NFC", text), flags=re.ASCII).strip("._")[:60]
    mark = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{safe or 'learner'}-{mark}"


def printable(text: str) -> str:
    """A name that came from a file system or an archive, as text that can be written anywhere."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
