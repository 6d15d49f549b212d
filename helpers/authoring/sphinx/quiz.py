"""The ``quiz`` directive: one question, native radio buttons, an explanation for every choice.

::

    ```{quiz} Which number is the *share* of variation that is real?
    - [ ] Q
      It is a sum of squares; it grows with the number of studies.
    - [x] I²
      Yes: (Q − df) / Q, never below zero.
    ```

With JavaScript a choice shows its own explanation at once, the choices come in an order drawn at each load,
and what was answered is remembered; without it, the explanations stand in a ``<details>`` below the question.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from helpers.authoring import minutes, path

_MARKS = {"[ ] ": False, "[x] ": True}


class QuizNode(nodes.General, nodes.Element):
    """A question: its title, then one ``QuizChoice`` for each answer."""


class QuizChoice(nodes.General, nodes.Element):
    """An answer: its label, then its explanation. ``correct`` says whether it is right."""


class Quiz(SphinxDirective):
    """Parse a question and its task list of answers."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = {"label": directives.unchanged, "chapter": directives.unchanged}  # noqa: RUF012 - docutils wants a plain class attribute

    def run(self) -> list[nodes.Node]:
        body = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, body)
        question, _ = self.state.inline_text(self.arguments[0], self.lineno)
        lists = list(body.findall(nodes.bullet_list))
        if not lists:
            raise self.error("a quiz needs a list of choices, each starting with [ ] or [x]")
        preamble = [child for child in body.children if not isinstance(child, nodes.bullet_list)]
        name = f"quiz-{self.env.new_serialno('quiz')}"
        choices = [self._choice(item) for item in lists[0].children]
        if sum(choice["correct"] for choice in choices) != 1:
            raise self.error("a quiz needs exactly one choice marked [x]")
        if len({choice.children[0].astext() for choice in choices}) < len(choices):
            raise self.error("the choices of a quiz must differ in their words")
        quiz = QuizNode("", name=name, question=_mark(self.arguments[0]), **self._chapter())
        quiz += nodes.inline("", "", *question)
        quiz += nodes.container("", *preamble)
        quiz.extend(choices)
        return [quiz]

    def _chapter(self) -> dict[str, str]:
        """The chapter to which a wrong answer sends, where one is named."""
        chapter = self.options.get("chapter")
        if chapter and f"book/{chapter}" not in self.env.found_docs:
            raise self.error(f"a quiz sends to a chapter of the book, as in 04-pooling; found {chapter!r}")
        if chapter:
            self.env.note_dependency(self.env.doc2path(f"book/{chapter}"))
        return {"chapter": f"book/{chapter}", "page": self.env.docname} if chapter else {}

    def _choice(self, item: nodes.Node) -> QuizChoice:
        paragraph = item.children[0]
        assert isinstance(paragraph, nodes.paragraph)
        text = paragraph.children[0].astext()
        mark = next((m for m in _MARKS if text.startswith(m)), None)
        if mark is None:
            raise self.error(f"a choice must start with [ ] or [x]: {paragraph.astext()!r}")
        label, explanation = _split_at_newline(paragraph, len(mark))
        rest = list(item.children[1:])
        if not explanation and not rest:
            raise self.error(f"every choice needs an explanation: {paragraph.astext()!r}")
        choice = QuizChoice("", correct=_MARKS[mark])
        choice += nodes.inline("", "", *label)
        body = nodes.container()
        if explanation:
            body += nodes.paragraph("", "", *explanation)
        body.extend(rest)
        choice += body
        return choice


def _split_at_newline(paragraph: nodes.paragraph, skip: int) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """The first source line of a paragraph without its mark, and what follows it."""
    label: list[nodes.Node] = []
    rest: list[nodes.Node] = []
    target = label
    for index, child in enumerate(paragraph.children):
        if isinstance(child, nodes.Text):
            text = child.astext()[skip if index == 0 else 0 :]
            head, newline, tail = text.partition("\n")
            target.append(nodes.Text(head))
            if newline:
                target = rest
                target.append(nodes.Text(tail))
        else:
            target.append(child)
    return label, rest


def _mark(text: str) -> str:
    """A short name for a question or a choice, the same as long as its words are."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:10]


def connect(app: Sphinx) -> None:
    """Register the directive, its two nodes and its script."""
    app.add_node(QuizNode, html=(_visit_quiz, _depart_quiz), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_node(QuizChoice, html=(_visit_choice, _depart_choice), latex=(_pass, _pass), text=(_pass, _pass))
    app.add_directive("quiz", Quiz)
    app.add_js_file("progress.js", loading_method="defer")
    app.add_js_file("quiz.js", loading_method="defer")


def _pass(translator: Any, node: nodes.Element) -> None:
    """Print the children as they are."""


def _visit_quiz(translator: Any, node: QuizNode) -> None:
    question, preamble = node.children[0], node.children[1]
    choices = [child for child in node.children if isinstance(child, QuizChoice)]
    name = node["name"]
    out = translator.body
    sends = _sends(translator, node) if "chapter" in node else ""
    out.append(f'<div class="quiz" id="{name}" data-question="{node["question"]}"{sends}><fieldset><legend>')
    question.walkabout(translator)
    out.append("</legend>")
    preamble.walkabout(translator)
    for choice in choices:
        label = _mark(choice.children[0].astext())
        right = str(choice["correct"]).lower()
        out.append(
            '<label class="quiz-choice">'
            f'<input type="radio" name="{name}" value="{label}" data-right="{right}"> <span>'
        )
        choice.children[0].walkabout(translator)
        out.append("</span></label>")
    out.append('</fieldset><div class="quiz-answer" role="status" aria-live="polite"></div>')
    out.append('<details class="quiz-all"><summary>All answers explained</summary><ol>')
    for choice in choices:
        verdict = "Right" if choice["correct"] else "Not this one"
        out.append(f'<li data-right="{str(choice["correct"]).lower()}"><strong>{verdict}.</strong> ')
        choice.children[1].walkabout(translator)
        out.append("</li>")
    out.append("</ol></details></div>")
    raise nodes.SkipNode


def _sends(translator: Any, node: QuizNode) -> str:
    builder = translator.builder
    address = builder.get_relative_uri(node["page"], node["chapter"])
    title = builder.env.titles[node["chapter"]].astext()
    page = Path(builder.env.doc2path(node["chapter"]))
    facts = f"{minutes.reading_minutes(page)} min to read" + ", branch" * (path.kind(page) == "branch")
    known = {"chapter": address, "title": title, "facts": facts}
    return "".join(f' data-{name}="{translator.attval(text)}"' for name, text in known.items())


def _depart_quiz(translator: Any, node: QuizNode) -> None:
    """Nothing: the visit wrote it all."""


_visit_choice = _depart_choice = _pass
