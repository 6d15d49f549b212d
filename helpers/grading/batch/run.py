"""A batch from end to end: find, judge what the journal does not hold, write what it holds."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.grading import private, registry
from helpers.grading.batch import Stop, results, sheet, submissions, version
from helpers.grading.batch.jail.readable import readable
from helpers.grading.batch.journal import Journal, key_of
from helpers.grading.batch.plain import visible
from helpers.grading.batch.plan import Batch, Tell
from helpers.grading.batch.records import Record, checked, settled, unjudged
from helpers.grading.batch.secret import Secret, from_file, from_seed, is_inside
from helpers.grading.batch.submissions import Submission
from helpers.grading.batch.worker import Task
from helpers.grading.feedback import Verdict


def grade(batch: Batch, tell: Tell | None = None) -> list[Record]:
    """Grade everything and write every file; return the records in the order of the sheet.

    Raises `Stop` where something must be decided first; then nothing has been overwritten. A
    ``KeyboardInterrupt`` leaves a journal with which ``resume`` goes on.
    """
    tell = tell or _on_standard_error
    _look_first(batch)
    key_file = batch.key or batch.places.key
    secret = from_file(key_file, batch.root) if batch.seed is None else from_seed(batch.seed)
    with (
        Journal(batch.places.journal, version.of_the_course()) as journal,
        _aside(batch.places.aside) as aside,
    ):
        if journal.damaged:
            tell(f"{journal.damaged} damaged lines of the journal are passed over; those notebooks run again")
        if journal.outdated:
            tell(f"the course has changed since: {journal.outdated} notebooks in the journal are judged anew")
        review = results.Review(
            batch.places.review
        )  # read now: what is wrong with it is said before the work
        found = submissions.find(batch.root, aside, batch.alike, journal.answers)
        journal.remember(found.alike)
        for note in found.notes:
            tell(f"note: {note}")
        records = _records(batch, found.submissions, secret, journal, tell)
        results.write(batch, records, found, secret, key_file, review, tell)
    return records


def _look_first(batch: Batch) -> None:
    places = batch.places
    if not batch.root.exists():
        raise Stop(f"SUBMISSIONS: there is no {batch.root}. Name the folder, or the zip, that was handed in")
    if batch.private:
        _add_private(batch.private, batch.root)
    if is_inside(places.sheet, batch.root):
        raise Stop(
            f"--out: {places.sheet} lies in {batch.root}, where learners' files are. "
            "Name a place outside it, for instance --out ../grades.csv"
        )
    if batch.pseudonyms and batch.seed is not None:
        raise Stop("--pseudonyms: with --seed anybody could compute them. Leave one of the two out")
    if batch.resume and places.sheet.exists() and not sheet.is_ours(places.sheet):
        raise Stop(
            f"--out: {places.sheet} was not written by this command, and would be overwritten. "
            "Move it away, or name another --out"
        )
    # A journal in which nothing stands is left by a batch that had a question first: nothing is lost with it.
    there = [path for path in (places.journal, places.sheet) if path.exists() and path.stat().st_size]
    if there and not batch.resume:
        raise Stop(
            f"--out: {' and '.join(map(str, there))} {'are' if len(there) > 1 else 'is'} there already. "
            "Say --resume to go on with that batch, or name another --out to begin a new one"
        )


def _add_private(folder: Path, root: Path) -> None:
    if any(is_inside(folder, place) for place in (root, *map(Path, readable()))):
        raise Stop(f"--private: {folder} lies where learners' code can read it. Name a folder elsewhere")
    try:
        private.use(folder)
    except ValueError as error:
        raise Stop(f"--private: {error}") from None


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """An empty folder for copies of notebooks, that only its owner can look into; gone in the end."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Stop(f"--out: {folder} cannot be made ({error.strerror}). Name another --out") from None
    try:
        yield folder.absolute()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _records(
    batch: Batch, found: list[Submission], secret: Secret, journal: Journal, tell: Tell
) -> list[Record]:
    """One record a submission, in order, from the journal or from a judge."""
    keys = [key_of(s.learner, s.chapter, s.content, secret.fingerprint) for s in found]
    tasks = {
        key: _task(batch, s, secret)
        for key, s in zip(keys, found, strict=True)
        if not s.trouble and key not in journal.done
    }
    judged = {key: journal.done[key] for key in keys if key in journal.done}
    tell(f"{len(found)} notebooks: {len(judged)} in the journal, {len(tasks)} to judge")
    clock = _Clock(len(tasks), tell)
    troubles: dict[str, str] = {}
    for key, answer in batch.judges.judged(tasks) if tasks else ():
        learner, chapter = tasks[key]["learner"], tasks[key]["chapter"]
        try:
            if answer is None:
                raise ValueError("every worker that judged it died")
            record = checked(answer, learner, chapter)
        except ValueError as error:
            troubles[key] = f"The grader could not judge this notebook: {error}."
        else:
            judged[key] = record
            if settled(record):
                journal.add(key, record)
        clock.tick(f"{learner}, chapter {chapter}")
    return [
        judged.get(key) or _unjudged(s, troubles.get(key), secret) for key, s in zip(keys, found, strict=True)
    ]


def _task(batch: Batch, s: Submission, secret: Secret) -> Task:
    return {
        "learner": s.learner,
        "path": str(s.copy),
        "chapter": s.chapter,
        "seeds": _seeds(s, secret),
        "wall": batch.wall,
        "limits": dict(batch.limits),
        "private": str(batch.private.resolve()) if batch.private else "",
    }


def _unjudged(s: Submission, trouble: str | None, secret: Secret) -> Record:
    if s.trouble:
        return unjudged(s.learner, s.chapter, Verdict.UNREADABLE, f"{s.place}: {s.trouble}.")
    said = trouble or "The grader did not get to this notebook."
    return unjudged(s.learner, s.chapter, Verdict.GRADER_ERROR, said, _seeds(s, secret))


def _seeds(s: Submission, secret: Secret) -> dict[str, int]:
    return {exercise.id: secret.seed(s.learner, exercise.id) for exercise in registry.exercises(s.chapter)}


class _Clock:
    """Says how far a batch is, some twenty times, or at every notebook where that takes long."""

    def __init__(self, total: int, tell: Tell) -> None:
        self.total, self.tell, self.done = total, tell, 0
        self.began = self.told = time.monotonic()

    def tick(self, what: str) -> None:
        self.done += 1
        now = time.monotonic()
        if self.done == self.total or self.done % max(self.total // 20, 1) == 0 or now - self.told > 10:
            left = (now - self.began) / self.done * (self.total - self.done)
            self.tell(f"{self.done} of {self.total}, about {_spoken(left)} left ({what})")
            self.told = now


def _spoken(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def _on_standard_error(line: str) -> None:
    print(visible(line), file=sys.stderr, flush=True)
