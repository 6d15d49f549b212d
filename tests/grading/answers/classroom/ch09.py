"""Chapter 9: what a class hands in."""

from __future__ import annotations

import numpy as np

from helpers.grading.chapters.ch09.e7_vouchers import profit


def throw(position, momentum, step_size, steps, mean, sd, *, kicks=(0.5, 0.5), below=2, sign=1, keep=True):
    """Half a kick, a drift, half a kick, with whatever went wrong."""
    x, r = list(position), list(momentum)
    for _ in range(steps):
        for j in range(len(x)):
            centre = mean[j] if keep else 0.0
            r[j] += sign * kicks[0] * step_size * (centre - x[j]) / sd[j] ** below
            x[j] += step_size * r[j]
            r[j] += sign * kicks[1] * step_size * (centre - x[j]) / sd[j] ** below
    return x, r


def slip(**changes):
    return lambda *throw_: throw(*throw_, **changes)


def euler(x, r, e, steps, m, s):
    for _ in range(steps):
        slope = -(x - m) / s**2
        x, r = x + e * r, r + e * slope
    return x, r


def merged(x, r, e, steps, m, s, last=0.5):
    r = r - e / 2 * (x - m) / s**2
    for i in range(steps):
        x = x + e * r
        r = r - (e if i < steps - 1 else last * e) * (x - m) / s**2
    return x, r


def drift_first(x, r, e, steps, m, s):
    for _ in range(steps):
        x = x + r * e / 2
        r = r + e * (m - x) / s**2
        x = x + r * e / 2
    return [x, r]


def one_slope(x, r, e, steps, m, s):
    for _ in range(steps):
        slope = (m - x) / s**2
        r = r + e / 2 * slope
        x = x + e * r
        r = r + e / 2 * slope
    return x, r


def sample(mean, sd, step_size, steps, draws, rng, *, halves=(0.5, 0.5), fresh=True, power=2, keep=True):
    centre = mean if keep else 0.0
    u = lambda x: halves[0] * (x - centre) ** 2 / sd**power  # noqa: E731
    x, out, r0 = mean, [], rng.normal()
    for _ in range(draws):
        r = r0 = rng.normal() if fresh else r0
        y, p = throw([x], [r], step_size, steps, [centre], [sd], below=power)
        change = u(y[0]) - u(x) + halves[1] * (p[0] ** 2 - r**2)
        if rng.random() < np.exp(-change):
            x = y[0]
        out.append(x)
    return {"x": out}


def accepted_only(*given):
    x = np.array(sample(*given)["x"])
    return {"x": x[np.append(True, np.diff(x) != 0)]}


def sampler(**changes):
    return lambda *given: sample(*given, **changes)


def model(kind=""):
    import pymc as pm

    rng = np.random.default_rng(42)
    age, voucher = rng.normal(55, 12, 200), rng.normal(100, 30, 200)
    seen = rng.binomial(1, 1 / (1 + np.exp(-(-3 + 0.04 * age + 0.015 * voucher))))
    if kind != "raw":
        age, voucher = (age - age.mean()) / age.std(), (voucher - voucher.mean()) / voucher.std()
    with pm.Model() as made:
        a, b, c = (
            pm.Normal(name, mu=0, sigma={"variance": 4, "wide": 10}.get(kind, 2))
            for name in ("intercept", "b_age", "b_voucher")
        )
        line = a + b * age + c * voucher
        if kind == "normal":
            pm.Normal("upgraded", line, 1, observed=seen)
        elif kind == "twice":
            pm.Bernoulli("upgraded", logit_p=1 / (1 + pm.math.exp(-line)), observed=seen)
        elif kind != "no data":
            pm.Bernoulli("upgraded", logit_p=line, observed=seen)
    return made


best = profit().max(axis=1)
mine = profit()[:, 1]
p, loss = np.mean(mine >= best), np.mean(best - mine)

RIGHT = {
    "09.1": [throw, merged],
    "09.2": [sample],
    "09.3": [lambda c, m, s: [c[0] - sum(c[1:] * m / s), *(c[1:] / s)]],
    "09.4": [lambda: model()],
    "09.5": ["B A C", "b, a, c"],
    "09.6": [("short", 100)],
    "09.7": [(p, loss), [p, loss]],
}
WRONG = {
    "09.1": {
        "full kicks": slip(kicks=(1, 1)),
        "up the hill": slip(sign=-1),
        "all at once": euler,
        "kick and drift": slip(kicks=(1, 0)),
        "no last kick": lambda *t: merged(*t, last=0),
        "whole last kick": lambda *t: merged(*t, last=1),
        "sd below": slip(below=1),
        "drift first": drift_first,
        "about nothing": slip(keep=False),
        "position alone": lambda *t: throw(*t)[0],
        "one step too many": lambda x, r, e, n, m, s: throw(x, r, e, n + 1, m, s),
        "swapped": lambda *t: throw(*t)[::-1],
        "one slope for both": one_slope,
        "one step too few": lambda x, r, e, n, m, s: throw(x, r, e, n - 1, m, s),
        "twice the slope": slip(sign=2),
        "momentum turned": lambda *t: (throw(*t)[0], -np.array(throw(*t)[1])),
    },
    "09.2": {
        "always accepted": sampler(halves=(0, 0)),
        "places alone": sampler(halves=(0.5, 0)),
        "no half below the line": sampler(halves=(1, 0.5)),
        "motion without its half": sampler(halves=(0.5, 1)),
        "no halves": sampler(halves=(1, 1)),
        "accepted only": accepted_only,
        "a warm-up": lambda *t: {"x": sample(*t)["x"][1000:]},
        "one push for all": sampler(fresh=False),
        "sd for variance": sampler(power=1),
        "array alone": lambda *t: np.array(sample(*t)["x"]),
        "about nothing": sampler(keep=False),
    },
    "09.3": {
        "as the book says": lambda c, m, s: np.array([c[0], *(c[1:] / s)]),
        "multiplied": lambda c, m, s: np.array([c[0], *(c[1:] * s)]),
        "plus": lambda c, m, s: np.array([c[0] + np.sum(c[1:] * m / s), *(c[1:] / s)]),
        "standardised slopes": lambda c, m, s: np.array([c[0] - np.sum(c[1:] * m), *(c[1:] / s)]),
        "variances": lambda c, m, s: np.array([c[0] - np.sum(c[1:] * m / s**2), *(c[1:] / s**2)]),
        "all divided": lambda c, m, s: c / np.append(s[0], s),
        "slopes alone": lambda c, m, s: c[1:] / s,
    },
    "09.4": {
        "variance": lambda: model("variance"),
        "a chance as log odds": lambda: model("twice"),
        "a line through the dots": lambda: model("normal"),
        "wide": lambda: model("wide"),
        "no data": lambda: model("no data"),
        "raw": lambda: model("raw"),
    },
    "09.5": {s: s for s in ("a b a", "c a b", "b b c", "b c c", "b a a", "b a b")},
    "09.6": {"the long one": ("long", 80), "between": ("middle", 50)},
    "09.7": {
        "means": (p, mine.mean() - profit()[:, 2].mean()),
        "nothing lost": (p, 0),
        "only where wrong": (p, loss / (1 - p)),
        "against one": (np.mean(mine > profit()[:, 2]), loss),
        "chance alone": p,
    },
}
