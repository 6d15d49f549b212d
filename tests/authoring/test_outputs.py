"""Pages run once, again when something they depend on has changed, and never pass for fresh when stale."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest
import yaml

from helpers.authoring import book, freshness, outputs
from helpers.authoring.numbers import spaced

HEAD = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A page

"""
CELL = "```{{code-cell}}\n{code}\n```\n"
SAY = """import math
from helpers.authoring.numbers import say

say(pi=math.pi, tiny=1 / 3e9, n=3, word="it's")"""
pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(-12_345, -2, "−12 300"), (999.96, 1, "1 000.0"), (0, 0, "0"), (-0.4, 0, "0"), (1e6, 0, "1 000 000")],
)
def test_thousands_stand_apart_by_narrow_spaces(value, places, text):
    assert spaced(value, places) == text.replace(" ", "\u202f")


def course(root: Path, pages: dict[str, str], **execute: object) -> Path:
    (root / "book").mkdir(exist_ok=True)
    for name, code in pages.items():
        (root / "book" / f"{name}.md").write_text(HEAD + CELL.format(code=code), "utf-8")
    (root / "book" / "plain.md").write_text("# No notebook\n")
    chapters = [{"file": f"book/{name}"} for name in [*pages, "plain"][1:]]
    toc = {"root": f"book/{next(iter(pages))}", "parts": [{"chapters": chapters}]}
    (root / "_toc.yml").write_text(yaml.dump(toc))
    (root / "_config.yml").write_text(yaml.dump({"execute": {"timeout": 60, **execute}}))
    return root


def test_pages_run_once_and_what_they_said_is_read_to_the_last_bit(tmp_path, capfd, monkeypatch):
    root = course(tmp_path, {"one": SAY, "two": "print(2)"})
    one, two = (root / "book" / f"{name}.md" for name in ("one", "two"))
    store = outputs.Store(root)
    monkeypatch.setenv("JPY_SESSION_NAME", "mine.ipynb")
    mine = dict(os.environ)
    assert outputs.pages(root) == [one, two]
    assert store.fresh(one) is None
    assert outputs.refresh(root) == []
    assert dict(os.environ) == mine  # what runs after it here starts as it would have
    printed = capfd.readouterr().out
    assert "Running 2 pages, 2 at a time." in printed
    assert printed.count(" s  book/") == 2
    assert outputs.said(store.fresh(one)) == {"pi": math.pi, "tiny": 1 / 3e9, "n": 3, "word": "it's"}
    assert store.seconds().keys() == {one, two}

    outputs.refresh(root)
    assert capfd.readouterr().out == ""

    two.write_text(two.read_text().replace("print(2)", "print(3)"))
    assert store.fresh(two) is None
    outputs.refresh(root)
    assert "Running 1 page," in capfd.readouterr().out

    real = freshness.fingerprint
    monkeypatch.setattr(freshness, "fingerprint", lambda page: real(page) + "changed" * (page == one))
    assert store.find(one)
    assert store.fresh(one) is None
    assert store.fresh(two)
    outputs.refresh(root)
    assert "book/one.md" in capfd.readouterr().out
    assert store.fresh(one)


def test_a_page_that_fails_is_named_with_its_cell_and_error_and_is_not_kept(tmp_path, capfd, monkeypatch):
    pages = {"good": "x = 1", "bad": "y = 1\nraise KeyError('lost')", "slow": "import time\ntime.sleep(60)"}
    root = course(tmp_path, pages, timeout=3)
    bad = root / "book" / "bad.md"
    monkeypatch.setattr(book, "ROOT", root)
    monkeypatch.setattr(book.subprocess, "call", lambda *_a, **_k: pytest.fail("the book must not be built"))
    assert book.build() == 1
    printed = capfd.readouterr().out
    assert "book/bad.md failed:" in printed
    assert "KeyError" in printed
    assert "raise KeyError('lost')" in printed
    assert "book/slow.md failed:" in printed
    assert "timed out" in printed
    last = printed.strip().splitlines()[-1]
    assert "bad.md" in last
    assert "slow.md" in last
    store = outputs.Store(root)
    assert store.fresh(root / "book" / "good.md")
    assert store.find(bad) is None


def test_errors_may_be_allowed_by_the_configuration(tmp_path):
    root = course(tmp_path, {"bad": "raise KeyError('lost')"}, allow_errors=True)
    assert outputs.refresh(root) == []
    assert outputs.Store(root).fresh(root / "book" / "bad.md")


def test_the_books_settings_are_those_that_running_obeys():
    settings = outputs._config(outputs.ROOT)["execute"]
    obeyed = {"timeout", "allow_errors"}
    by_sphinx = {"execute_notebooks", "stderr_output"}
    assert settings.keys() == obeyed | by_sphinx
    assert settings["execute_notebooks"] == "cache"
    assert settings["stderr_output"] == "error"


@pytest.mark.book
@pytest.mark.parametrize("page", outputs.pages(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_page_of_the_book_has_run_as_it_stands(page):
    assert outputs.Store().fresh(page), "run `make book`"
