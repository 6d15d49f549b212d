from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _record_of_its_own(tmp_path, monkeypatch):
    """No test may write into the record of whoever runs the tests."""
    monkeypatch.setenv("BORROWING_STRENGTH_PROGRESS", str(tmp_path / ".progress.json"))
