"""Terms are marked once a page, at their first mention in a sentence, by their longest name."""

from __future__ import annotations

import json

import pytest
from docutils import nodes, utils

from helpers.authoring.sphinx import terms


def item(name: str, text: str) -> nodes.definition_list_item:
    term = nodes.term("", name, ids=[f"term-{name.replace(' ', '-')}"])
    return nodes.definition_list_item("", term, nodes.definition("", nodes.paragraph(text=text)))


def page(*parts: nodes.Node) -> nodes.document:
    document = utils.new_document("page")
    document.extend(parts)
    return document


KNOWN = terms.terms(
    page(
        nodes.definition_list(
            "",
            item("power", "A chance. Chapter 17. Also called statistical power. Not meant: to the power."),
            item("power prior", "A discount. Chapter 15. Near it: power of the past."),
            item(
                "sample-ratio mismatch",
                "Unequal. Chapter 1. Also called SRM, unbalanced arms. Near it: A/A.",
            ),
        )
    )
)


def marked(*parts: nodes.Node) -> list[str]:
    document = page(*parts)
    terms.mark(document, KNOWN, "glossary.html")
    return [f"{node.astext()} → {node['address']}" for node in document.findall(terms.TermNode)]


def test_a_term_has_a_meaning_without_its_chapter_its_other_names_and_its_neighbours():
    power, _, ratio = KNOWN
    assert (power.meaning, power.also, power.near) == ("A chance.", ("statistical power",), ())
    assert power.not_meant == ("to the power",)
    assert (ratio.also, ratio.near) == (("SRM", "unbalanced arms"), ("A/A",))
    assert ratio.written == ("sample-ratio mismatch", "SRM")


def test_the_first_mention_is_marked_by_its_longest_name_whatever_its_capitals():
    text = nodes.paragraph(text="A power prior. Power is power. Powerful. SRM and sample-ratio mismatch.")
    assert marked(text) == [
        "power prior → glossary.html#term-power-prior",
        "Power → glossary.html#term-power",
        "SRM → glossary.html#term-sample-ratio-mismatch",
    ]
    assert text.astext() == "A power prior. Power is power. Powerful. SRM and sample-ratio mismatch."


@pytest.mark.parametrize("other", ["e to the power of 24", "the power of the past", "a power prior"])
def test_a_word_within_a_phrase_that_says_something_else_is_not_the_term(other):
    there = marked(nodes.paragraph(text=f"{other}, and power."), nodes.paragraph(text="Its power."))
    assert [line for line in there if line.startswith("power →")] == ["power → glossary.html#term-power"]
    assert not [line for line in marked(nodes.paragraph(text=f"{other}.")) if line.startswith("power →")]


def test_a_longer_name_of_the_same_thing_is_a_mention_of_it():
    assert marked(nodes.paragraph(text="Statistical power.")) == [
        "Statistical power → glossary.html#term-power"
    ]


@pytest.mark.parametrize(
    "elsewhere",
    [
        nodes.title(text="Power"),
        nodes.paragraph("", "", nodes.reference("", "power")),
        nodes.paragraph("", "", nodes.literal("", "power")),
        nodes.table("", nodes.paragraph(text="power")),
        nodes.citation("", nodes.label(text="M08"), nodes.paragraph(text="The power of a test.")),
        nodes.literal_block("", "power"),
    ],
    ids=lambda node: type(node).__name__,
)
def test_titles_links_code_tables_and_references_stay_as_they_are(elsewhere):
    assert marked(elsewhere, nodes.paragraph(text="no such word")) == []
    assert len(marked(elsewhere.deepcopy(), nodes.paragraph(text="but power here"))) == 1


def test_the_search_is_told_every_name():
    script = terms.synonyms(KNOWN)
    groups = json.loads(script.removeprefix("window.borrowingTerms = ").rstrip(";\n"))
    assert groups[2]["also"] == ["SRM", "unbalanced arms"]
    assert groups[2]["near"] == ["A/A"]
    assert [group["chapter"] for group in groups] == [17, 15, 1]
