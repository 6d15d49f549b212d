"""Pasted data: read rightly, asked about, or refused by line. The bank of cases is `pastes.json`."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import expect

from helpers import effects
from helpers.report import headings
from helpers.widgets import TauExplorer

pytestmark = pytest.mark.browser

BANK = json.loads((Path(__file__).parent / "pastes.json").read_text("utf8"))


@pytest.fixture(scope="module")
def parsed(probe):
    """``parsed(texts)``: the readings of each text."""

    def run(texts):
        return probe(
            "([texts]) => JSON.parse(texts).map((text) => window.engine.paste.parse(text).readings)", texts
        )

    return run


def plain(reading):
    """A reading in the bank's words."""
    rows = [
        [row["label"], *(row.get("counts") or row.get("means") or (row["effect"], row["stdError"]))]
        for row in reading["rows"]
    ]
    left = [[one["line"], one["code"]] for one in reading["left"]]
    return {"kind": reading["kind"], "rows": rows, "left_out": left, "unused": reading["unused"]}


def agrees(got, wanted):
    if wanted["rows"] and got["kind"] != wanted["kind"]:
        return False
    if got["left_out"] != wanted.get("left_out", []) or got["unused"] != wanted.get("unused", []):
        return False
    return len(got["rows"]) == len(wanted["rows"]) and all(
        len(mine) == len(theirs)
        and theirs[0] in (None, mine[0])
        and np.allclose(mine[1:], theirs[1:], rtol=2e-6, atol=1e-9)
        for mine, theirs in zip(got["rows"], wanted["rows"], strict=True)
    )


@pytest.fixture(scope="module")
def of_bank(parsed):
    return dict(zip((c["name"] for c in BANK), parsed([c["text"] for c in BANK]), strict=True))


@pytest.mark.parametrize("case", BANK, ids=[case["name"] for case in BANK])
def test_the_bank(of_bank, case):
    got = [plain(reading) for reading in of_bank[case["name"]]]
    wanted = case.get("asks", [case])
    assert len(got) == len(wanted), got
    for one in wanted:
        assert any(agrees(reading, one) for reading in got), got
    first = of_bank[case["name"]][0]
    assert case.get("notes", []) == first.get("notes", [])
    assert all(case.get("said", "") in row["from"] for row in first["rows"][:1])
    if "offers" in case:
        assert agrees(plain(first["offer"]), case["offers"])


# What the box knows under another name.
SAME = {
    "posterior_mean": "effect", "posterior_sd": "se", "experiment": "label", "idea": "label",
    "alpha": "level",
}  # fmt: skip


def headings_as_written():
    """Every word and phrase of the shared list, bare and as exports dress it."""
    words = headings.words()
    patterns = [*words["roles"].values(), *words["also"].values()]
    phrases = sorted({found for pattern in patterns for found in re.findall(r"[a-z][a-z ]*[a-z]", pattern)})
    dressed = ("{}", "{} (treated)", "control_{}", "unique {}", "number of {}", "{} CI upper", "{}_pct")
    return [form.format(phrase) for phrase in phrases for form in dressed]


def test_a_heading_means_to_the_box_what_it_means_to_the_report(probe):
    asked = headings_as_written()
    assert len(asked) > 3000
    here = probe("([all]) => JSON.parse(all).map((one) => window.engine.paste.meaningOf(one))", asked)
    assert {found.get("known") for found in here} > {"effect", "ratio", "se", "low", "n_t", "events_c"}
    differ = {}
    for heading, found in zip(asked, here, strict=True):
        there, known = headings.meaning(heading), found.get("known") or ""
        guessed = found["vague"] and there in {"", "mean", "rate", "sd", "sum"}  # what it took it says
        wanted = "" if no_figure_takes(there) else SAME.get(there, there)
        if not guessed and SAME.get(known, known) != wanted:
            differ[heading] = (known, there)
    assert differ == {}


def test_a_name_is_a_summary_s_to_the_box_where_it_is_one_to_the_report(probe):
    words = headings.words()["summaries"]
    parts = re.findall(r"[a-z]{2,}", f"{words['says']}|{words['beside']}")
    names = [*parts, "Σ", "Random-effects model", "Pooled (random effects)", "Total (n = 2)", "Überall", "3"]
    names += [form.format(part) for part in parts for form in ("Grand {}", "{} 3", "{} markets:", "{} (2)")]
    here = probe("([all]) => JSON.parse(all).map(window.engine.paste.isTotal)", names)
    assert here == [headings.names_a_summary(name) for name in names]
    assert 100 < sum(here) < len(names) - 100


def test_what_two_rows_of_headings_lack_is_said_with_the_remedy(parsed):
    [[found]] = parsed([",Control,,Treatment,\nplace,foo,bar,foo,bar\nDE,1000,25,1000,30\nFR,91,2,9,2"])
    [reason] = [one["reason"] for one in found["left"]]
    assert not reason.startswith(",")
    assert "write them as one" in reason


RATIOS = "name,relative lift,se\nA,1.05,.02\nB,.98,.03\nC,1.10,.05"


def test_ratios_under_a_lift_are_drawn_only_once_it_is_said_what_they_are(show):
    page, seen = show(TauExplorer())
    fill(page, RATIOS)
    asked = page.get_by_role("group", name="Which reading is meant?").get_by_role("button")
    expect(asked).to_have_text(
        [
            "differences: 0 is no effect",
            "ratios: 1 is no effect, standard errors of the ratios",
            "ratios: 1 is no effect, standard errors of the logarithms",
        ]
    )
    page.get_by_role("button", name="Draw them").click()
    assert effects_of(page) == TauExplorer().effects
    asked.nth(1).click()
    page.get_by_role("button", name="Draw them").click()
    np.testing.assert_allclose(effects_of(page), np.log([1.05, 0.98, 1.1]), rtol=1e-12)
    seen.assert_clean()


def test_the_effect_and_its_scale_may_both_be_asked(parsed):
    [found] = parsed(["name,lift,change,se\nA,1.05,1.04,.02\nB,.98,.97,.03\nC,1.10,1.12,.05"])
    assert len(found) == 6
    assert len({one["choice"] for one in found}) == 6


def no_figure_takes(role):
    return role.removesuffix("_t").removesuffix("_c") in headings.words()["besides"]


def test_every_line_left_out_has_its_reason(of_bank):
    for readings in of_bank.values():
        for left in (one for reading in readings for one in reading["left"]):
            assert len(left["reason"]) > 10
            assert "undefined" not in left["reason"]
            assert "NaN" not in left["reason"]


def test_counts_become_log_odds_ratios_as_in_python(parsed):
    counts = np.array([[4, 123, 11, 139], [0, 50, 5, 50], [10, 10, 3, 12], [29, 303, 62, 220]])
    [[found]] = parsed(["\n".join(f"Trial {i} " + " ".join(map(str, row)) for i, row in enumerate(counts))])
    wanted = effects.log_odds_ratio(*counts.T)
    np.testing.assert_allclose([r["effect"] for r in found["rows"]], wanted.estimate, rtol=1e-12)
    np.testing.assert_allclose([r["stdError"] for r in found["rows"]], wanted.std_error, rtol=1e-12)


def test_means_become_differences_as_in_python(parsed):
    [[found]] = parsed(["mean_t,sd_t,n_t,mean_c,sd_c,n_c\n11,2.5,110,10,2,100\n9.5,2,95,9,2,90"])
    wanted = effects.from_summary([11, 9.5], [2.5, 2], [110, 95], [10, 9], [2, 2], [100, 90])
    np.testing.assert_allclose([r["effect"] for r in found["rows"]], wanted.estimate, rtol=1e-12)
    np.testing.assert_allclose([r["stdError"] for r in found["rows"]], wanted.std_error, rtol=1e-12)


def test_nothing_pasted_breaks_the_reader(parsed):
    rng = np.random.default_rng(8)
    alphabet = [*"0123456789.,;\t -+e\n\r\"'xyÄ−#±()[]{}%/|&=:\\", "effect", "se", "n", "CI 95%", " of "]
    texts = ["".join(rng.choice(alphabet, size=rng.integers(0, 60))) for _ in range(400)]
    for readings in parsed(texts):
        assert 1 <= len(readings) <= 6
        for row in (row for reading in readings for row in reading["rows"]):
            assert math.isfinite(row["effect"])
            assert 0 < row["stdError"] < math.inf


def test_a_long_paste_is_cut_at_what_can_be_drawn_and_read_at_once(probe):
    text = "\n".join(f"A{i} 0.{i % 7 + 1} 0.1" for i in range(1200))
    took, rows, left = probe(
        """([text]) => { const t = JSON.parse(text); window.engine.paste.parse("A 1 2");
          const start = performance.now(), [r] = window.engine.paste.parse(t).readings;
          return [performance.now() - start, r.rows.length, r.left.map((l) => l.code)]; }""",
        text,
    )
    assert rows == 1000
    assert left == ["too_many"] * 200
    assert took < 1500


def fill(page, text):
    if page.get_by_role("textbox", name="Your experiments").count() == 0:
        page.get_by_role("button", name="Paste your own").click()
    page.get_by_role("textbox", name="Your experiments").fill(text)


def effects_of(page):
    return page.evaluate("document.querySelector('.bs-widget').bsModel.get('effects')")


def test_what_was_understood_stands_there_before_it_is_drawn(show):
    page, seen = show(TauExplorer())
    fill(page, "0.2,0.0,0.4\n0.3,0.1,0.5\nrubbish\nTotal,0.0,0.4")
    understood = page.get_by_label("What was understood").locator("li")
    expect(understood).to_have_count(2)
    expect(understood.first).to_have_text("Study 1: 0.200 ± 0.102, from effect and interval")
    expect(page.get_by_label("Lines left out").locator("li")).to_have_count(2)
    assert effects_of(page) == TauExplorer().effects
    page.get_by_role("button", name="Draw them").click()
    assert effects_of(page) == [0.2, 0.3]
    seen.assert_clean()


def test_where_two_readings_are_possible_nothing_is_drawn_until_one_is_chosen(show):
    page, seen = show(TauExplorer())
    fill(page, "0,48, 0,42\n0,31, 0,20")
    asked = page.get_by_role("group", name="Which reading is meant?").get_by_role("button")
    expect(asked).to_have_count(2)
    page.get_by_role("button", name="Draw them").click()
    assert effects_of(page) == TauExplorer().effects
    asked.filter(has_text="0.48").click()
    page.get_by_role("button", name="Draw them").click()
    assert effects_of(page) == [0.48, 0.31]
    seen.assert_clean()


def test_all_rows_are_told_with_the_same_decimals(show):
    page, seen = show(TauExplorer())
    fill(page, "A,0.5,0.2\nB,0.1,0.3")
    rows = page.get_by_label("What was understood").locator("li")
    expect(rows).to_have_text(["A: 0.500 ± 0.200", "B: 0.100 ± 0.300"])
    seen.assert_clean()


def test_a_bare_plus_minus_is_read_and_its_other_reading_offered(show):
    page, seen = show(TauExplorer())
    fill(page, "0.12 ± 0.05\n0.20 ± 0.06")
    offered = page.get_by_role("group", name="Which reading is meant?").get_by_role("button")
    expect(offered).to_have_count(2)
    expect(offered.first).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("What was understood").locator("li").first).to_contain_text(
        "± taken for one standard error"
    )
    offered.nth(1).click()
    page.get_by_role("button", name="Draw them").click()
    drawn = page.evaluate("document.querySelector('.bs-widget').bsModel.get('std_errors')")
    np.testing.assert_allclose(drawn, np.array([0.05, 0.06]) / 1.959964, rtol=1e-6)
    seen.assert_clean()


def test_standard_deviations_of_visitors_are_refused_when_the_reader_says_so(show):
    page, seen = show(TauExplorer())
    fill(page, "market,effect,sd\nA,0.2,4\nB,0.3,5")
    asked = page.get_by_role("group", name="Which reading is meant?").get_by_role("button")
    asked.filter(has_text="of visitors").click()
    expect(page.get_by_label("Lines left out").locator("li")).to_have_count(2)
    page.get_by_role("button", name="Draw them").click()
    assert effects_of(page) == TauExplorer().effects
    seen.assert_clean()
