"""The promises of every page, and that the checker of promises sees what is broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from helpers.authoring import prose
from helpers.grading import exercises

CHAPTERS = prose.chapters()
PAGES = sorted((prose.ROOT / "book").glob("*.md"))
SHEETS = sorted((prose.ROOT / "solutions").glob("*.md"))
by_stem = {"ids": lambda p: p.stem}


@pytest.mark.parametrize("page", PAGES, **by_stem)
def test_every_number_in_a_sentence_is_printed_by_code_or_explained(page: Path):
    found = prose.unprinted_numbers(page, prose.given_numbers().get(page.stem, {}))
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("page", PAGES + SHEETS, **by_stem)
def test_every_picture_has_words(page: Path):
    found = prose.pictures_without_words(page)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("chapter", CHAPTERS, **by_stem)
def test_every_chapter_has_its_parts(chapter: Path):
    found = prose.missing_parts(chapter)
    assert not found, "\n".join(map(str, found))


@pytest.mark.parametrize("chapter", CHAPTERS, **by_stem)
def test_what_is_to_be_tried_is_answered_point_by_point_in_a_fold_below_it(chapter: Path):
    text = chapter.read_text(encoding="utf-8")
    (section,) = re.findall(r"^## Touch it$.*?(?=^## )", text, re.MULTILINE | re.DOTALL)
    asked, answers = section.split(":::{admonition} What you should have seen\n:class: dropdown\n")
    numbers = re.compile(r"^(\d+)\. ", re.MULTILINE)
    points = numbers.findall(asked)
    assert points
    assert numbers.findall(answers.partition("\n:::")[0]) == points
    assert asked.rstrip().splitlines()[-1].startswith(f"{points[-1]}. ")


@pytest.mark.parametrize("chapter", CHAPTERS, **by_stem)
def test_trainers_are_told_the_exercises_own_minutes(chapter: Path):
    (timing,) = re.findall(r"^\*\*Timing\.\*\*.*$", chapter.read_text(encoding="utf-8"), re.MULTILINE)
    left = {e.id: e.minutes for e in exercises(chapter.name[:2])}
    named = re.findall(r"exercises? ((?:\d\d\.\d(?:, | and )?)+) (\d+)", timing)
    assert named
    for some, minutes in named:
        assert sum(left.pop(one) for one in re.findall(r"\d\d\.\d", some)) == int(minutes)
    for minutes in re.findall(r"the other exercises (\d+)", timing):
        assert sum(left.values()) == int(minutes)


def test_the_list_explains_only_numbers_that_are_there():
    given = prose.given_numbers()
    assert set(given) <= {p.stem for p in PAGES}
    for page in PAGES:
        there = {number for _, number in prose.numbers(page.read_text(encoding="utf-8"))}
        unused = {n for n in given.get(page.stem, {}) if n not in there and n.lstrip("0") not in there}
        assert not unused, f"{page.name}: {unused}"
        assert all(len(reason.split()) >= 3 for reason in given.get(page.stem, {}).values())


@pytest.mark.parametrize(
    ("sentence", "seen"),
    [
        ("The effect is 0.31 here.", ["0.31"]),
        ("It moved by −.40 or .5.", ["-.40", ".5"]),
        ("A range of 5 150 visitors.", ["5 150"]),
        ("About 20 % of them.", ["20"]),
        ("```{quiz} What of $Q = 9$ and 8.5?\n- [ ] Not 7.25.\n```", ["8.5", "7.25"]),
        ("From {glue:text}`low:.2f` to `0.4`, with $x = 3$.", []),
        ("In chapter 3, exercise 03.1, in 1984, at 95 %, see chapters 4 and 5.", []),
        ("```{code-cell}\nx = 12\n```", []),
        ("```{quiz} A?\n- [x] B.\n```\n\nThen 6.5.\n\n```{code-cell}\nx = 1\n```", ["6.5"]),
        (":::{admonition} For trainers\n**Timing.** Core 50 minutes.\n\nAsk 17 people.\n:::", ["17"]),
        ("[a link](https://x.org/2.5) and P2P and t_6 and χ²", []),
        ("1. First\n2. Second", []),
    ],
)
def test_which_numbers_are_seen(sentence, seen):
    assert [number for _, number in prose.numbers(f"# Title\n\n{sentence}\n")] == seen


def page(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "03-test.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_are_reported_with_their_line(tmp_path):
    path = page(
        tmp_path,
        "---\na: 1\n---\n\n# T\n\n```{code-cell}\nx = 0.30\n```\n\nAn input of .3 and a claim of 7.7.\n",
    )
    (complaint,) = prose.unprinted_numbers(path, {})
    assert (complaint.line, "7.7" in complaint.what) == (11, True)
    assert prose.unprinted_numbers(path, {"7.70": "a reason"}) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("```{code-cell}\nplots.forest(y, s)\n```", 1),
        ('```{code-cell}\n:mystnb:\n:  image:\n:    alt: "Too short."\n\nplots.forest(y, s)\n```', 1),
        (
            '```{code-cell}\n:x: y\n:    alt: "Forest plot: eight markets, three high."\n\nplt.plot(x)\n```',
            0,
        ),
        ("```{code-cell}\n:tags: [remove-cell]\n\nplt.figure()\n```", 0),
        ("```{code-cell}\nprint(1)\n```", 0),
        ("![](a.png)", 1),
        ("![Two bars, the left one twice as high](a.png)", 0),
        ("```{figure} a.png\n:alt: Two bars, the left one twice as high\n\nCaption.\n```", 0),
        ("```{figure} a.png\nCaption.\n```", 1),
    ],
)
def test_which_pictures_lack_words(tmp_path, text, count):
    assert len(prose.pictures_without_words(page(tmp_path, f"# T\n\n{text}\n"))) == count


def test_a_bare_page_lacks_everything(tmp_path):
    missing = {c.what for c in prose.missing_parts(page(tmp_path, "# T\n"))}
    assert "the chapter lacks objectives" in missing
    assert "the chapter lacks minutes to practise" in missing
    assert len(missing) == 17
