"""Notebooks that are alike: a list to look at, never a verdict.

Code is compared as MOSS does it (Schleimer, Wilkerson and Aiken 2003, "Winnowing"), in small: runs of a few
tokens, without comments and layout. Left out is what the notebook gave, what the public solution says, and
what many of the class have written; but answers that are the same throughout are told however many they
are, for in a class of eight three who copied are more than a quarter.
"""

from __future__ import annotations

import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from pathlib import Path

from helpers import _files
from helpers.grading.batch import handed_in
from helpers.grading.batch.notebooks import Unreadable
from helpers.grading.batch.pages.frame import page, said
from helpers.grading.batch.published import published
from helpers.grading.batch.sheet import Naming
from helpers.grading.batch.submissions import Submission
from helpers.grading.sheets import cells_of, without_markers
from helpers.grading.stubs import stubs_of

RUN = 6  # tokens
LEAST = 12  # runs in common: some lines, not one
ALIKE = 0.5  # of the smaller one's own runs
COMMON = 0.25  # of a class of at least four: what so many write is the way to write it
LONGEST = 20_000  # characters of one cell
SHOWN = 200  # pairs

_MEANING = (
    "This list shows where two learners' own code has long stretches in common, once what the notebook gave, "
    "what the public solution says and what more than a quarter of the class wrote is left out; and whose "
    "answers are the same throughout, but for names, layout and remarks, however many they are. It can mean "
    "that one copied, or that both worked together, had one neighbour, one tutor or one machine to ask, or "
    "took the same page from the web; or that the exercise leaves little to choose. It cannot tell which, "
    "nor who was first. Whoever rewrote a copy, or copied the public solution, is not on it. No mark depends "
    "on it: read both, and talk to both."
)


@dataclass(frozen=True)
class Pair:
    """Two learners' answers to one exercise; ``share`` of the smaller one's own runs stand in both."""

    exercise: str
    one: Submission
    other: Submission
    share: float
    runs: int


@dataclass(frozen=True)
class Same:
    """Learners whose answers to one exercise are the same throughout."""

    exercise: str
    learners: tuple[str, ...]


@dataclass(frozen=True)
class _Answer:
    """What one learner wrote for one exercise: all its tokens, and the runs of them that are their own."""

    by: Submission
    tokens: tuple[str, ...]
    own: frozenset[str]


def write(path: Path, submissions: Iterable[Submission], called: Naming = str) -> None:
    """Write whose answers are the same, and the list of pairs, as a page."""
    answers = _answers(submissions)
    same = _same(answers)
    told = {(group.exercise, learner): n for n, group in enumerate(same) for learner in group.learners}
    found = [
        pair
        for pair in _pairs(answers)
        if told.get((pair.exercise, pair.one.learner), -1)
        != told.get((pair.exercise, pair.other.learner), -2)
    ]
    body = f"<p>{_MEANING}</p>{_groups(same, called)}{_table(found, called)}"
    if not same and not found:
        body += "<p>No two notebooks are that alike.</p>"
    _files.put(path, page("Notebooks that are alike: to look at, no verdict", body))


def _groups(same: Sequence[Same], called: Naming) -> str:
    rows = "".join(
        f"<li>{said(group.exercise)}: {', '.join(said(called(name)) for name in group.learners)}</li>"
        for group in same
    )
    return f"<h2>The same throughout</h2><ul>{rows}</ul>" if same else ""


def _table(found: Sequence[Pair], called: Naming) -> str:
    if not found:
        return ""
    rows = "".join(
        f"<tr><td>{said(p.exercise)}</td><td>{said(called(p.one.learner))}</td>"
        f'<td>{said(called(p.other.learner))}</td><td class="n">{100 * p.share:.0f} %</td></tr>'
        for p in found[:SHOWN]
    )
    head = (
        '<tr><th scope="col">Exercise</th><th scope="col">One</th><th scope="col">Another</th>'
        '<th scope="col" class="n">In common</th></tr>'
    )
    table = f'<div class="scroll"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'
    rest = f"<p>{len(found) - SHOWN} more pairs are not shown.</p>" if len(found) > SHOWN else ""
    return f"<h2>Much in common</h2>{table}{rest}"


def pairs(submissions: Iterable[Submission]) -> list[Pair]:
    """The pairs of different learners whose answers have much in common, the most alike first."""
    return _pairs(_answers(submissions))


def same(submissions: Iterable[Submission]) -> list[Same]:
    """Who gave the same answer throughout, but for names, layout and remarks; the largest groups first."""
    return _same(_answers(submissions))


def _answers(submissions: Iterable[Submission]) -> dict[str, list[_Answer]]:
    found: dict[str, list[_Answer]] = defaultdict(list)
    for s in submissions:
        for exercise, tokens in _written(s).items():
            found[exercise].append(_Answer(s, tokens, frozenset(_runs(tokens)) - _given(exercise)))
    return found


def _same(answers: Mapping[str, Sequence[_Answer]]) -> list[Same]:
    groups: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for exercise, there in answers.items():
        for answer in there:
            if len(answer.own) >= LEAST:
                groups[exercise, answer.tokens].add(answer.by.learner)
    found = [Same(exercise, tuple(sorted(who))) for (exercise, _), who in groups.items() if len(who) > 1]
    return sorted(found, key=lambda group: (-len(group.learners), group.exercise, group.learners))


def _pairs(answers: Mapping[str, Sequence[_Answer]]) -> list[Pair]:
    found = [pair for exercise, there in answers.items() for pair in _alike(exercise, there)]
    return sorted(found, key=lambda p: (-p.share, -p.runs, p.exercise, p.one.learner, p.other.learner))


def _alike(exercise: str, there: Sequence[_Answer]) -> Iterable[Pair]:
    counts = Counter(run for answer in there for run in answer.own)
    # Two who share a run make no custom of it, however small the class.
    usual = {run for run, count in counts.items() if count > max(2, COMMON * len(there))}
    for (one, a), (other, b) in combinations([(a.by, a.own - usual) for a in there], 2):
        both = len(a & b)
        if one.learner != other.learner and both >= LEAST and both >= ALIKE * min(len(a), len(b)):
            yield Pair(exercise, one, other, both / min(len(a), len(b)), both)


def _written(s: Submission) -> dict[str, tuple[str, ...]]:
    """The tokens of a learner's answers, by exercise."""
    if s.copy is None:
        return {}
    sheet = published(s.chapter)
    try:
        cells = handed_in.read(s.copy.read_bytes(), sheet)
    except Unreadable:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for question in sheet.questions:
        there = handed_in.answer_cells(cells, question, sheet)
        code = "\n".join(cells[i].source[:LONGEST] for i in there)
        found[question.exercise] = tuple(_tokens(code))
    return found


@cache
def _given(exercise: str) -> frozenset[str]:
    """The runs of the notebook as it was given, and of the public solution."""
    cells = [c for c in cells_of(exercise.partition(".")[0]) if c.exercise == exercise and c.kind == "code"]
    texts = stubs_of(exercise) + [without_markers(cell.source) for cell in cells]
    return frozenset(run for text in texts for run in _runs(tuple(_tokens(text))))


def _runs(tokens: Sequence[str]) -> set[str]:
    return {" ".join(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)}


def _tokens(code: str) -> Iterable[str]:
    """What stands in the code but for comments, layout and the names a copier changes first."""
    layout = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            if token.type in layout or not token.string:
                continue
            named = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
            yield "name" if named else token.string
    except (tokenize.TokenError, SyntaxError, ValueError):
        return  # what comes before the fault has been compared
