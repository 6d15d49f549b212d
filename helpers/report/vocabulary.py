"""The one list of roles that a column can play, and what each is called."""

from __future__ import annotations

ROLES = {
    "effect": "effect",
    "ratio": "effect, a ratio",
    "se": "standard error",
    "log_se": "standard error of the logarithm",
    "variance": "variance of the effect",
    "half": "half-width of an interval",
    "low": "lower end",
    "high": "upper end",
    "interval": "interval",
    "ratio_low": "lower end, of a ratio",
    "ratio_high": "upper end, of a ratio",
    "level": "level of the intervals",
    "confidence": "confidence, 1 − p",
    "chance": "chance to beat the control",
    "give_or_take": "what stands after ±",
    "in_brackets": "what stands in brackets",
    "p": "p value",
    "p_one_sided": "one-sided p value",
    "p_adjusted": "adjusted p value",
    "z": "z value",
    "posterior_mean": "posterior mean",
    "posterior_sd": "posterior sd",
    "events": "events",
    "n": "visitors",
    "failures": "visitors without the event",
    "rate": "rate",
    "mean": "mean",
    "sd": "sd of the outcome",
    "sum": "sum of the outcome",
    "sum_squares": "sum of squares of the outcome",
    "arm": "arm",
    "experiment": "name of the experiment",
    "idea": "name of the experiment",
    "label": "name of the experiment",
    "metric": "metric",
    "part": "part of an experiment",
    "time": "time",
    "user": "user",
    "outcome": "outcome",
    "shipped": "shipped",
    "unused": "not used",
}
"""What a report says of a column of each role; by which headings it is known stands in `headings.json`."""

ALIASES = {
    "std_error": "se", "half_width": "half", "name": "label", "visitors": "n", "1-p": "confidence",
    "total": "sum", "share": "rate", "interval_level": "level", "segment": "part", "date": "time",
    "not used": "unused",
}  # fmt: skip
OF_ARMS = ("events", "n", "mean", "sd", "rate", "failures", "variance", "se", "sum", "sum_squares")
NAMES = ("experiment", "idea", "label", "arm", "metric", "part", "time", "user", "shipped", "unused")
EXAMPLES = (
    ("name", "experiment, test, campaign, flag, feature, market, study, label"),
    ("effect", "effect, estimate, lift, uplift, improvement, difference, delta; odds ratio, RR,"
        " relative risk, HR"),
    ("its error", "std_error, se, variance; margin of error; low and high, 90 % CI lower and upper, q05"
        " and q95; "
     "level; p value; z, t"),
    ("arms", "arm, variant, variation, group; a suffix or word such as _t, _c, treated, control, A, B"),
    ("counts", "conversions, orders, purchases, clicks, sign-ups, transactions, events; visitors,"
        " users, n; rate"),
    ("means", "mean, average …; sd, std, stdev; sum and sum of squares; users, n"),
    ("visitors", "user_id; experiment; variant; revenue, value, outcome, converted"),
    ("parts", "metric, KPI; device, segment, platform; date, week"),
)  # fmt: skip
"""Headings as people write them, for those who ask which are known."""


def named(role: str) -> str:
    """A role as a sentence says it, such as “events, treated” for ``events_t``."""
    base, arm = (role[:-2], role[-1]) if role[-2:] in ("_t", "_c") and role not in ROLES else (role, "")
    told = ROLES[base]
    return told + {"t": ", treated", "c": ", control", "": ""}[arm]
