"""The search quotes sentences, formulae in letters: no code, no answers of quizzes, no notes on terms."""

from __future__ import annotations

import json

from docutils import nodes, utils

from helpers.authoring.sphinx import passages
from helpers.authoring.sphinx.quiz import QuizNode
from helpers.authoring.sphinx.terms import TermNode


def page() -> nodes.document:
    sentence = nodes.paragraph(text="The spread ")
    sentence += nodes.math(text=r"\hat\tau^2")
    sentence += nodes.Text(" is not a ")
    sentence += TermNode("", "standard error", meaning="Something else.", address="", name="")
    sentence += nodes.Text(".")
    inner = nodes.section("", nodes.title(text="Inside"), sentence, ids=["inside"])
    inner += nodes.literal_block(text="a = plots.forest(1, 2, 3)")
    inner += QuizNode("", nodes.paragraph(text="This would be the answer."))
    inner += nodes.bullet_list("", nodes.list_item("", nodes.paragraph(text="One of a list of things.")))
    outer = nodes.section("", nodes.title(text="A page"), nodes.paragraph(text="Its very first words."))
    outer["ids"] = ["a-page"]
    outer += inner
    document = utils.new_document("page")
    document += outer
    return document


def test_each_section_has_its_own_sentences_and_its_place():
    assert list(passages.sections(page())) == [
        {"anchor": "", "title": "A page", "passages": ["Its very first words."]},
        {
            "anchor": "inside",
            "title": "Inside",
            "passages": ["The spread τ² is not a standard error.", "One of a list of things."],
        },
    ]


def test_a_formula_that_letters_cannot_show_is_left_out():
    paragraph = nodes.paragraph(text="It is ")
    paragraph.extend([nodes.math(text=r"\frac{1}{2}"), nodes.Text(" at the most.")])
    section = nodes.section("", nodes.title(text="T"), paragraph, ids=["t"])
    document = utils.new_document("page")
    document += section
    assert next(passages.sections(document))["passages"] == ["It is … at the most."]


def test_the_script_names_the_pages():
    script = passages.script([("book/a", [{"anchor": "", "title": "T", "passages": ["x"]}]), ("book/b", [])])
    pages = json.loads(script.removeprefix("window.borrowingPassages = ").rstrip(";\n"))
    assert [one["name"] for one in pages] == ["book/a"]
