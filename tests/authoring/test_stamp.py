"""A site is left as it is only where nothing that it could depend on has changed."""

from __future__ import annotations

import subprocess
from itertools import islice
from pathlib import Path

import pytest

from helpers.authoring import book, outputs, stamp

SOURCES = (
    "_config.yml", "_toc.yml", "book/01-x.md", "book/assets/course.css", "book/assets/a.js",
    "book/given_numbers.toml", "book/templates/search.html", "solutions/01-x.md", "exercises/01-x.ipynb",
    "helpers/effects/pool.py", "helpers/data/bcg.csv", "helpers/widgets/static/widgets.js", "CHANGELOG.md",
)  # fmt: skip


REAL = stamp.distributions


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course, stamped; of the installed packages it sees three, as all are read anew for each stamp."""
    monkeypatch.setattr(stamp, "distributions", lambda: islice(REAL(), 3))
    for name in (
        *SOURCES,
        "_build/html/index.html",
        "_build/html/_static/x.js",
        "tests/test_x.py",
        ".git/HEAD",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    stamped(tmp_path)
    return tmp_path


def stamped(place: Path) -> None:
    stamp.write(place / "_build/site.json", stamp.inputs(place), place / "_build/html")


def current(place: Path) -> bool:
    return stamp.holds(place / "_build/site.json", stamp.inputs(place), place / "_build/html")


@pytest.mark.parametrize("name", [*SOURCES, "_build/html/index.html", "_build/html/_static/x.js"])
@pytest.mark.parametrize("change", ["edited", "deleted", "renamed"])
def test_whatever_changes_among_sources_or_site_makes_it_be_built(place, name, change):
    assert current(place)
    path = place / name
    if change == "edited":
        path.write_text(name + " ")
    elif change == "deleted":
        path.unlink()
    else:
        path.rename(path.with_name("other"))
    assert not current(place)


@pytest.mark.parametrize("name", ["book/new.md", "helpers/new/new.py", "_build/html/new.html"])
def test_a_file_that_came_makes_it_be_built(place, name):
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_text("")
    assert not current(place)


def test_two_files_that_change_places_are_a_change(place):
    one, other = place / "book/01-x.md", place / "solutions/01-x.md"
    first, second = one.read_text(), other.read_text()
    one.write_text(second)
    other.write_text(first)
    assert not current(place)


def test_another_version_of_a_package_makes_it_be_built(place, monkeypatch):
    class Other:
        name, version = "sphinx", "0.0.1"

    monkeypatch.setattr(stamp, "distributions", REAL)
    stamped(place)
    assert current(place)
    monkeypatch.setattr(stamp, "distributions", lambda: [Other(), *REAL()])
    assert not current(place)


@pytest.mark.parametrize("name", ["tests/test_x.py", ".git/HEAD"])
def test_what_makes_no_page_does_not(place, name):
    (place / name).write_text("other")
    assert current(place)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"inputs": "x"}'])
def test_a_stamp_that_cannot_be_read_vouches_for_nothing(place, text):
    (place / "_build/site.json").write_text(text)
    assert not current(place)


@pytest.fixture
def building(place, monkeypatch):
    """``build()`` in ``place``, where ``does`` stands in for Jupyter Book; counts how often it was called."""
    calls = []

    def build(does=lambda: 0, failed=()):
        def call(*_, **__):
            calls.append(1)
            return does()

        monkeypatch.setattr(subprocess, "call", call)
        monkeypatch.setattr(outputs, "refresh", lambda _: list(failed))
        for name, path in {"ROOT": place, "BUILD": place / "_build", "SITE": place / "_build/html"}.items():
            monkeypatch.setattr(book, name, path)
        monkeypatch.setattr(book, "STAMP", place / "_build/site.json")
        return book.build(), len(calls)

    return build


def test_an_unchanged_book_is_not_built_again_and_a_changed_one_once(building, place):
    assert building() == (0, 0)
    (place / "book/01-x.md").write_text("other")
    assert building() == (0, 1)
    assert building() == (0, 1)


def test_a_failed_build_is_never_taken_for_a_site(building, place):
    (place / "book/01-x.md").write_text("other")
    assert building(does=lambda: 1) == (1, 1)
    (place / "book/01-x.md").write_text("book/01-x.md")  # as it was when the site was made
    assert building() == (0, 2)


def test_a_page_that_fails_leaves_no_stamp(building, place):
    (place / "book/01-x.md").write_text("other")
    assert building(failed=[place / "book/01-x.md"]) == (1, 0)
    assert not current(place)


def test_an_edit_during_the_build_is_built_the_next_time(building, place):
    (place / "book/01-x.md").write_text("other")
    assert building(does=lambda: (place / "book/01-x.md").write_text("and again") and 0) == (0, 1)
    assert building() == (0, 2)
