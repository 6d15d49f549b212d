"""Running pages: two at a time, those alone whose outputs are missing or out of date.

What a page put out is kept in the cache in which MyST-NB looks for it, with a fingerprint of all that it
came from. Whoever reads a stored page gets what its cells and the package say *now*, or nothing.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from helpers.authoring import figures, freshness

ROOT = Path(__file__).resolve().parents[2]
_MINUS = re.compile(r"(?<![\w.])-(?=[\d.])")
_GLUED = "application/papermill.record/text/plain"


class Store:
    """The executed pages of the course at ``root``."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.folder = root / "_build" / ".jupyter_cache"

    @cached_property
    def _cache(self) -> Any:
        from jupyter_cache import get_cache

        return get_cache(self.folder)

    def find(self, page: Path) -> Path | None:
        """The stored notebook with the cells of ``page``, be it out of date or not."""
        record = self._record(page)
        return record and self.folder / "executed" / record.hashkey / "base.ipynb"

    def fresh(self, page: Path) -> Path | None:
        """The stored notebook of ``page``, if it would come out the same today."""
        record = self._record(page)
        if record is None or (record.data or {}).get("fingerprint") != freshness.fingerprint(page):
            return None
        return self.find(page)

    def forget(self, page: Path) -> None:
        """Drop what is stored with the cells of ``page``."""
        record = self._record(page)
        if record is not None:
            self._cache.remove_cache(record.pk)

    def keep(self, page: Path, notebook: Any, seconds: float, fingerprint: str) -> None:
        """Store an executed page."""
        from jupyter_cache.base import CacheBundleIn

        data = {"execution_seconds": seconds, "fingerprint": fingerprint}
        bundle = CacheBundleIn(notebook, str(page), data=data)
        self._cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    def seconds(self) -> dict[Path, float]:
        """How long each page took the last time."""
        records = self._cache.list_cache_records() if self.folder.exists() else []
        return {Path(r.uri): (r.data or {}).get("execution_seconds", 0.0) for r in records}

    def _record(self, page: Path) -> Any:
        notebook = notebook_of(page, self.root) if self.folder.exists() else None
        try:
            return notebook and self._cache.match_cache_notebook(notebook)
        except KeyError:
            return None


def notebook_of(page: Path, root: Path = ROOT) -> Any:
    """``page`` exactly as MyST-NB reads it, or None where it is no notebook."""
    text = page.read_text("utf-8")
    reader = _reader(page, text, root)
    return reader and reader.read(text)


def _reader(page: Path, text: str, root: Path) -> Any:
    from myst_nb.core.config import NbParserConfig
    from myst_nb.core.read import create_nb_reader
    from myst_parser.config.main import MdParserConfig

    syntax = MdParserConfig(
        enable_extensions=set(_config(root).get("parse", {}).get("myst_enable_extensions", []))
    )
    return create_nb_reader(str(page), syntax, NbParserConfig(), text)


def pages(root: Path = ROOT) -> list[Path]:
    """The pages of the book that are notebooks, in its order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    names = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
    found = [root / f"{name}.md" for name in names]
    return [page for page in found if _reader(page, page.read_text("utf-8"), root)]


def refresh(root: Path = ROOT, workers: int = 2, chapter: str = "") -> list[Path]:
    """Run what is missing or out of date, the longest first; say what failed and why, and return it.

    With ``chapter`` (``"08"``) its pages alone.
    """
    store = Store(root)
    took = store.seconds()
    wanted = [page for page in pages(root) if page.name.startswith(chapter)]
    due = {page: freshness.fingerprint(page) for page in wanted if not store.fresh(page)}
    for page in due:
        store.forget(page)
    if due:
        print(f"Running {len(due)} page{'s' * (len(due) > 1)}, {workers} at a time.", flush=True)
    start, failed = perf_counter(), []
    order = sorted(due, key=lambda page: took.get(page, page.stat().st_size / 1000), reverse=True)
    settings = _config(root).get("execute", {})
    with _surroundings(store.folder.parent):
        for page, notebook, seconds, error in _run_all(order, settings, root, workers):
            name = page.relative_to(root)
            print(f"{seconds:7.1f} s  {name}", flush=True)
            if error:
                print(f"\n{name} failed:\n{error}\n", flush=True)
                failed.append(page)
            else:
                store.keep(page, notebook, seconds, due[page])
    if due:
        print(f"{perf_counter() - start:7.1f} s  together", flush=True)
    return failed


@contextmanager
def _surroundings(folder: Path) -> Iterator[None]:
    """What a page's kernel inherits, whoever builds the book; afterwards all is as it was."""
    before = dict(os.environ)
    # The checks on the solution pages are nobody's progress.
    os.environ.setdefault("BORROWING_STRENGTH_PROGRESS", "off")
    os.environ["IPYTHONDIR"] = str(_profile(folder))
    os.environ.pop("JPY_SESSION_NAME", None)  # else its widgets would be those of a notebook
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _profile(folder: Path) -> Path:
    """IPython's settings for the pages: none of the author's own, and figures as the book shows them."""
    start_up = folder / ".ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True, exist_ok=True)
    (start_up / "figures.py").write_text(figures.START_UP, "utf-8")
    # A kernel of our own on this machine: its warning that others might listen concerns nobody.
    (start_up.parent / "ipython_kernel_config.py").write_text('c.IPKernelApp.log_level = "ERROR"\n', "utf-8")
    return folder / ".ipython"


def _run_all(
    order: Iterable[Path], settings: dict[str, Any], root: Path, workers: int
) -> Iterator[tuple[Path, Any, float, str]]:
    pool = ThreadPoolExecutor(workers)  # each waits for a kernel, which is a process of its own
    try:
        for run in as_completed([pool.submit(_run, page, settings, root) for page in order]):
            yield run.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _run(page: Path, settings: dict[str, Any], root: Path) -> tuple[Path, Any, float, str]:
    """Execute one page under the settings of ``_config.yml``; the last item says what went wrong."""
    from jupyter_cache.executors.utils import single_nb_execution

    start = perf_counter()
    try:
        notebook = notebook_of(page, root)
        result = single_nb_execution(
            notebook, str(page.parent), settings.get("timeout"), bool(settings.get("allow_errors"))
        )
    except Exception as error:  # a kernel that dies, a cell that cannot be read
        return page, None, perf_counter() - start, f"{type(error).__name__}: {error}"
    return page, notebook, result.time, str(result.err or "")


def said(notebook: Path) -> dict[str, Any]:
    """The values that an executed page glued, by their names, at full precision."""
    import nbformat

    outputs = [o for cell in nbformat.read(notebook, 4).cells for o in cell.get("outputs", [])]
    return {
        output.metadata["scrapbook"]["name"]: ast.literal_eval(output.data[_GLUED])
        for output in outputs
        if _GLUED in output.get("data", {})
    }


def quoted(reference: str, values: Mapping[str, Any]) -> str:
    """What a sentence prints for ``name`` or ``name:format``: as on the page, a number has a true minus."""
    name, _, form = reference.partition(":")
    return true_minus(format(values[name], form))


def true_minus(text: str) -> str:
    """The text with a minus before its numbers where a hyphen stood; ranges and words keep theirs."""
    return _MINUS.sub("−", text)


def _config(root: Path) -> dict[str, Any]:
    path = root / "_config.yml"
    return _parsed(path.read_text("utf-8")) if path.exists() else {}


@cache  # asked for once a page
def _parsed(text: str) -> dict[str, Any]:
    return yaml.safe_load(text) or {}
