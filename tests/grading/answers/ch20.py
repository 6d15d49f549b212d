"""Right answers to chapter 20, each written differently from its sheet and from the checker."""

from __future__ import annotations

import itertools
import math
import statistics

import numpy as np


def by_hand(text):
    seen, arms = {}, {}
    for line in text.strip().split("\n")[1:]:
        seen[line] = seen.get(line, 0) + 1
    for line in seen:
        user, arm, spent = line.split(";")
        euros, cents = spent.split(",")
        arms.setdefault(user, []).append((arm, int(euros) + int(cents) / 100))
    outcomes = {"new": [], "old": []}
    for visits in arms.values():
        if len(visits) == 1:
            outcomes[visits[0][0]].append(visits[0][1])
    new, old = outcomes["new"], outcomes["old"]
    variance = statistics.variance(new) / len(new) + statistics.variance(old) / len(old)
    return statistics.mean(new) - statistics.mean(old), math.sqrt(variance)


def by_sets(text):
    rows = {tuple(line.split(";")) for line in text.splitlines() if line and not line.startswith("user")}
    both = {u for u, arm, _ in rows if arm == "new"} & {u for u, arm, _ in rows if arm == "old"}
    values = {
        arm: np.array(sorted(float(v.replace(",", ".")) for u, a, v in rows if a == arm and u not in both))
        for arm in ("new", "old")
    }
    errors = [np.std(v, ddof=1) / np.sqrt(v.size) for v in values.values()]
    return np.array([values["new"].mean() - values["old"].mean(), np.hypot(*errors)])


def by_precision(K, s, tau):
    information = [K / (tau**2 + s**2 / 2), 2 * K / (tau**2 + s**2)]
    return [1 / math.sqrt(i) for i in information]


def by_sums(K, s, tau):
    def error(markets, noise):
        return np.sqrt(np.sum(np.full(markets, tau**2 + noise**2))) / markets

    return error(K, s / np.sqrt(2)), error(2 * K, s)


def by_enumeration(confidences, right):
    total = 0.0
    for came in itertools.product((0, 1), repeat=len(confidences)):
        if sum(came) <= right:
            total += math.prod(p if hit else 1 - p for p, hit in zip(confidences, came, strict=True))
    return total


def by_generating_function(confidences, right):
    polynomial = np.polynomial.Polynomial([1.0])
    for p in confidences:
        polynomial = polynomial * np.polynomial.Polynomial([1 - p, p])
    return float(np.sum(polynomial.coef[: right + 1]))


RIGHT: dict[str, list] = {
    "20.1": [by_hand, by_sets],
    "20.2": [("far", 70), ["It falls far below a third, under .01", 33]],
    "20.3": [
        "Control",
        "The twelve effects are no separate experiments: one control mean is in each of them.",
    ],
    "20.4": [by_precision, by_sums],
    "20.5": [by_enumeration, by_generating_function],
    "20.6": ["cab", {"claim": "c", "ground": "a", "limit": "b"}],
}
EQUIVALENT: dict[str, dict[str, str]] = {}
