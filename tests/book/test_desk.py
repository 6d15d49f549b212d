"""The replication desk takes up every claim that the course took from a source, and judges it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from helpers.authoring.sphinx.findings import KINDS, SOUND, VERDICTS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "book" / "replication.md").read_text("utf-8")
CLAIMS = tomllib.loads(Path(__file__).with_name("printed_claims.toml").read_text("utf-8"))
CASES = dict(re.findall(r"^```\{finding\} (\S+) .*?\n(.*?)(?=^```\{finding\}|^## |\Z)", PAGE, re.M | re.S))


@pytest.mark.parametrize("case", CLAIMS)
def test_every_claim_of_the_list_is_taken_up_in_its_own_words(case):
    assert not [words for words in CLAIMS[case] if words not in CASES[case]]


@pytest.mark.parametrize("case", CASES)
def test_every_case_is_judged_and_its_source_named_near_by(case):
    assert CASES[case].count("Verdict: ") == 1
    before = PAGE[: PAGE.index(f"```{{finding}} {case} ")].rpartition("\n## ")[2]
    assert "{cite:p}`" in before + CASES[case]


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
