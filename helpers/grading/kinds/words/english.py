"""What the reader of texts knows of English: its short forms, endings, and words that turn a sense round.

A short form is written out, and an idiom put in plainer words, before a text is read. Word lists hold words
in their `base`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

_REWRITTEN = [
    (r"[’‘`´]", "'"),
    (r"≠", " is not "),
    (r"\bcannot\b|\bcan't\b|\bcant\b", "can not"),
    (r"\bwo(n't|nt)\b", "will not"),
    (r"\b(is|are|was|were|do|does|did|has|have|would|should|could|must|need)n'?t\b", r"\1 not"),
    (r"\b(it|that|there|what|here|he|she)'s\b", r"\1 is"),
    (r"'(d|ll)\b", " would"),
    (r"'re\b", " are"),
    (r"'(s|ve|m)?\b|'", " "),
    (r"(?<!\w)\.(?=\d)|(?<=\d)[.,](?=\d)", ""),  # the point of a number ends no sentence
    (r"\b(i\.e|e\.g|vs|sig|approx)\.", r"\1 "),
    (r"\bnon[\s-]+sequitur\b", "fallacy"),
    (r"\byes\s*(/|or)\s*no\b", "binary"),
    (r"\s[-–—]+\s|\n\s*[-*•]", " , "),
    (r"\b(not?|non)[\s-]+((a|any|statistically)\s+)*sig(ni\w+)?\b", "insignificant"),
    (r"\b(makes? (no|little)|(does|would) not make( any| much)?) sense\b", "is wrong"),
    (r"\b(will|would) not do(?=\s*[.,;!?])", "is wrong"),
    (r"\btoo (quick|early|soon|fast|hasty|far|strong)\b", "premature"),
    (r"\bfar from (?!each|one another|the|zero)", "not "),
    (r"\bout of the question\b|\bno (option|good|longer)\b", "is wrong"),
    (r"\b(in order|so as) not to\b", "to avoid"),
    (r"(^|[.;!?]\s*)nothing\b", r"\1 not"),
    (r"\bnot (only|just|merely)\b|\b(no|without) (doubt|question)\b", " "),
    (r"\b(instead of|rather than|in place of)\b", "insteadof"),
    (r"(\binsteadof [^.;,]*?) (i|we) ", r"\1 , \2 "),
]
_TOKEN = re.compile(r"[^\W_]+|[.;!?]|[,:()=–—]")
HARD, SOFT = frozenset(".;!?"), frozenset(",:()=–—")


@cache
def base(word: str) -> str:
    """A word without the endings of its forms: plural, past, -ing, a doubled consonant, a last e."""
    if word.endswith("thing"):
        return word
    for ending, put in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + put
            break
    return re.sub(r"([^aeiou])\1$", r"\1", word.removesuffix("e")) or word


def _words(text: str) -> frozenset[str]:
    return frozenset(map(base, text.split()))


# A new clause begins with one of these, or with “and” and one of the next.
BREAKS = _words("but so because although though while whereas yet however nor")
SUBJECTS = _words(
    "i we you he it they the that this each one so therefore hence thus if there can should must will is are"
)
# These turn round what follows them in their clause …
NOT = _words("not no never nor neither hardly without")
TURNING = NOT | _words(
    "wrong mistake mistaken premature false error fallacy leap reject refute contradict disprove refuse "
    "avoid fail disagree against oppose unlikely insteadof unjustified rule exclude incompatible too"
)
# … and these, after a verb, say of what stands before that it holds, or does not.
HOLDS = _words(
    "follow hold true right correct valid justified warranted supported proven shown established allowed "
    "needed permitted possible useful helpful appropriate advisable best tenable conclusion conclude "
    "infer say logical sound sensible fit"
)
FAILS = _words(
    "wrong mistake mistaken premature false error fallacy leap untenable invalid unjustified unwarranted "
    "unnecessary unsupported unfounded misleading harmful rash hasty rejected refuted excluded ruled "
    "unlikely implausible avoided risky dangerous unwise unneeded exaggerate overfit mislead noisy "
    "uncertain imprecise unreliable inappropriate worthless useless"
)
LINKS = _words("is are was be been would could seem look remain do does did can will")
# What follows these is not claimed: it is asked, compared with, put off, or somebody else's.
ASKING = _words("whether if ask question wonder")
NO_SIDE = _words("how than before unless")
OTHERS = _words("you your he she his colleague lead")
SAYING = _words("say write conclude conclusion claim think read state argue believe infer")
MAY = _words("can may could should must might")
# “X does not mean that Y” denies Y, not X; “not which”, “not the size” deny a detail.
IMPLYING = _words("mean imply prove show say tell follow conclude infer measure know answer")
DETAILS = _words(
    "which why where what size magnitude extent amount degree large big much far strong exact quantify "
    "estimate"
)
YES = _words("yes definitely clearly clear indeed certainly does do did is are find")
NO = _words("no not reject rejects neither")


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in lower case, short forms written out, and the marks between its clauses."""
    text = unicodedata.normalize("NFKC", text).lower()
    for pattern, put in _REWRITTEN:
        text = re.sub(pattern, put, text)
    return tuple(_TOKEN.findall(text))


def is_word(token: str) -> bool:
    """Whether a token is a word or a number and no mark."""
    return token not in HARD and token not in SOFT


def sentences(read: Sequence[str]) -> list[tuple[str, ...]]:
    """The tokens of each sentence, with the mark that ends it."""
    ends = [i + 1 for i, token in enumerate(read) if token in HARD]
    return [tuple(read[a:b]) for a, b in pairwise([0, *ends, len(read)]) if a < b]
