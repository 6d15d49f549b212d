"""The page stands alone, says nothing that is not so, lets nothing in, and overwrites nothing unasked."""

from __future__ import annotations

import re
from datetime import date
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers import __version__, datasets
from helpers.cli.command import main as command
from helpers.report import read, write
from helpers.report.analysis import analysed
from helpers.report.command import main
from helpers.report.sentences import summary

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"


def table(effects: list[float], errors: list[float], **more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"label": [f"m{i}" for i in range(len(effects))], "effect": effects, "std_error": errors, **more}
    )


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> str:
    report = write(read(datasets.load("eight_markets")), tmp_path_factory.mktemp("report") / "markets.html")
    return report.path.read_text("utf8")


@pytest.mark.slow
def test_the_page_asks_nothing_of_any_other(markets: str) -> None:
    addresses = set(re.findall(r"""(?:https?:)?//[\w.-]+\.[a-z]{2,}[^"'\s<>)]*""", markets))
    namespaces = {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/1999/xlink",
    }
    assert {a for a in addresses if a not in namespaces and "w3.org" not in a} == set()
    assert re.search(r"""(src|href)=["'](?!data:|#)""", markets.split("<script>", maxsplit=1)[0]) is None
    assert "default-src 'none'" in markets


def test_both_figures_hold_the_readers_own_experiments_only(markets: str) -> None:
    assert markets.count('class="bs-widget"') == 2
    assert "BCG" not in markets.split("<script>", maxsplit=1)[0]
    assert markets.count('<img src="data:image/svg+xml;base64,') == 2


@pytest.mark.slow
def test_every_table_stands_beside_the_page_with_all_its_digits(tmp_path: Path) -> None:
    report = write(read(datasets.load("towels")), tmp_path / "towels.html")
    for name, frame in report.tables.items():
        kept = pd.read_csv(tmp_path / f"towels.{name}.csv")
        assert len(kept) == len(frame)
        for column in frame.columns:
            if frame[column].dtype.kind == "f":
                assert np.array_equal(kept[column], frame[column], equal_nan=True)


@pytest.mark.slow
def test_what_a_file_holds_is_text_and_no_markup(tmp_path: Path) -> None:
    file = tmp_path / "nasty.csv"
    frame = table([0.1, 0.2, 0.4], [0.1, 0.1, 0.2])
    frame["label"] = [NASTY, "</script><script>alert(3)</script>", '=HYPERLINK("x")']
    frame.to_csv(file, index=False)
    report = write(read(file), tmp_path / "out.html", call=NASTY)
    page = report.path.read_text("utf8")
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<img src=x" not in page
    kept = pd.read_csv(tmp_path / "out.experiments.csv")
    assert kept["label"][2].startswith("'=")


@pytest.mark.slow
def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    experiments = read(datasets.load("towels"))
    (tmp_path / "out.plan.csv").write_text("mine")
    with pytest.raises(FileExistsError, match=r"out\.plan\.csv"):
        write(experiments, tmp_path / "out.html")
    assert [path.name for path in tmp_path.iterdir()] == ["out.plan.csv"]
    write(experiments, tmp_path / "out.html", overwrite=True)
    assert (tmp_path / "out.plan.csv").read_text("utf-8-sig").startswith("size")


@pytest.mark.slow
def test_the_command_ends_with_0_and_says_what_the_page_says(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    datasets.load("towels").to_csv(tmp_path / "towels.csv", index=False)
    assert main([str(tmp_path / "towels.csv"), "--cost-per-visitor", "2"]) == 0
    assert (tmp_path / "towels.report.html").exists()
    assert "7 experiments: the average effect is" in capsys.readouterr().out
    assert main([str(tmp_path / "towels.csv")]) == 2


@pytest.mark.parametrize("name", ["z.pdf", "z.csv", "z.html.txt"])
def test_a_name_of_something_else_is_refused_with_the_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    towels = datasets.load("towels")
    towels.to_csv(tmp_path / "towels.csv", index=False)
    assert main([str(tmp_path / "towels.csv"), "--out", str(tmp_path / name)]) == 2
    assert f"say {Path(name).with_suffix('.html')}" in capsys.readouterr().err
    with pytest.raises(ValueError, match="out: a report is one HTML file"):
        write(read(towels), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["towels.csv"]


@pytest.mark.slow
def test_the_foot_says_which_version_made_it_on_which_day_and_how(tmp_path: Path) -> None:
    file, out = tmp_path / "our towels.csv", tmp_path / "out.html"
    datasets.load("towels").to_csv(file, index=False)
    before = date.today()
    assert command([
        "report", str(file), f"--out={out}", "--cost-per-visitor", "2", "--quiet"]) == 0  # fmt: skip
    foot = out.read_text("utf8").partition("<footer>")[2].partition("</footer>")[0]
    typed = "borrowing-strength report 'our towels.csv' --out=out.html --cost-per-visitor 2 --quiet"
    assert f"<code>{escape(typed)}</code>" in foot
    assert str(tmp_path) not in out.read_text("utf8")
    assert f"</em> {__version__} on " in foot
    assert any(f"on {day.day} {day:%B %Y}," in foot for day in (before, date.today()))
    write(read(file), tmp_path / "python.html")
    assert "from Python" in (tmp_path / "python.html").read_text("utf8").partition("<footer>")[2]


def test_one_experiment_says_what_it_cannot_say() -> None:
    found = analysed(read(table([0.3], [0.1])))
    said = " ".join(summary(found))
    assert found.q is None
    assert "cannot be learned from one" in said
    assert "next market it would" not in said


@pytest.mark.slow
def test_two_experiments_own_that_the_spread_is_the_priors() -> None:
    said = " ".join(summary(analysed(read(table([0.3, 0.5], [0.1, 0.1])))))
    assert "With 2 experiments the spread τ is the prior's as much as the data's" in said


@pytest.mark.slow
def test_the_code_on_the_page_finds_the_numbers_of_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    datasets.load("eight_schools").to_csv(tmp_path / "s.csv", index=False)
    file = str(tmp_path / "s.csv")
    report = write(read(file), tmp_path / "out.html", call=f"experiments = report.read({file!r})")
    code = re.search(r"<pre.*?><code>(.*?)</code>", report.path.read_text("utf8"), re.DOTALL)
    assert code is not None
    import html

    exec(html.unescape(code[1]), {})
    shown = capsys.readouterr().out.split()
    assert float(shown[0].strip("()")) == report.tables["priors"]["mean"][0]


@pytest.mark.slow
def test_a_page_without_the_exact_posterior_says_so_and_why(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    for many, missing in ((101, True), (100, False)):
        n = np.full(many, 900)
        counts = {"events_t": rng.binomial(n, 0.2), "n_t": n, "events_c": rng.binomial(n, 0.2), "n_c": n}
        table = pd.DataFrame({"label": [f"m{i}" for i in range(many)], **counts})
        report = write(read(table), tmp_path / f"{many}.html")
        page = report.path.read_text("utf8")
        assert ("exact binomial posterior, from the counts themselves, is missing" in page) == missing
        assert ("counts, exact binomial" in page) != missing
