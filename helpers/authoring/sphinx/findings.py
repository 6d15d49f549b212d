"""The replication desk's index: what believing a claim would have done, and what it came to.

::

    ```{finding} vote-count decide
    “four out of eight worked”
    Told the product manager of twice as many successes as the table has.
    ```

stands above each case: a name to link to, the kind of mistake, the claim in a few words, and the mistake
(none where the claim holds). ``findings`` lists them all, the dearest mistakes first. The verdict is not
written twice: it is what stands in bold after the case's “Verdict:”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

KINDS = {
    "decide": "Decided, or claimed, what is not so",
    "spread": "Been too sure, of an effect or of how alike things are",
    "plan": "Borrowed or planned amiss",
    "trust": "Trusted a computation, or a check, that does not carry it",
    "method": "Chosen a method for a gain that is not there",
    "words": "Repeated a phrase that misleads",
    "holds": "Nothing",
}
VERDICTS = {
    r"holds? within simulation error": "holds within simulation error",
    r"holds? in part": "holds in part",
    r"holds?\b|reproduces": "holds",
    r"do(?:es)? not reproduce": "does not reproduce",
    r"nothing to reproduce": "nothing to reproduce",
    r"wrong": "wrong",
    r"open": "open",
}
SOUND = {"holds", "holds within simulation error"}


class FindingMark(nodes.General, nodes.Element):
    """Where a case begins: its ``kind``; its children are the claim and the mistake. Not shown there."""


class FindingList(nodes.General, nodes.Element):
    """Where the index goes."""


class Finding(SphinxDirective):
    """Declare a case."""

    required_arguments = 2
    has_content = True

    def run(self) -> list[nodes.Node]:
        name, kind = self.arguments
        if kind not in KINDS:
            raise self.error(f"a finding is one of {', '.join(KINDS)}; found {kind!r}")
        claim, *mistake = self.content
        if bool(mistake) == (kind == "holds"):
            raise self.error(f"{name}: a mistake belongs on the second line, unless the claim holds")
        mark = FindingMark("", kind=kind, ids=[f"desk-{name}"])
        for text in (claim, " ".join(mistake)):
            mark += nodes.inline("", "", *self.state.inline_text(text, self.lineno)[0])
        return [mark]


class Findings(SphinxDirective):
    """Ask for the index."""

    def run(self) -> list[nodes.Node]:
        return [FindingList()]


def verdicts_after(mark: nodes.Node) -> list[str]:
    """The verdicts in bold after the “Verdict:” of the case that ``mark`` begins, each once."""
    assert mark.parent is not None
    found: list[str] = []
    for node in mark.parent.children[mark.parent.index(mark) + 1 :]:
        if isinstance(node, FindingMark):
            break
        if isinstance(node, nodes.paragraph) and "Verdict:" in node.astext():
            begun = False
            for part in node.children:
                begun = begun or "Verdict:" in part.astext()
                if begun and isinstance(part, nodes.strong):
                    found += verdict(part.astext())
    return list(dict.fromkeys(found))


def verdict(bold: str) -> list[str]:
    """The verdict that words in bold begin with, if they do."""
    return [name for words, name in VERDICTS.items() if re.match(words, bold)][:1]


def _list(_app: Sphinx, doctree: nodes.document) -> None:
    marks = list(doctree.findall(FindingMark))
    for place in list(doctree.findall(FindingList)):
        place.replace_self(list(_index(marks)))
    for mark in marks:
        mark.replace_self(nodes.target("", "", ids=mark["ids"]))


def _index(marks: list[FindingMark]) -> Iterator[nodes.Node]:
    verdicts = {mark["ids"][0]: verdicts_after(mark) for mark in marks}
    silent = [name for name, found in verdicts.items() if not found]
    if silent:
        raise ValueError(f"these cases of the replication desk have no verdict: {', '.join(silent)}")
    sound = sum(set(found) <= SOUND for found in verdicts.values())
    yield nodes.paragraph(text=f"{len(marks)} cases; in {sound} of them all that is judged holds.")
    for kind, name in KINDS.items():
        cases = [mark for mark in marks if mark["kind"] == kind]
        if cases:
            items = (_item(mark, verdicts[mark["ids"][0]]) for mark in cases)
            yield nodes.paragraph("", "", nodes.strong(text=f"{name}."))
            yield nodes.bullet_list("", *items, classes=["findings"])


def _item(mark: FindingMark, verdicts: list[str]) -> nodes.list_item:
    claim, mistake = (part.deepcopy() for part in mark.children)
    link = nodes.reference("", "", *claim.children, internal=True, refid=mark["ids"][0])
    line = nodes.paragraph("", "", link, nodes.Text(f": {', '.join(verdicts)}. "), *mistake.children)
    return nodes.list_item("", line)


def connect(app: Sphinx) -> None:
    """Register both directives."""
    app.add_directive("finding", Finding)
    app.add_directive("findings", Findings)
    app.connect("doctree-read", _list)
