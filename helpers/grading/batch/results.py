"""Everything that is written of a batch, from its records alone: the same records give the same files."""

from __future__ import annotations

from pathlib import Path

from helpers.grading.batch import counts, gradebook, pages, pseudonyms, review, sheet, similar
from helpers.grading.batch.marks import marks_of
from helpers.grading.batch.plan import Batch, Tell
from helpers.grading.batch.records import Record
from helpers.grading.batch.secret import Secret
from helpers.grading.batch.submissions import Found


class Review:
    """The trainer's decisions, as they stood when the batch began."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, review.read(path)


def write(
    batch: Batch, records: list[Record], found: Found, secret: Secret, key: Path, read: Review, tell: Tell
) -> None:
    """Write the sheet, and all that stands beside it."""
    places, learners = batch.places, {record["learner"] for record in records}
    names = pseudonyms.of(learners, secret) if batch.seed is None else {}
    decided = review.decisions(read.path, read.rows, {alias: learner for learner, alias in names.items()})
    marks = marks_of(records, decided)
    review.checked(read.path, marks)
    if batch.pseudonyms:
        tell(f"who is who: {pseudonyms.write_list(key, names)}")
        if any(row["learner"] in names for row in read.rows):
            tell(f"note: {places.review} has rows with real names, from before --pseudonyms")
    called = names.__getitem__ if batch.pseudonyms else str
    sheet.write_json(places.everything, records, marks, called)
    gradebook.write_moodle(places.moodle, marks)
    gradebook.write_canvas(places.canvas, marks)
    waiting = review.add(places.review, read.rows, marks, called)
    other = {learner: learner if batch.pseudonyms else alias for learner, alias in names.items()}
    pages.write_feedback(places.feedback, marks, called, other)
    pages.write_class(places.class_page, marks)
    counts.write_counts(places.mistakes, counts.counts(marks))
    sheet.write_named(places.named, marks, called)
    similar.write(places.similar, found.submissions, called)
    sheet.write_sheet(places.sheet, marks, called)  # the last: where it stands, all the others do
    tell(f"{places.sheet}: {len(marks)} marks of {len(learners)} learners")
    if batch.pseudonyms:
        real = ", ".join(path.name for path in (places.moodle, places.canvas, places.journal))
        tell(f"Real names still stand in {real}: show those to nobody")
    if waiting:
        texts = "1 text is" if waiting == 1 else f"{waiting} texts are"
        tell(f"{texts} to be read: fill in your_score in {places.review}, then run with --resume")
