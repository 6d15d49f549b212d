"""Widgets in a page of their own: how long a step of a drag takes, when they are ready, what they weigh."""

from __future__ import annotations

import gzip
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.table import Row, once
from helpers.authoring.sphinx.static_widgets import SCRIPT, script_text
from helpers.widgets import HeterogeneityExplorer, SampleSizePlanner, StaticWidget, TauExplorer
from tests.browser.browser import launch

STEPS = 200
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widget</title><script defer src="{0}">'
    '</script></head><body style="max-width:820px;margin:auto">{1}</body></html>'
)

# Counts what the frame callbacks cost, the layout they cause included, and notes when the widget is drawn.
WATCH = """
  window.spent = 0;
  const later = window.requestAnimationFrame.bind(window);
  window.plainFrame = later;
  window.requestAnimationFrame = (work) => later((now) => {
    const start = performance.now();
    work(now);
    document.documentElement.getBoundingClientRect();
    window.spent += performance.now() - start;
  });
  const look = () => {
    if (!document.querySelector(".bs-widget[data-ready=yes] .bs-plot[height]")) later(look);
    else window.readyAt = performance.now();
  };
  later(look);
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((e) => e.startTime)))
    .observe({ type: "longtask", buffered: true });
"""

DRAG = """async ([label, steps]) => {
  const slider = () => [...document.querySelectorAll("[role=slider]")]
    .find((e) => e.getAttribute("aria-label").startsWith(label));
  const frame = () => new Promise((done) => window.plainFrame(() => window.plainFrame(done)));
  const times = [], begun = performance.now();
  for (let i = 0; i < steps; i++) {
    const el = slider(), key = Math.floor(i / 20) % 2 ? "ArrowLeft" : "ArrowRight";
    window.spent = 0;
    const start = performance.now();
    el.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    const handler = performance.now() - start;
    await frame();
    times.push(handler + window.spent);
  }
  return { times, long: window.longTasks.filter((t) => t > begun).length };
}"""


def studies(K: int) -> dict[str, Any]:
    """K studies of the size of the markets."""
    rng = np.random.default_rng(K)
    s = rng.uniform(0.15, 0.45, K)
    return {"effects": rng.normal(0.4, 0.5, K) + s * rng.normal(size=K), "std_errors": s}


def drags() -> list[Row]:
    """The 95th percentile of a step, handler and layout: under 8 ms at K = 8 and 30 ms at K = 100."""
    cases: dict[str, tuple[StaticWidget, str]] = {}
    for K in (8, 100):
        cases[f"TauExplorer, K = {K}"] = TauExplorer(**studies(K)), "τ"
        cases[f"HeterogeneityExplorer, K = {K}"] = HeterogeneityExplorer(**studies(K)), "Study "
    cases["SampleSizePlanner"] = SampleSizePlanner(), "Visitors"
    return [row for name, (widget, label) in cases.items() for row in _measure(name, widget, label)]


def weight() -> list[Row]:
    """The whole site's widget JavaScript as it travels; under 200 kB compressed."""
    text = script_text().encode()
    packed = len(gzip.compress(text, 9))
    seconds = once(lambda: gzip.compress(text, 9))
    note = f"{packed / 1000:.1f} kB compressed, {len(text) / 1000:.0f} kB as it is"
    return [Row("compressing the script", seconds, note)]


def _measure(name: str, widget: StaticWidget, label: str) -> list[Row]:
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Path(folder, SCRIPT).write_text(script_text(), "utf8")
        Path(folder, "index.html").write_text(PAGE.format(SCRIPT, widget.static_html()), "utf8")
        browser = launch(playwright)
        page = browser.new_page()
        page.add_init_script(WATCH)
        page.goto(Path(folder, "index.html").as_uri())
        page.wait_for_function("window.readyAt")
        ready = page.evaluate("window.readyAt") / 1000
        page.evaluate(DRAG, [label, 20])
        found = page.evaluate(DRAG, [label, STEPS])
        browser.close()
    middle, late = np.percentile(found["times"], [50, 95]) / 1000
    note = f"median {1000 * middle:.2g} ms; {found['long']} long tasks"
    return [Row(f"{name}: p95 of a step", late, note), Row(f"{name}: ready after", ready)]
