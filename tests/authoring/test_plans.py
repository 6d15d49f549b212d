"""Plans of sessions: their minutes are the chapters' own, and they add up."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from helpers.authoring import minutes, path, plans
from helpers.authoring.sphinx import trainers

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = path.chapters(ROOT)
NAMES = list(plans.PLANS)


def declared(page: Path) -> int:
    """Core minutes of a page, read without the reader under test."""
    return int(re.search(r"[Cc]ore (\d+) minutes:", page.read_text("utf-8"))[1])


@pytest.mark.parametrize("page", [ROOT / "book" / plans.ROOM, *CHAPTERS], ids=lambda p: p.stem)
def test_the_pieces_of_a_core_add_up_to_it(page: Path):
    if not re.search(r"[Cc]ore \d+ minutes:", page.read_text("utf-8")):
        assert path.kind(page) == "branch"
        return
    core = minutes.session(page)
    assert core.minutes == sum(length for _, length in core.pieces) == declared(page)
    assert core.until(core.pieces[-1][0]) == core.minutes


@pytest.mark.parametrize("name", NAMES)
def test_a_plan_lasts_as_long_as_its_chapters_its_room_and_its_pauses(name: str):
    days = plans.plan(name, ROOT)
    for day in days:
        assert all(before.end == after.start for before, after in pairwise(day))
        assert day[0].start == plans.START
        assert day[-1].end - day[0].start == sum(entry.minutes for entry in day)
    by_number = {path.number(p): declared(p) for p in CHAPTERS if path.kind(p) == "core"}
    whole = sum(by_number[number] for number in plans.taught(name))
    left_out = sum(
        by_number[step[0]]
        - minutes.session(CHAPTERS[step[0] - 1]).until(step[1])
        - sum(minutes.session(CHAPTERS[step[0] - 1]).piece(piece) for piece in step[2:])
        for day in plans.PLANS[name]
        for step in day
        if isinstance(step, tuple)
    )
    pauses = sum(plans.PAUSES.get(entry.title, 0) for day in days for entry in day)
    room = declared(ROOT / "book" / plans.ROOM)
    assert sum(e.minutes for day in days for e in day) == whole - left_out + room + pauses


def test_plans_are_the_core_path_and_each_holds_the_shorter_one():
    half, one, two = (plans.taught(name) for name in NAMES)
    assert set(half) < set(one) < set(two)
    assert two == [path.number(page) for page in CHAPTERS if path.kind(page) == "core"]
    assert half == sorted(half)
    assert one == sorted(one)


def test_a_day_is_no_longer_than_people_can_bear():
    longest = {"half-day": 4.25, "one-day": 8, "two-day": 8}
    for name, hours in longest.items():
        for day in plans.plan(name, ROOT):
            assert day[-1].end - day[0].start <= 60 * hours
            taught = 0
            for entry in day:
                taught = 0 if entry.title in plans.PAUSES else taught + entry.minutes
                assert taught <= 90, f"{name}: no pause before {entry.title}"


@pytest.mark.parametrize("name", NAMES)
def test_a_day_beyond_noon_has_lunch_at_noon(name: str):
    for day in plans.plan(name, ROOT):
        begins = [entry.start for entry in day if entry.title == plans.LUNCH]
        if day[-1].end > 13 * 60:
            assert len(begins) == 1
            assert 11.75 * 60 <= begins[0] <= 13 * 60


def test_a_step_leads_to_its_slides_its_note_and_its_notebook():
    [day] = plans.plan("one-day", ROOT)
    for entry in day:
        row = trainers._row(entry, ROOT)
        chapter = bool(entry.page and path.number(entry.page))
        assert all((word in row) == chapter for word in ("?slides", "#trainers-", ".ipynb>`")), row


def test_a_step_names_the_exercises_of_its_minutes():
    [day] = plans.plan("one-day", ROOT)
    rows = {path.number(entry.page): entry for entry in day if entry.page and path.number(entry.page)}
    assert rows[1].exercises == ("01.1", "01.3")
    assert "01.1, 01.3" in trainers._row(rows[1], ROOT)
    assert rows[19].exercises == ()
    assert "at home" in trainers._row(rows[19], ROOT)


def test_the_archive_in_a_day_ends_with_its_decision():
    [day] = plans.plan("one-day", ROOT)
    [entry] = [entry for entry in day if entry.page and path.number(entry.page) == 19]
    core = minutes.session(CHAPTERS[18])
    assert entry.minutes == core.until("touch it") + core.piece("renew or not") < core.minutes
    address = re.search(
        r"19-archive\.html\?slides=([\w-]+)", (ROOT / "book/trainers/plans.md").read_text("utf-8")
    )
    assert address
    assert re.search(r"^## Renew, or not\?$", CHAPTERS[18].read_text("utf-8"), re.MULTILINE)
    assert address[1] == "renew-or-not"


def test_the_second_round_of_the_quiz_is_put_in_one_way():
    """At the end, or better a week later: wherever it is said."""
    pages = (ROOT / "book" / name for name in ("readiness.md", "trainers/measuring.md"))
    for page in pages:
        assert re.search(r"end,? or,? better,? a week later", page.read_text("utf-8")), page.name
    plan = (ROOT / "book/trainers/plans.md").read_text("utf-8")
    assert "second round may also be held in the room, at the end" in plan


def test_what_is_said_of_the_plans_elsewhere_names_no_chapters_of_its_own():
    """The plans are the one source: a list beside them would say something else after the next change."""
    text = (ROOT / "book" / "how-to-use.md").read_text("utf-8")
    assert "trainers/plans.md" in text
    assert not re.search(r"chapters? \d+, \d+", text)


def test_the_minutes_at_home_are_those_of_the_quiz():
    said = re.search(
        r"^\w+ questions, \w+ minutes", (ROOT / "book/readiness.md").read_text("utf-8"), re.MULTILINE
    )
    assert said
    assert said[0].lower() in (ROOT / "book/trainers/plans.md").read_text("utf-8")


def test_every_plan_opens_and_closes_with_the_room():
    for steps in plans.PLANS.values():
        flat = [step for day in steps for step in day]
        assert (flat[0], flat[-1]) == (plans.OPENING, plans.CLOSING)
        assert flat.count(plans.OPENING) == flat.count(plans.CLOSING) == 1


def test_what_cannot_be_planned_is_named(tmp_path: Path):
    with pytest.raises(ValueError, match="plan must be one of half-day, one-day, two-day; found 'week'"):
        plans.plan("week", ROOT)
    page = tmp_path / "03-topic.md"
    page.write_text("**Timing.** An hour.\n", "utf-8")
    with pytest.raises(ValueError, match=r"03-topic\.md: the note for trainers needs a line"):
        minutes.session(page)
    page.write_text("**Timing.** Core 9 minutes: a, b and c 5 (or so), exercises 03.1 and 03.2 4.\n", "utf-8")
    assert minutes.session(page).pieces == (("a, b and c", 5), ("exercises 03.1 and 03.2", 4))
    with pytest.raises(ValueError, match="piece must be one of a, b and c, exercises"):
        minutes.session(page).until("d")
