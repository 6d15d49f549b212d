"""The reader of MyST, on the forms that pages have and on those that break."""

from __future__ import annotations

import re

import pytest

from helpers import _myst
from helpers.authoring import outputs

PAGES = outputs.pages()

PAGE = """---
kernelspec: x
---

# Title

```{code-cell}
:tags: [remove-cell, "other"]
:mystnb:
:  image:
:    alt: "Two bars,
:      the left one higher."

x = 1  # ```
"---"
```

:::{admonition} For trainers
:class: dropdown
Say 17.

~~~{code-cell}
---
tags: [inner]
---
y = 2
~~~
:::

+++ {"tags": ["solution"]}

Why $x^2$.
"""


def test_blocks_in_the_order_of_their_openings_with_options_and_bodies():
    cell, note, inner = _myst.blocks(PAGE)
    assert (cell.name, cell.argument, cell.line, cell.silent) == ("code-cell", "", 7, True)
    assert cell.tags == ("remove-cell", "other")
    assert cell.option("alt") == "Two bars, the left one higher."
    assert cell.body == 'x = 1  # ```\n"---"'
    assert (note.name, note.argument, note.silent) == ("admonition", "For trainers", False)
    assert note.option("class") == "dropdown"
    assert (inner.tags, inner.body) == (("inner",), "y = 2")
    for block in (cell, note, inner):
        assert PAGE[block.start : block.stop] == block.text


def test_cells_are_split_at_code_and_at_breaks():
    found = [(cell.kind, cell.source.split("\n")[0], cell.tags, cell.line) for cell in _myst.cells(PAGE)]
    assert found == [
        ("markdown", "# Title", (), 5),
        ("code", "x = 1  # ```", ("remove-cell", "other"), 7),
        ("markdown", ":::{admonition} For trainers", (), 18),
        ("code", "y = 2", ("inner",), 22),
        ("markdown", ":::", (), 28),
        ("markdown", "Why $x^2$.", ("solution",), 32),
    ]


def test_sentences_keep_their_lines():
    text = _myst.sentences(PAGE)
    assert len(text.split("\n")) == len(PAGE.split("\n"))
    assert text.split() == (
        ["#", "Title", "For", "trainers", "Say", "17.", ":::", "+++", '{"tags":', '["solution"]}', "Why", "."]
    )


@pytest.mark.parametrize("fence", ["```", "~~~~", ":::"])
def test_a_block_that_is_never_closed_says_where(fence):
    with pytest.raises(_myst.MystError, match=r"line 3: .* never closed"):
        _myst.blocks(f"a\n\n{fence}{{code-cell}}\nx = 1\n```x\n")


def test_a_fence_without_a_name_holds_no_sentences():
    (block,) = _myst.blocks("One.\n\n````\n```{quiz} Two?\n```\n````\n")
    assert (block.name, block.silent, block.body) == ("", True, "```{quiz} Two?\n```")


def test_a_page_without_a_header_or_an_end():
    assert _myst.cells("") == []
    assert _myst.code("```{code-cell}\n```") == [""]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_cells_are_those_that_the_book_runs(page):
    """By MyST-NB's own reader, which parses the page with markdown-it."""
    notebook = outputs.notebook_of(page)
    theirs = [
        (cell.cell_type, cell.source.strip("\n"), tuple(cell.metadata.get("tags", ())))
        for cell in notebook.cells
        if cell.source.strip()
    ]
    ours = [(cell.kind, cell.source, cell.tags) for cell in _myst.cells(page.read_text("utf-8"))]
    assert [c for c in ours if c[0] == "code"] == [c for c in theirs if c[0] == "code"]
    squeeze = [(kind, re.sub(r"\s+", " ", source).strip(), tags) for kind, source, tags in ours]
    assert squeeze == [(kind, re.sub(r"\s+", " ", source).strip(), tags) for kind, source, tags in theirs]
