"""A chapter as a notebook: what only the book can show becomes what JupyterLab can."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import _myst
from helpers.authoring.chapter_notebook import Book, file_name, notebook

CHAPTER = """---
kernelspec: {name: python3}
---

# Of markets

Gain {glue:text}`gain:.2f`, or {glue:text}`words`, as {cite:t}`rubin` {cite:p}`a,b` say.
It takes {minutes}`read` minutes.

```{code-cell}
:tags: [remove-cell]

gain = -0.5
```

## On it goes

See [the desk](replication.md#place), [](replication.md) and [elsewhere](https://example.org/a.md).

:::{admonition} A *word*
:class: note
One,

$$
a \\\\
b
$$
- two {glue:text}`gain:.1f`
:::

:::{admonition} The answer
:class: dropdown
Three.
:::

```{quiz} Is it $x$?
- [ ] No
  Wrong, *because*.
- [x] Yes
  It is.
```

```python
x = 1
## no heading
```

```{bibliography}
:filter: docname in docnames
```
"""


@pytest.fixture
def made(tmp_path: Path):
    """``made(text, …)``: the cells of a chapter's notebook."""
    page = tmp_path / "book" / "03-topic.md"
    page.parent.mkdir()
    (page.parent / "replication.md").write_text("# Replication desk\n", "utf-8")

    def make(text: str = CHAPTER, address: str = "") -> list[dict]:
        page.write_text(text, "utf-8")
        said = {"gain": -0.4567, "words": "a lot"}
        book = Book(said, lambda kind, keys: f"<{kind} {keys}>", "- Rubin. *Title*.", address)
        return notebook(page, book)["cells"]

    return make


def prose(cells: list[dict]) -> str:
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_it_has_another_name_than_the_exercises():
    assert file_name("book/03-topic") == "03-topic-chapter.ipynb"


def test_numbers_and_citations_are_set_and_the_title_has_its_number(made):
    text = prose(made())
    assert text.startswith("# 3 Of markets\n\n> Chapter 3 of ")
    assert "Gain −0.46, or a lot, as <t rubin> <p a,b> say.\nIt takes 1 minutes." in text


def test_a_section_or_a_quiz_begins_a_cell_and_code_keeps_its_tags_and_folds(made):
    cells = made()
    starts = ["".join(cell["source"]).partition("\n")[0] for cell in cells]
    assert starts == ["# 3 Of markets", "gain = -0.5", "## On it goes", "**Is it $x$?**"]
    assert cells[1]["metadata"] == {"jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}
    assert cells[1]["outputs"] == []
    (shown,) = made("```{code-cell}\n1 + 1\n```\n")
    assert shown["metadata"] == {}


def test_what_a_figure_shows_is_said_above_its_cell(made):
    figure = """```{code-cell}
:tags: [remove-input]
:mystnb:
:  image:
:    alt: "Two bars, the left one
:      twice as high."

ax.bar([0, 1], [2, 1])
```"""
    cells = made(f"# T\n\nBars:\n\n{figure}\n\n```{{code-cell}}\nax\n```")
    before, words, drawing, after = ("".join(cell["source"]) for cell in cells)
    assert before.endswith("Bars:")
    assert words.endswith("</summary>\n\nTwo bars, the left one twice as high.\n\n</details>")
    assert (drawing, after) == ("ax.bar([0, 1], [2, 1])", "ax")


def test_links_into_the_book_lead_to_the_site_where_its_address_is_known(made):
    plain = prose(made())
    assert "See the desk, Replication desk and [elsewhere](https://example.org/a.md)." in plain
    linked = prose(made(address="https://example.org/course/"))
    assert "[the desk](https://example.org/course/book/replication.html#place)" in linked
    assert "> [Chapter 3](https://example.org/course/book/03-topic.html) of" in linked


def test_boxes_are_quoted_with_their_formulae_in_one_line_and_folded_ones_stay_folded(made):
    text = prose(made())
    assert "> **A *word***\n>\n> One,\n>\n> $$ a \\\\ b $$\n> - two −0.5\n" in text
    assert "<details>\n<summary>The answer</summary>\n\nThree.\n\n</details>" in text


def test_a_quiz_lists_its_choices_and_folds_what_is_said_of_each(made):
    text = prose(made())
    assert "**Is it $x$?**\n\n- **A** No\n- **B** Yes\n\n<details>" in text
    assert "- **A** Not this one. Wrong, *because*.\n- **B** Right. It is." in text


def test_references_are_listed(made):
    assert prose(made()).endswith("**References**\n\n- Rubin. *Title*.")


@pytest.mark.parametrize(
    ("text", "named"),
    [("```{figure} a.png\n```", "```{"), ("See {numref}`this`.", "{numref}`"), ("(a)=\nA place.", "(a)=")],
)
def test_what_has_no_form_in_a_notebook_is_refused_by_name(made, text, named):
    with pytest.raises(_myst.MystError, match=re.escape(f"03-topic.md: {named!r} has no form")):
        made(f"# T\n\n{text}")


def test_a_hidden_cell_can_say_its_numbers_where_nothing_renders_books():
    script = (
        "import sys; sys.modules['myst_nb'] = None\n"
        "from helpers.authoring.numbers import say\n"
        "say(gain=0.5, word='a')"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
