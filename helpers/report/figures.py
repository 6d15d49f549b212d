"""Pictures of many experiments, drawn as SVG in the colours of the page."""

from __future__ import annotations

from html import escape

import numpy as np

from helpers.report.analysis import Analysis
from helpers.report.words import count, number

WIDTH, HEIGHT, LEFT, BASE = 640, 260, 10, 225
BARS = 48


def _round_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Multiples of 1, 2 or 5 times a power of ten, at most so many, away from the edges."""
    power = 10.0 ** np.floor(np.log10((high - low) / most))
    step = next(m * power for m in (1, 2, 5, 10) if (high - low) / (m * power) <= most)
    edge = 0.04 * (high - low)
    ticks = step * np.arange(np.ceil((low + edge) / step), np.floor((high - edge) / step) + 1)
    return [float(f"{tick:.12g}") + 0.0 for tick in ticks]


def histogram(analysis: Analysis) -> str:
    """Estimates as bars, and over them where true effects lie."""
    y, new = analysis.y, analysis.post.theta_new
    low, high = np.quantile(y, [0.002, 0.998])
    edges = np.linspace(low, high, BARS + 1)
    bars = np.histogram(np.clip(y, low, high), edges)[0] / len(y) / np.diff(edges)
    x = np.linspace(low, high, 240)
    curve = new.pdf(x)
    top = max(bars.max(), curve.max())

    def across(v: float) -> float:
        return float(LEFT + (v - low) / (high - low) * (WIDTH - 2 * LEFT))

    def up(v: float) -> float:
        return float(BASE - v / top * (BASE - 15))

    wide = (WIDTH - 2 * LEFT) / BARS
    columns = "".join(
        f'<rect x="{across(e):.1f}" y="{up(h):.1f}" width="{wide - 1:.1f}" height="{BASE - up(h):.1f}"/>'
        for e, h in zip(edges[:-1], bars, strict=True)
    )
    line = " ".join(f"{across(a):.1f},{up(b):.1f}" for a, b in zip(x, curve, strict=True))
    marks = "".join(
        f'<text x="{across(v):.0f}" y="{BASE + 22}" text-anchor="middle" font-size="17" fill="currentColor">'
        f"{number(v, 2)}</text>"
        for v in _round_ticks(low, high)
    )
    ends = f'y1="10" y2="{BASE}" stroke="currentColor" stroke-dasharray="4 3"'
    axis = f'<line x1="{across(0):.1f}" x2="{across(0):.1f}" {ends}/>' if low < 0 < high else ""
    noun = analysis.experiments.noun
    text = escape(
        f"{count(len(y))} estimated {noun}s (bars), and where the next true {noun} lies by their posterior "
        "(line). The dashed line is at 0."
    )
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    return (
        f'<figure><svg {size} role="img" aria-label="{text}">'
        f'<g fill="var(--accent)" fill-opacity="0.35">{columns}</g>{axis}'
        f'<polyline points="{line}" fill="none" stroke="var(--warn)" stroke-width="2"/>'
        f'<line x1="{LEFT}" x2="{WIDTH - LEFT}" y1="{BASE}" y2="{BASE}" stroke="currentColor"/>{marks}</svg>'
        f"<figcaption>{text}</figcaption></figure>"
    )
