"""A comparison as one HTML file, which asks for nothing else and names nobody."""

from __future__ import annotations

from helpers.before_after.comparing import BeforeAfter
from helpers.report import html

_CAPTION = (
    "Each question: shares right before and after; how many learned it (from not right to right) and lost "
    "it; 95 % interval, low to high, for the share of the better among those who changed"
)
_READ = (
    "Where the interval of a question holds one half, this class does not say whether it was taught. "
    "With many intervals, expect some to be off."
)
_NOT_SAID = (
    "There is no other arm: the questions were seen before, and people guess. Some gain would come without "
    "the course.",
    "Who answers twice is not a random part of the class.",
    "Low before rises, high before falls, and who had all right before cannot gain.",
    "One class is one experiment: its interval is about people like these, taught in this way, on that day.",
    "Answers left empty count as not right.",
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def summary(found: BeforeAfter) -> list[str]:
    """What came out, in sentences without a name."""
    said = [
        f"{found.learners} people answered twice; left out, having answered once only: {len(found.once)}.",
        f"Share of answers right: before {found.before:.2f}, after {found.after:.2f}.",
        f"Change {_signed(found.change)}, 95 % interval {_signed(found.low)} to {_signed(found.high)}.",
    ]
    if found.low <= 0 <= found.high:
        said.append("The interval holds 0: this class does not say whether people like these know more.")
    return said


def page(found: BeforeAfter) -> str:
    """The whole file."""
    body = [
        f'<div class="summary">{"".join(map(html.paragraph, summary(found)))}</div>',
        html.section("By question", html.table(found.table.reset_index(), _CAPTION), html.paragraph(_READ)),
        html.section("What it does not say", f"<ul>{''.join(f'<li>{line}</li>' for line in _NOT_SAID)}</ul>"),
    ]
    lead = "The same quiz twice, each person compared with themselves"
    return html.document("Before and after", lead, "\n".join(body), policy=_POLICY)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")
