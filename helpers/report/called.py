"""What experiments are called: tests of different changes, or one change in different places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.report.headings import plain_of

# One change, tried in each of them; what is called a study or a trial studies one treatment.
_PLACES = re.compile(
    r"(markets?|countr(y|ies)|regions?|cit(y|ies)|stores?|shops?|sites?|states?|schools?|hospitals?|clinics?"
    r"|locations?|segments?|stud(y|ies)|trials?|markt|land|stadt|filiale|studie|pays|ville|marche|etude)"
)
_CHANGES = re.compile(
    r"(ab |a b |split )?(experiments?|tests?)|campaigns?|kampagne|campagne|(feature )?flags?|features?|ideas?"
    r"|changes?|hypothes[ie]s|hypothese|initiatives?|releases?|anderung|changement"
)
_KEY = re.compile(r" ?(id|name|nr|no|number|key|title|code|slug)$")
_MOST = 0.9  # of the names


def changes_or_places(heading: str, names: Sequence[str]) -> str:
    """``"changes"`` or ``"places"``, by the names (“Store 12”) or their heading, else ``""``."""
    first = [plain_of(name).partition(" ")[0] for name in names]
    if sum(bool(_PLACES.fullmatch(word)) for word in first) >= _MOST * len(first):
        return "places"
    plain = _KEY.sub("", plain_of(heading))
    if _PLACES.fullmatch(plain):
        return "places"
    return "changes" if _CHANGES.fullmatch(plain) else ""
