"""What experiments are called: tests of different changes, or one change in different places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.report.headings import plain_of

# One change, tried in each of them.
_PLACES = re.compile(
    r"(markets?|countr(y|ies)|regions?|cit(y|ies)|stores?|shops?|sites?|states?|schools?|hospitals?|clinics?"
    r"|locations?|segments?|markt|land|stadt|filiale|pays|ville|marche)"
)
_STUDIES = re.compile(r"stud(y|ies)|trials?|studie|etude")  # of one treatment
_CHANGES = re.compile(
    r"(ab |a b |split )?(experiments?|tests?)|campaigns?|kampagne|campagne|(feature )?flags?|features?|ideas?"
    r"|changes?|hypothes[ie]s|hypothese|initiatives?|releases?|anderung|changement"
)
_KEY = re.compile(r" ?(id|name|nr|no|number|key|title|code|slug)$")
_MOST = 0.9  # of the names


def changes_or_places(heading: str, names: Sequence[str]) -> str:
    """``"places"``, ``"studies"`` or ``"changes"``, by the names (“Store 12”) or the heading, else ``""``."""
    first = [plain_of(name).partition(" ")[0] for name in names]
    plain = _KEY.sub("", plain_of(heading))
    for what, called in (("places", _PLACES), ("studies", _STUDIES)):
        if sum(bool(called.fullmatch(word)) for word in first) >= _MOST * len(first) or called.fullmatch(
            plain
        ):
            return what
    return "changes" if _CHANGES.fullmatch(plain) else ""
