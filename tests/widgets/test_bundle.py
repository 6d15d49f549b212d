"""The committed bundle is what its sources make, and it keeps to itself."""

import gzip
import json
import re
import shutil
import subprocess

import pytest

from helpers.authoring.sphinx.static_widgets import as_function, script_text
from helpers.widgets.bundle import (
    BUNDLE,
    SOURCES,
    bundle_text,
    recorded_hash,
    source_hash,
)


def test_the_bundle_was_built_from_these_sources():
    assert recorded_hash() == source_hash(), "run `make bundle` and commit the result"


def test_the_bundle_names_no_other_origin():
    addresses = set(re.findall(r"https?://[^\s\"'`)\\\\]+", script_text()))
    assert addresses <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("text", [bundle_text(), script_text()], ids=["the module", "a page's script"])
def test_what_carries_parts_of_others_carries_their_licences(text):
    """A report holds the script and can be sent: no file stands beside it."""
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    packages = {name.removeprefix("node_modules/") for name, p in lock["packages"].items() if "dev" not in p}
    told = re.search(r"/\*\nParts of ([^:]+):\n\n(Copyright.*?THIS SOFTWARE\.)\n\*/", text, re.DOTALL)
    assert told is not None
    assert {"d3-array", "d3-color", "d3-format", "d3-interpolate", "d3-scale"} <= set(told[1].split(", "))
    assert set(told[1].split(", ")) <= packages
    plain = " ".join(told[2].split())
    assert "copyright notice and this permission notice appear in all copies" in plain
    assert "AUTHOR DISCLAIMS ALL WARRANTIES" in plain


def test_the_bundle_stays_small():
    assert len(gzip.compress(bundle_text().encode())) < 155_000


def test_the_page_calls_the_module_and_has_its_exports():
    text = as_function("var a = 1, $b = 2;\nexport{a as default,$b as page};\n")
    assert text.splitlines()[-2].endswith("return {default: a, page: $b};")


@pytest.mark.parametrize(
    "module", ["var a = 1;", "export{a as b};\nvar c;", "export default 1;", 'export{a as "b c"};']
)
def test_a_module_that_does_not_end_with_its_exports_is_refused(module):
    with pytest.raises(ValueError, match="make bundle"):
        as_function(module)


def test_the_lock_file_names_no_registry():
    lock = json.loads((SOURCES / "package-lock.json").read_text())
    assert all("resolved" not in entry for entry in lock["packages"].values())
    assert all("integrity" in entry for name, entry in lock["packages"].items() if name)


def node(*command):
    """Run a command among the sources; what it says if it fails."""
    done = subprocess.run(command, cwd=SOURCES, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr) if done.returncode else ""


@pytest.mark.slow
@pytest.mark.skipif(
    not (SOURCES / "node_modules" / "prettier").exists() or shutil.which("npm") is None,
    reason="Prettier is not installed; `make bundle` installs it, and formats; `make certify` checks",
)
def test_the_javascript_is_formatted():
    assert node("npm", "run", "check") == ""


@pytest.mark.certify
@pytest.mark.skipif(shutil.which("npm") is None, reason="there is no Node on this machine")
def test_node_makes_the_same_bundle_from_formatted_sources(tmp_path):
    assert node("npm", "ci") == ""
    assert node("npm", "run", "check") == ""
    assert node("node", "build.mjs", str(tmp_path / "widgets.js")) == ""
    assert (tmp_path / "widgets.js").read_bytes() == BUNDLE.read_bytes()
