"""What the pages' code says for their sentences, on every page that says something."""

from __future__ import annotations

import pytest

from tests.book.pages import SPEAKING, unquoted

pytestmark = pytest.mark.book


@pytest.mark.parametrize("page", SPEAKING)
def test_every_number_said_is_quoted(page):
    assert unquoted(page) == []


def test_the_pages_that_speak_are_found():
    assert {"16-conflict", "one-experiments-bias", "replication"} <= set(SPEAKING)
    assert "notation" not in SPEAKING
