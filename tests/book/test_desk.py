"""The replication desk takes up every claim that the course took from a source, and judges it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from myst_parser.mdit_to_docutils.base import default_slugify

from helpers.authoring.sphinx.findings import KINDS, SOUND, VERDICTS, verdict

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "book" / "replication.md").read_text("utf-8")
CLAIMS = tomllib.loads(Path(__file__).with_name("printed_claims.toml").read_text("utf-8"))
CASES = dict(re.findall(r"^```\{finding\} (\S+) .*?\n(.*?)(?=^```\{finding\}|^## |\Z)", PAGE, re.M | re.S))
KIND_OF = dict(re.findall(r"^```\{finding\} (\S+) (\S+)$", PAGE, re.M))
SECTION = re.compile(r"\]\(((?:\d\d-[\w-]+|one-experiments-bias)\.md)#([^)]+)\)")


def headings(page: str) -> set[str]:
    """What a link to a section of this page may end in; formulae are no part of it."""
    text = (ROOT / "book" / page).read_text("utf-8")
    return {default_slugify(re.sub(r"\$.*?\$", "", title)) for title in re.findall(r"^##+ (.+)$", text, re.M)}


def test_every_case_has_its_claim_and_every_claim_its_case():
    assert set(CLAIMS) == set(CASES)


@pytest.mark.parametrize("case", CLAIMS)
def test_every_claim_of_the_list_is_taken_up_in_its_own_words(case):
    assert not [words for words in CLAIMS[case] if words not in CASES[case]]


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_judged_and_its_source_named_near_by(case):
    assert CASES[case].count("Verdict: ") == 1
    before = PAGE[: PAGE.index(f"```{{finding}} {case} ")].rpartition("\n## ")[2]
    assert "{cite:p}`" in before + CASES[case]


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_computed_here_or_leads_to_the_section_that_takes_it_up(case):
    sections = SECTION.findall(CASES[case])
    assert "{code-cell}" in CASES[case] or sections
    assert not [(page, section) for page, section in sections if section not in headings(page)]


@pytest.mark.parametrize("case", CASES)
def test_a_verdict_does_not_contradict_the_heading_that_its_case_stands_under(case):
    """Where all holds, words mislead at most; under “Nothing” stands nothing that fails."""
    said = re.search(r"Verdict: .*", CASES[case])
    assert said is not None
    found = {name for bold in re.findall(r"\*\*(.+?)\*\*", said[0]) for name in verdict(bold)}
    assert found
    if found <= SOUND:
        assert KIND_OF[case] in {"holds", "words"}
    if KIND_OF[case] == "holds":
        assert found <= SOUND | {"nothing to reproduce"}


def test_what_is_said_to_follow_by_a_computation_is_computed_on_the_page():
    """Numbers of a verdict come from a cell: but for those explained, ``test_prose`` lets none be typed."""
    numbers = {"does not reproduce", "do not reproduce", "holds within simulation error"}
    computed = [case for case, text in CASES.items() if any(f"**{verdict}**" in text for verdict in numbers)]
    assert len(computed) > 10
    assert not [case for case in computed if "{code-cell}" not in CASES[case]]


@pytest.mark.book
def test_the_index_has_every_case_once_the_dearest_first_with_its_verdicts():
    html = (ROOT / "_build" / "html" / "book" / "replication.html").read_text("utf-8")
    section = BeautifulSoup(html, "html.parser").select_one("#what-you-would-have-done-wrong")
    assert section is not None
    links = [link["href"].removeprefix("#desk-") for link in section.select("ul.findings a")]
    assert sorted(links) == sorted(CASES)
    assert [strong.get_text().rstrip(".") for strong in section.select("p > strong")] == list(KINDS.values())
    verdict = re.compile("|".join(sorted(VERDICTS.values(), key=len, reverse=True)))
    said = {
        link["href"]: verdict.findall(link.parent.get_text()[len(link.get_text()) :].partition(".")[0])
        for link in section.select("ul.findings a")
    }
    assert all(said.values())
    told = section.find(string=re.compile("cases; in"))
    sound = sum(set(found) <= SOUND for found in said.values())
    assert f"{len(CASES)} cases; in {sound} of them" in str(told)
