"""Exports as they come: one line a purchase record, with what such files have wrong with them."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

import numpy as np

ARMS = ("new", "old")


def export_for(name: str) -> str:
    """The file that belongs to this name: the same at each call, and hardly anybody else's."""
    return export(np.random.default_rng(list(sha256(name.strip().casefold().encode()).digest())))


def export(rng: np.random.Generator) -> str:
    """CSV text with semicolons and decimal commas; some lines stand twice, some users in both arms."""
    sizes, mean, sd = rng.permutation([14, 22]), rng.uniform(8, 14), rng.permutation([2.0, 5.0])
    lines = []
    for arm, n, spread, lift in zip(ARMS, sizes, sd, (rng.uniform(2, 4), 0.0), strict=True):
        for _ in range(n):
            lines.append((arm, max(0.1, rng.normal(mean + lift, spread))))
    users = [f"u{number}" for number in rng.choice(np.arange(100, 1000), len(lines), replace=False)]
    written = [
        f"{user};{arm};{spent:.2f}".replace(".", ",") for user, (arm, spent) in zip(users, lines, strict=True)
    ]
    for place in rng.choice(sizes[0], 2, replace=False):  # back the next day, and sent to the other arm
        other = mean + rng.uniform(5, 9)
        written.append(f"{users[place]};old;{other:.2f}".replace(".", ","))
    counted = [line for line in written if Counter(x.split(";")[0] for x in written)[line.split(";")[0]] == 1]
    written += [counted[i] for i in rng.choice(len(counted), 5, replace=False)]
    shuffled = [written[i] for i in rng.permutation(len(written))]
    return "\n".join(["user;arm;revenue", *shuffled]) + "\n"
