"""What a text claims: phrases found in its clauses, however they are spelt, and what turns them round.

A *phrase* is what an author looks for. ``"effect differ|vary segment"`` are three words in this order, with
at most four others between two of them; ``|`` separates alternatives, ``no_effect`` is two words side by
side, ``heterogen*`` begins a word. A word is found in its forms (``vary``: varies, varied, varying), and a
long one with a slip of the pen (``avarage``).

A phrase that is found is claimed (+1), turned round (−1: "it is a mistake to …", "… does not follow"), or
neither (0): it is asked ("whether …"), or it is what somebody else says ("you write that …").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from helpers.grading.kinds.words import english
from helpers.grading.kinds.words.english import base, is_word

REACH = 4  # words that may stand between two words of a phrase
ALIKE = 0.83  # how like two spellings are, as `difflib` measures it: one slip in six letters


@cache
def _alike(word: str, wanted: str) -> bool:
    """Whether a word of a text is the wanted one, in some form and some spelling."""
    if wanted.endswith("*"):
        wanted = wanted.removesuffix("*")
        found = word[: len(wanted)]
    else:
        found, wanted = base(word), base(wanted)
    if found == wanted:
        return True
    if min(len(found), len(wanted)) < 5 or found[0] != wanted[0] or abs(len(found) - len(wanted)) > 1:
        return False
    return SequenceMatcher(None, found, wanted).ratio() >= ALIKE


@dataclass(frozen=True)
class Text:
    """A text as tokens, to be asked for phrases."""

    tokens: tuple[str, ...]
    _found: dict[str, frozenset[int]] = field(default_factory=dict, repr=False, compare=False)

    def senses(self, phrases: Mapping[str, int]) -> list[int]:
        """What is said wherever a phrase stands: its value if claimed, minus that if turned round, or 0.

        Of phrases that share words the longest counts.
        """
        found = {place: value for phrase, value in phrases.items() for place in self.places(phrase)}
        taken: set[int] = set()
        said: dict[int, int] = {}
        for place in sorted(found, key=lambda place: (-len(place), place)):
            if taken.isdisjoint(place):
                taken |= set(range(place[0], place[-1] + 1))
                said[place[0]] = found[place] * self._sense(place)
        return [said[start] for start in sorted(said)]

    def places(self, phrase: str) -> list[tuple[int, ...]]:
        """Where a phrase stands: the positions of its words, as close to each other as they can be."""
        slots = [[option.split("_") for option in slot.split("|")] for slot in phrase.split()]
        closest: dict[int, tuple[int, ...]] = {}
        for start in sorted({at for option in slots[0] for at in self._standing(option[0])}):
            place = self._next(slots[0], start, start + 1)
            for slot in slots[1:]:
                found = self._next(slot, place[-1] + 1, place[-1] + 2 + REACH) if place else ()
                place = (*place, *found) if found else ()
            if place:
                closest[place[-1]] = place
        return list(closest.values())

    def _next(self, options: Sequence[Sequence[str]], start: int, stop: int) -> tuple[int, ...]:
        """Where one of the options first stands, before ``stop`` and in the same sentence."""
        for at in range(start, min(stop, len(self.tokens))):
            if self.tokens[at] in english.HARD:
                break
            for option in options:
                if all(at + i in self._standing(word) for i, word in enumerate(option)):
                    return tuple(range(at, at + len(option)))
        return ()

    def _standing(self, word: str) -> frozenset[int]:
        if word not in self._found:
            self._found[word] = frozenset(i for i, token in enumerate(self.tokens) if _alike(token, word))
        return self._found[word]

    def _sense(self, place: tuple[int, ...]) -> int:
        start, stop = place[0], place[-1] + 1
        first, last = self._clause_start(start), self._clause_stop(stop)
        before = _after_implying([base(token) for token in self.tokens[first:start]])
        between = [base(self.tokens[at]) for at in range(start, stop) if at not in place]
        after = [base(token) for token in self.tokens[stop : min(last, stop + 7)]]
        turns = sum(word in english.TURNING for word in before + between) + _judged_to_fail(after)
        if any(word in english.ASKING for word in before) or self._is_question(stop):
            return self._answer(last) * (-1) ** turns
        unsure = turns == 0 and (_somebody_else_says(before) or _denied_somehow(after))
        if unsure or _left_open(before) or english.NO_SIDE.intersection(before):
            return 0
        return int((-1) ** turns)

    def _clause_start(self, at: int) -> int:
        while at > 0 and not self._breaks(at - 1):
            at -= 1
        return at - 1 if at > 0 and base(self.tokens[at - 1]) in english.NOT else at  # "nor" turns round

    def _clause_stop(self, at: int) -> int:
        if (
            at + 1 < len(self.tokens)
            and self.tokens[at] in english.SOFT
            and base(self.tokens[at + 1]) in english.LINKS
        ):
            at += 1  # "pooling, even partial, is …"
        while at < len(self.tokens) and not self._breaks(at):
            at += 1
        return at

    def _breaks(self, at: int) -> bool:
        token = self.tokens[at]
        if token == "and":
            return base("".join(self.tokens[at + 1 : at + 2])) in english.SUBJECTS
        if token in english.SOFT and at and base(self.tokens[at - 1]) in english.HOLDS:
            return False  # "what does not follow: …"
        return not is_word(token) or base(token) in english.BREAKS

    def _is_question(self, at: int) -> bool:
        return next((token for token in self.tokens[at:] if token in english.HARD), "") == "?"

    def _answer(self, at: int) -> int:
        """What the clause after a question answers: yes, no, or (0) something else."""
        while at < len(self.tokens) and self._breaks(at):
            at += 1
        answer = {base(token) for token in self.tokens[at : self._clause_stop(at)]}
        if len(answer) > 9 or self.tokens[at : at + 1] == ("which",):
            return 0
        return -1 if answer & english.NO else int(bool(answer & english.YES))


def _judged_to_fail(after: Sequence[str]) -> bool:
    """Whether what follows says of what stands before that it is wrong, or not right."""
    for i, word in enumerate(after):
        if (word in english.HOLDS or word in english.FAILS) and any(w in english.LINKS for w in after[:i]):
            return (word in english.FAILS) != (sum(w in english.NOT for w in after[:i]) % 2 == 1)
    return False


def _after_implying(before: list[str]) -> list[str]:
    """Without the subject of "… does not mean that": what is said of it turns nothing round."""
    last = max((i for i, word in enumerate(before) if word in english.IMPLYING), default=0)
    denial = max((i for i in range(last) if before[i] in english.NOT), default=0)
    return before[denial:]


def _denied_somehow(after: Sequence[str]) -> bool:
    """Whether something is denied that may be what stands before, as in "shrinkage brings no gain"."""
    return any(
        word in english.NOT and not english.IMPLYING.intersection(after[i : i + 3])
        for i, word in enumerate(after)
    )


def _left_open(before: Sequence[str]) -> bool:
    """Whether only a detail is denied: "not *which* of them differ", "not the *size* of the differences"."""
    first = next((i for i, word in enumerate(before) if word in english.NOT), len(before))
    return any(word in english.DETAILS for word in before[first:])


def _somebody_else_says(before: Sequence[str]) -> bool:
    """Whether what follows is reported: "you write that"; but not "you may say that"."""
    verbs = (set(before[i + 1 : i + 4]) for i, word in enumerate(before) if word in english.OTHERS)
    return any(english.SAYING & said and not english.MAY & said for said in verbs)
