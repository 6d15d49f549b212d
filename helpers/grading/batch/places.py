"""Where a batch writes: everything is named after its sheet and stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from helpers.grading.batch import secret


@dataclass(frozen=True)
class Places:
    """The files of the batch whose sheet is ``sheet``, a path that ends in ``.csv``."""

    sheet: Path

    def _beside(self, ending: str) -> Path:
        return self.sheet.with_name(f"{self.sheet.stem}.{ending}")

    @property
    def everything(self) -> Path:
        """Every verdict and its evidence."""
        return self._beside("json")

    @property
    def journal(self) -> Path:
        """What has been judged."""
        return self._beside("journal")

    @property
    def review(self) -> Path:
        """What a trainer reads and overrules."""
        return self._beside("review.csv")

    @property
    def moodle(self) -> Path:
        """To import into Moodle."""
        return self._beside("moodle.csv")

    @property
    def canvas(self) -> Path:
        """To import into Canvas."""
        return self._beside("canvas.csv")

    @property
    def class_page(self) -> Path:
        """The page on the whole class."""
        return self._beside("class.html")

    @property
    def mistakes(self) -> Path:
        """How often each mistake was made."""
        return self._beside("mistakes.csv")

    @property
    def named(self) -> Path:
        """Who made which mistake."""
        return self._beside("named.csv")

    @property
    def similar(self) -> Path:
        """The page on notebooks that are alike."""
        return self._beside("similar.html")

    @property
    def feedback(self) -> Path:
        """The folder with a page for each learner."""
        return self._beside("feedback")

    @property
    def aside(self) -> Path:
        """Copies of what was handed in, while the batch runs."""
        return self._beside("work")

    @property
    def key(self) -> Path:
        """The secret, unless another place is named."""
        return self.sheet.with_name(secret.NAME)
