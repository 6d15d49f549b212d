"""Small files as tools export them: each is read right, or asked about with the option that answers."""

from __future__ import annotations

RATIOS = [("A", 0.889, 0.821, 0.962), ("B", 0.756, 0.692, 0.826), ("C", 0.81, 0.64, 1.0251)]
EFFECTS = [("A", 2.88, 1.08), ("B", 5.98, 2.32), ("C", 1.5, 2.0), ("D", -0.72, 2.86), ("E", 3.1, 1.4)]
COUNTS = [("A", 8805, 544, 8836, 551), ("B", 9510, 267, 9535, 327), ("C", 4000, 160, 4010, 181)]


def table(headings: str, *rows: tuple[object, ...]) -> str:
    return "\n".join([headings, *(",".join(map(str, row)) for row in rows)]) + "\n"


def by_arm(headings: str, *columns: int) -> str:
    """COUNTS with one line an arm; a column may be multiplied, for a metric that is another one."""
    rows = [
        (name, arm, n, *(events * k for k in columns))
        for name, n_c, c, n_t, t in COUNTS
        for arm, n, events in (("control", n_c, c), ("treatment", n_t, t))
    ]
    return table(headings, *rows)


def intervals(headings: str, z: float = 1.959964, error: float = 1.0) -> str:
    rows = [(k, y, round(y - z * s, 6), round(y + z * s, 6), s * error) for k, y, s in EFFECTS]
    wide = headings.count(",") + 1
    return table(headings, *(row[:wide] for row in rows))


def confidences(name: str) -> str:
    from scipy.stats import norm

    rows = [
        (k, y, round(y - 1.959964 * s, 4), round(y + 1.959964 * s, 4), f"{2 * norm.cdf(abs(y / s)) - 1:.1%}")
        for k, y, s in EFFECTS
    ]
    return table(f"Test,Improvement,Lower,Upper,{name}", *rows)


ROUNDED = table(
    "Experiment,Variation,Visitors,Unique Gizmos,Conversion Rate",
    *(
        (name, arm, n, events, f"{events / n:.1%}")
        for name, n_c, c, n_t, t in COUNTS
        for arm, n, events in (("Original", n_c, c), ("Variation #1", n_t, t))
    ),
)
DAYS = table(
    "date,experiment,variant,visitors,orders",
    *(
        (f"2026-10-0{day}", name, arm, n // 2 + day * (n % 2), events // 2 + day * (events % 2))
        for name, n_c, c, n_t, t in COUNTS
        for arm, n, events in (("control", n_c, c), ("treatment", n_t, t))
        for day in (0, 1)
    ),
)
METRICS = table(
    "experiment,metric,effect,se",
    *((k, m, y * x, s * x) for k, y, s in EFFECTS for m, x in (("conversion", 0.01), ("revenue", 1))),
)
WIDE = table(
    "Test,visitors_control,visitors_treatment,clicks_control,clicks_treatment,orders_control,orders_treatment",
    *((k, n_c, n_t, 4 * c, 4 * t, c, t) for k, n_c, c, n_t, t in COUNTS),
)
VISITORS = "uid,{},arm,bought\n" + "".join(
    f"{i},E{i % 3},{'AB'[i // 3 % 2]},{'no' if i % 7 else 'yes'}\n" for i in range(300)
)
BLANK = "uid,exp,arm,revenue\n" + "".join(
    f"{i},E{i % 2},{'AB'[i // 2 % 2]},{{0}}\n"
    if i % 9
    else f"{i},E{i % 2},{'AB'[i // 2 % 2]},{i % 40 + 1}.5\n"
    for i in range(360)
)

ASKED: dict[str, tuple[str, tuple[str, ...]]] = {
    "an estimate that nothing names": (
        table("experiment,Treatment / control,low,high", *RATIOS),
        ("“Treatment / control”", '--use "Treatment / control=ratio"', '--use "Treatment / control=effect"'),
    ),
    "positive intervals about 1": (
        table("experiment,low,high", *((k, low, high) for k, _, low, high in RATIOS)),
        ('--use "low=ratio_low"', '--use "low=low"'),
    ),
    "a ratio that is called an effect": (
        table("experiment,effect,lower,upper", *RATIOS, ("D", 1.098, 0.841, 1.432)),
        ('--use "effect=ratio"', '--use "effect=effect"'),
    ),
    "a ratio with a standard error": (
        table("experiment,odds_ratio,se", ("A", 1.2, 0.1), ("B", 1.1, 0.2)),
        ('--use "se=log_se"', '--use "se=std_error"'),
    ),
    "two effects": (table("experiment,lift,diff,std_error", ("A", 0.1, 0.005, 0.005), ("B", 0.2, 0.01, 0.01)),
                    ('--use "lift"', '--use "diff"')),
    "two standard errors": (table("experiment,effect,se,cluster_se", ("A", 1, 1, 2), ("B", 2, 1, 2)),
                            ('--use "se"', '--use "cluster_se"')),
    "an interval and an error on two scales": (
        intervals("experiment,lift,low,high,se", error=0.04), ("times as wide", '--use "low"', '--use "se"')),
    "a posterior": (table("experiment,posterior_mean,posterior_sd", ("A", 1, 1), ("B", 2, 1)),
                    ("shrunken", '--use "posterior_mean=effect"')),
    "clicks and orders": (by_arm("experiment,variant,users,clicks,orders", 3, 1),
                          ('--use "clicks"', '--use "orders"')),
    "sessions and users": (by_arm("experiment,variant,sessions,orders,users", 1, 40),
                           ('--use "sessions"', '--use "users"')),
    "clicks and orders of both arms": (WIDE, ('--use "clicks_treatment"', '--use "orders_treatment"')),
    "two metrics": (METRICS, ("“metric”", '--only "metric=conversion"', '--only "metric=revenue"')),
    "days": (DAYS, ("“date”", '--add-up "date"')),
    "visitors whose experiment nothing names": (VISITORS.format("gadget"),
                                                ('--use "gadget=experiment"', '--use "gadget=unused"')),
    "visitors without an outcome": (BLANK.replace("{0}", ""), ("320 of 360", "--blank 0", "“revenue”")),
    "visitors with NULL": (BLANK.replace("{0}", "NULL"), ("“NULL” in 320 of 360", "--blank 0")),
    "per cents beside points": (
        table("experiment,effect,std_error", *((k, f"{y}%", s) for k, y, s in EFFECTS)),
        ('--use "std_error=std_error%"', '--use "std_error=std_error"'),
    ),
    "give or take": (table("experiment,effect", *((k, f"{y} ± {s}") for k, y, s in EFFECTS)),
                     ('--use "effect ±=std_error"', '--use "effect ±=half_width"')),
    "a number in brackets": (table("experiment,effect", *((k, f"{y} ({s})") for k, y, s in EFFECTS)),
                             ('--use "effect in brackets=std_error"',)),
    "an sd beside an effect": (table("experiment,effect,sd", *EFFECTS), ('--use "sd=std_error"',)),
    "a confidence with nothing to check it": (
        table("Test,Lift,Confidence", ("A", "2%", "93.1%"), ("B", "3%", "99%")),
        ('--use "Confidence=confidence"', '--use "Confidence=chance"'),
    ),
    "a sum or a mean": (
        table("market,arm,users,revenue,std", ("DE", "ctrl", 10, 478, 22), ("DE", "trt", 9, 488, 22)),
        ('--use "revenue=sum"', '--use "revenue=mean"'),
    ),
    "sums without an sd": (
        table("market,sum control,sum new,size control,size new", ("A", 30, 40, 50, 51), ("B", 9, 8, 9, 8)),
        ('--use "sum new=events_t" --use "sum control=events_c"',),
    ),
    "a level that changes": (
        table("Test,lift,low,high,level", ("A", 2, 0, 4, 71), ("B", 3, 1, 5, 72), ("C", 1, -1, 3, 88)),
        ('--use "level=unused"', '--use "level=level"'),
    ),
}  # fmt: skip
"""Files that may mean two things, and what the question has to name."""

REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "rates above 1 that make no events": (
        table("experiment,n_control,n_treatment,cr_control,cr_treatment", ("A", 10, 10, 3.467, 12.1)),
        ("line 2", "cr_control", "%"),
    ),
    "an effect alone": (table("experiment,effect", ("A", 1), ("B", 2)),
                        ("“effect” is an effect", "no standard error", "std_error")),
    "an effect with an unknown column": (table("experiment,effect,fuzz", ("A", 1, 2), ("B", 2, 1)),
                                         ('--use "fuzz=std_error"',)),
    "no visitors": (table("experiment,variant,conversions", ("A", "control", 3), ("A", "new", 4)),
                    ("“conversions”", "but not visitors")),
    "an adjusted p": (table("Test,Lift,Adjusted p-value", ("A", 1, 0.1), ("B", 2, 0.2)), ("adjusted",)),
    "a summary by its numbers": (
        table("experiment,effect,se", ("A", 1, 1), ("B", 2, 1), ("C", 3, 1), ("D", 2, 1), ("Here", 2, 0.5)),
        ("line 6", "summary"),
    ),
}  # fmt: skip
"""Files that lack something, and the words that say what."""
