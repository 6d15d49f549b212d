"""Finding what a class handed in: one notebook a learner and chapter, and a reason for each that is none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from helpers.grading.batch import Stop
from helpers.grading.batch.archives import Collector, File
from helpers.grading.batch.names import Name, named, wrapper
from helpers.grading.batch.notebooks import Unreadable, chapter_in_name, chapter_of, read
from helpers.grading.batch.plain import visible

APART, TOGETHER = "apart", "together"


@dataclass(frozen=True)
class Submission:
    """What one learner handed in for one chapter; ``trouble`` says why it cannot be judged."""

    learner: str
    chapter: str  # two digits; empty where nobody can tell
    place: str
    copy: Path | None = None
    content: str = ""  # SHA-256 of the file
    trouble: str = ""


@dataclass
class Found:
    """All that was handed in, in order, and what a trainer should know about it."""

    submissions: list[Submission] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    alike: dict[str, str] = field(default_factory=dict)  # likeness: whether people apart, or one together


@dataclass(frozen=True)
class _Candidate:
    name: Name
    learner: str
    chapter: str
    file: File


def find(root: Path, aside: Path, alike: str = "", before: Mapping[str, str] | None = None) -> Found:
    """Everything in ``root``, a folder or a zip; notebooks are copied into ``aside``, an empty folder.

    ``alike`` says whether names that differ only in case or in the form of their letters are people
    ``"apart"`` or one ``"together"``; where it is empty, ``before`` has what was said of some names already.
    Raises `Stop` where it is not said of all, and where nothing was handed in.
    """
    collector = Collector(root, aside)
    files = list(collector.files())
    notebooks = [f for f in files if f.copy or f.trouble]
    if not notebooks:
        raise Stop(f"SUBMISSIONS: there is no notebook (.ipynb) in {root}. Name the folder that holds them")
    depth = wrapper([f.parts for f in notebooks])
    if root.name == "submitted":
        depth = 0
    candidates = [_candidate(f, named(f.parts[depth:])) for f in notebooks]
    candidates = _namesakes(candidates, collector.notes)
    said = _said(spellings := _spellings(candidates), alike, before or {})
    candidates = _people(candidates, spellings, said)
    found = Found(notes=[visible(note) for note in collector.notes], alike=said)
    by_job: dict[tuple[str, str], list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_job[candidate.learner, candidate.chapter].append(candidate)
    found.submissions = [_newest(by_job[job], found.notes) for job in sorted(by_job)]
    found.submissions += _without_notebook(files, depth, {c.learner for c in candidates})
    found.submissions.sort(key=lambda s: (s.learner, s.chapter, s.place))
    return found


def _candidate(file: File, name: Name) -> _Candidate:
    base = re.sub(r"\.ipynb$", "", file.parts[-1], flags=re.IGNORECASE)
    chapter = ""
    if file.copy:
        try:
            chapter = chapter_of(read(file.copy.read_bytes()), base)
        except Unreadable as reason:
            file = replace(file, copy=None, trouble=str(reason))
    if not chapter:
        # A folder may be called after the assignment: submitted/anna/03-heterogeneity/notebook.ipynb.
        above = (chapter_in_name(part) for part in reversed(file.parts[1:-1]))
        chapter = chapter_in_name(base) or next(filter(None, above), "")
    return _Candidate(name, name.learner, chapter, file)


def _namesakes(candidates: list[_Candidate], notes: list[str]) -> list[_Candidate]:
    """Two people of one name, whom Moodle's numbers tell apart, keep the numbers."""
    numbers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for c in candidates:
        numbers[c.learner, c.chapter].add(c.name.number)
    shared = {learner for (learner, _), found in numbers.items() if len(found - {""}) > 1}
    for learner in sorted(shared):
        notes.append(f"several people are called {learner}: each is graded with Moodle's number")
    return [
        replace(c, learner=f"{c.learner}_{c.name.number}") if c.learner in shared and c.name.number else c
        for c in candidates
    ]


def _spellings(candidates: Iterable[_Candidate]) -> dict[str, list[str]]:
    """Names that look the same, by their likeness, where there is more than one."""
    found: dict[str, set[str]] = defaultdict(set)
    for c in candidates:
        found[c.name.likeness].add(c.name.raw)
    return {likeness: sorted(raw) for likeness, raw in found.items() if len(raw) > 1}


def _said(doubtful: Mapping[str, Sequence[str]], alike: str, before: Mapping[str, str]) -> dict[str, str]:
    """For each likeness in doubt what the trainer says now, or said before; raises `Stop` for the others."""
    said = {likeness: alike or before.get(likeness, "") for likeness in doubtful}
    unsaid = [names for likeness, names in doubtful.items() if said[likeness] not in (APART, TOGETHER)]
    if unsaid:
        listed = "; ".join(" and ".join(ascii(name) for name in names) for names in unsaid)
        raise Stop(
            f"SUBMISSIONS: is this one person or are they several? {listed}. Rename the files, or say "
            f"--alike {TOGETHER} (one person: the newest file counts) or --alike {APART} (several people)"
        )
    return said


def _people(
    candidates: Iterable[_Candidate], doubtful: Mapping[str, Sequence[str]], said: Mapping[str, str]
) -> list[_Candidate]:
    def learner(c: _Candidate) -> str:
        match said.get(c.name.likeness):
            case "together":
                return Name(doubtful[c.name.likeness][0]).learner
            case "apart":
                return _apart(c.name, doubtful)
        return c.learner

    return [replace(c, learner=learner(c)) for c in candidates]


def _apart(name: Name, doubtful: Mapping[str, Sequence[str]]) -> str:
    """The name; where others look the same on paper, with its letters written out."""
    alike = [Name(raw).learner for raw in doubtful.get(name.likeness, ())]
    if alike.count(name.learner) < 2 or name.raw == name.learner:
        return name.learner
    return ascii(name.raw)[1:-1]


def _newest(candidates: list[_Candidate], notes: list[str]) -> Submission:
    """Of several files for one job the newest; where it cannot be read, an older one that can is named."""
    best = max(candidates, key=lambda c: (c.file.modified, not c.file.trouble, c.file.parts))
    trouble = best.file.trouble
    if len(candidates) > 1:
        others = ", ".join(sorted(c.file.place for c in candidates if c is not best))
        kind = f"chapter {best.chapter}" if best.chapter else "files of unknown chapter"
        notes.append(visible(f"{best.learner}, {kind}: {best.file.place} counts, not {others}"))
    older = sorted(c.file.place for c in candidates if not c.file.trouble)
    if trouble and older:
        trouble += f"; it is the newest. {visible(older[0])} can be read: to grade that, take the newest away"
    file = best.file
    return Submission(best.learner, best.chapter, file.place, file.copy, file.content, trouble)


def _without_notebook(files: Iterable[File], depth: int, known: set[str]) -> list[Submission]:
    """Whoever has a folder and no notebook in it is told so, and not left out."""
    others: dict[str, list[File]] = defaultdict(list)
    for file in files:
        if not file.copy and not file.trouble and len(file.parts) > depth + 1:
            others[named(file.parts[depth:]).learner].append(file)
    return [
        Submission(learner, "", there[0].place, trouble=f"there is no notebook, only {_names(there)}")
        for learner, there in others.items()
        if learner not in known
    ]


def _names(files: list[File]) -> str:
    shown = ", ".join(file.parts[-1] for file in files[:3])
    return f"{shown} and {len(files) - 3} more" if len(files) > 3 else shown
