"""The marks of a class: the records of the judge, and on top of them what a trainer has decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from helpers.grading import registry
from helpers.grading.batch.records import Record
from helpers.grading.exercise import Exercise
from helpers.grading.feedback import Feedback, Verdict

TO_READ, OVERRULED = "to_read", "overruled"


@dataclass(frozen=True)
class Mark:
    """One learner's mark on one exercise; ``review`` is empty, ``to_read`` or ``overruled``."""

    learner: str
    chapter: str
    entry: Record
    verdict: Verdict
    score: float
    message: str
    review: str = ""

    @property
    def exercise(self) -> str:
        """Its number; empty where a notebook's chapter is not known."""
        return str(self.entry["exercise"])

    @property
    def declared(self) -> Exercise | None:
        """The exercise itself; None where it is not known, or not any more."""
        try:
            return registry.find(self.exercise)
        except KeyError:
            return None

    @property
    def title(self) -> str:
        """What the exercise is called; empty where it is not known any more."""
        return self.declared.title if self.declared else ""

    @property
    def mistake(self) -> str:
        """The hint of the declared mistake that explains the answer; empty where none does."""
        known = {m.name: m.hint for m in self.declared.mistakes} if self.declared else {}
        return known.get(str(self.entry["cause"]), "")

    @property
    def text(self) -> str:
        """What a learner wrote in words, where the exercise asks for that."""
        return str(self.entry["text"])

    @property
    def max_score(self) -> float:
        """Points that the exercise gives."""
        return float(self.entry["max_score"])

    @property
    def key(self) -> str:
        """Names this text of this learner, in letters that no spreadsheet takes for a number."""
        told = "\0".join([self.learner, self.exercise, self.text])
        return f"t{sha256(told.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"

    @property
    def counts(self) -> bool:
        """Whether the score says something about the work: it was read, and the grader did its part."""
        return self.verdict not in (Verdict.UNREADABLE, Verdict.GRADER_ERROR)

    def feedback(self, title: str = "") -> Feedback:
        """What `check` would say, with a trainer's words in place of the machine's where there are any."""
        said: dict[str, Any] = {name: self.entry[name] for name in ("hint", "more", "cause", "seed")}
        if self.review == OVERRULED:
            said |= {"hint": "", "more": "", "cause": ""}
        return Feedback(
            passed=self.verdict is Verdict.PASS,
            score=self.score,
            message=self.message,
            verdict=self.verdict,
            title=title,
            max_score=self.max_score,
            notes=tuple(self.entry["notes"]),
            **said,
        )


@dataclass(frozen=True)
class Decision:
    """What a trainer decided: a score, and words that replace the machine's (or none)."""

    score: float
    words: str = ""


def of_any_text(learner: str, exercise: str) -> str:
    """The key of a decision on whatever a learner handed in for an exercise."""
    return f"{learner}\0{exercise}"


def marks_of(records: Iterable[Record], decisions: Mapping[str, Decision]) -> list[Mark]:
    """The marks of all records, in their order; ``decisions`` by the key of a mark, or by `of_any_text`."""
    return [
        _decided(_marked(record, entry), decisions) for record in records for entry in record["exercises"]
    ]


def _marked(record: Record, entry: Record) -> Mark:
    return Mark(
        record["learner"],
        record["chapter"],
        entry,
        Verdict(entry["verdict"]),
        entry["score"],
        entry["message"],
        TO_READ if entry["text"] else "",
    )


def _decided(mark: Mark, decisions: Mapping[str, Decision]) -> Mark:
    decision = decisions.get(mark.key) or decisions.get(of_any_text(mark.learner, mark.exercise))
    if decision is None:
        return mark
    verdict = Verdict.PARTIAL if decision.score else Verdict.WRONG
    return replace(
        mark,
        verdict=Verdict.PASS if decision.score >= mark.max_score else verdict,
        score=decision.score,
        message=decision.words or mark.message,
        review=OVERRULED,
    )
