"""Where lower is better everything is mirrored, and said to be."""

from __future__ import annotations

import contextlib
import html
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import datasets
from helpers.report import read, write
from helpers.report.analysis import analysed
from helpers.report.command import main

pytestmark = pytest.mark.slow
MIRRORED = ("mean", "works_on_average", "next_market")


def counts() -> pd.DataFrame:
    return datasets.load("bcg")[["events_t", "n_t", "events_c", "n_c", "ablat"]]


@pytest.fixture(scope="module")
def bcg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on deaths and cases under a vaccine, by the command."""
    folder = tmp_path_factory.mktemp("lower")
    counts().to_csv(folder / "bcg.csv", index=False)
    assert main([str(folder / "bcg.csv"), "--lower-is-better", "--moderator", "ablat"]) == 0
    return folder / "bcg.report.html"


def test_bcg_reads_as_working(bcg: Path) -> None:
    page = bcg.read_text("utf8")
    summary = re.search(r'<div class="summary[^"]*">(.*?)</div>', page, re.DOTALL)
    assert summary is not None
    assert "The change almost certainly works on average" in summary[1]
    assert "not work" not in summary[1]
    assert "odds × 0.4" in summary[1]  # the vaccinated fall ill half as often, whatever the sign is called


def test_sentences_headings_and_code_say_that_signs_are_turned(bcg: Path) -> None:
    page = bcg.read_text("utf8").split("<script>", maxsplit=1)[0]
    text = html.unescape(re.sub(r"<figure.*?</figure>|<[^>]+>", " ", page, flags=re.DOTALL))
    assert "where lower is better: signs are turned" in text
    assert "lower_is_better=True" in text
    assert "sign turned: a reduction; above 0 the treated arm has less, which is better" in text
    shown = re.search(r"(?s)Lower is better here.*?How the file was read", text)
    assert shown is not None
    assert "effect" not in shown[0].replace("every effect", "")
    for caption in re.findall(r"<caption>(.*?)</caption>", page):
        assert "as reductions" in caption or "split" in caption.lower(), caption
    assert re.findall(r"<th scope=\"col\"[^>]*>[^<]*effect[^<]*</th>", page) == []


def test_the_copied_code_finds_what_the_page_says(bcg: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = re.search(r"<pre.*?><code>(.*?)</code>", bcg.read_text("utf8"), re.DOTALL)
    assert code is not None
    monkeypatch.chdir(bcg.parent)
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown):
        exec(html.unescape(code[1]), {})
    told = pd.read_csv(bcg.parent / "bcg.report.priors.csv")["mean"][0]
    assert float(shown.getvalue().split()[0].strip("()")) == told > 0


def test_every_number_is_the_mirror_of_the_other() -> None:
    plain, lower = (analysed(read(counts(), lower_is_better=turn)) for turn in (False, True))
    assert np.array_equal(plain.y, -lower.y)
    assert np.array_equal(plain.s, lower.s)
    for found in ("tails", "exact"):
        one, other = getattr(plain, found), getattr(lower, found)
        assert other["mean"] == pytest.approx(-one["mean"], rel=1e-6)
        for name in MIRRORED[1:]:
            assert other[name] == pytest.approx(1 - one[name], rel=1e-6)
        assert other["sd"] == pytest.approx(one["sd"], rel=1e-6)
    assert lower.experiments.ratio(lower.y) == pytest.approx(np.exp(plain.y))


def test_a_cap_turns_its_effect_too() -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"variant": ["control", "new"] * 400, "revenue": rng.lognormal(0, 2, 800)})
    plain, lower = (read(rows, lower_is_better=turn).skew for turn in (False, True))
    assert plain is not None
    assert lower is not None
    assert lower["capped_effect"].tolist() == (-plain["capped_effect"]).tolist()
    assert lower["cap"].tolist() == plain["cap"].tolist()


def test_the_tables_name_what_they_hold(tmp_path: Path) -> None:
    report = write(read(datasets.load("towels"), lower_is_better=True), tmp_path / "out.html")
    assert "reduction" in report.tables["experiments"]
    assert "effect" not in report.tables["experiments"]


def test_lower_is_better_is_yes_or_no() -> None:
    with pytest.raises((TypeError, ValueError), match="lower_is_better"):
        read(datasets.load("towels"), lower_is_better="yes")  # type: ignore[arg-type]
