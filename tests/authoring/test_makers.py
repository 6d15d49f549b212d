"""What makes pages out of sources is Sphinx's configuration too: it changes, pages are made anew."""

import pytest

from helpers.authoring.sphinx.extension import makers

FOLDERS = "helpers/authoring/sphinx", "helpers/widgets/static", "book/assets"


@pytest.fixture
def root(tmp_path):
    for folder in FOLDERS:
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.txt").write_text("as it was")
    return tmp_path


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_changed_new_or_moved_file_counts(root, folder):
    seen = {makers(root)}
    (root / folder / "a.txt").write_text("changed")
    seen.add(makers(root))
    (root / folder / "b.txt").write_text("new")
    seen.add(makers(root))
    (root / folder / "b.txt").rename(root / folder / "c.txt")
    seen.add(makers(root))
    assert len(seen) == 4


def test_what_python_compiles_and_other_folders_do_not_count(root):
    before = makers(root)
    (root / FOLDERS[0] / "__pycache__").mkdir()
    (root / FOLDERS[0] / "__pycache__" / "a.pyc").write_text("compiled")
    (root / "book" / "page.md").write_text("a page says itself when it changed")
    assert makers(root) == before
