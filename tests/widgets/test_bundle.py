"""The committed bundle is what its sources make, and it keeps to itself."""

import gzip
import json
import re

from helpers.authoring.sphinx.static_widgets import script_text
from helpers.widgets.bundle import SOURCES, bundle_text, recorded_hash, source_hash


def test_the_bundle_was_built_from_these_sources():
    assert recorded_hash() == source_hash(), "run `make bundle` and commit the result"


def test_the_bundle_names_no_other_origin():
    addresses = set(re.findall(r"https?://[^\s\"'`)\\\\]+", script_text()))
    assert addresses <= {"http://www.w3.org/2000/svg"}


def test_the_bundle_stays_small():
    assert len(gzip.compress(bundle_text().encode())) < 120_000


def test_the_lock_file_names_no_registry():
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    assert all("resolved" not in entry for entry in lock["packages"].values())
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)
