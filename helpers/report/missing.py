"""What a table lacks that no effect can be made of it: the missing piece, by name."""

from __future__ import annotations

from helpers.report.claims import Claims
from helpers.report.problems import BadTable, asked, bad, listed, shortened
from helpers.report.vocabulary import ROLES, named

WANTED = (
    "Wanted is one of: effect and std_error (or an interval, low and high); events_t, n_t, events_c, n_c; "
    "mean_t, sd_t, n_t, mean_c, sd_c, n_c; one line an arm (experiment, arm, n and events, or n, mean and "
    "sd); one line a visitor (experiment, arm, outcome)"
)


def what_is_missing(claims: Claims) -> BadTable:
    """The refusal of a table that makes no effect."""
    has = claims.first()
    name = {role: shortened(claims.headings[place]) for role, place in has.items()}
    if (question := _question(name)) is not None:
        return question
    lack = _lack(claims, name)
    known = [
        f"“{shortened(h)}”" + (f" ({named(r)})" if r else "")
        for h, r in zip(claims.headings, claims.roles, strict=True)
    ]
    found = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    return bad(f"the headings do not say how to find an effect{lack}. Found: {found}. {WANTED}")


def _question(name: dict[str, str]) -> BadTable | None:
    """What one answer would complete."""
    if {"posterior_mean", "posterior_sd"} <= name.keys():
        mean, sd = name["posterior_mean"], name["posterior_sd"]
        return asked(
            f"“{mean}” and “{sd}” are a posterior: if its prior was not flat, it is shrunken already, "
            "and pooling would shrink it again; give raw estimates and standard errors. If the prior "
            "was flat",
            (f'--use "{mean}=effect" --use "{sd}=std_error"', "taken as they are"),
        )
    return _of_an_effect(name) if name.keys() & {"effect", "ratio"} else _of_arms(name)


def _of_an_effect(name: dict[str, str]) -> BadTable | None:
    roles = set(name)
    effect = name.get("effect") or name["ratio"]
    for role in ("give_or_take", "in_brackets"):
        if role in roles:
            own = name[role]
            error = "log_se" if "ratio" in roles else "std_error"
            half = ((f'--use "{own}=half_width"', "half of a 95 % interval"),) * (role == "give_or_take")
            return asked(
                f"nothing says what “{own}” is, {named(role)} in “{effect}”",
                (f'--use "{own}={error}"', "standard errors"),
                *half,
            )
    if "ratio" in roles and "se" in roles:
        own = name["se"]
        return asked(
            f"“{own}” beside the ratio “{effect}” may be of its logarithm, or of the ratio itself",
            (f'--use "{own}=log_se"', "of the logarithm"),
            (f'--use "{own}=std_error"', "of the ratio"),
        )
    if "sd" in roles:
        return asked(
            f"“{name['sd']}” beside “{effect}”: an sd of the estimate is a standard error, an sd of "
            "visitors is none (then give mean, sd and n of both arms)",
            (f'--use "{name["sd"]}=std_error"', "the standard error of the effect"),
        )
    if "level" in roles:
        level = name["level"]
        return asked(
            f"“{level}” beside “{effect}” may be 1 − p of a two-sided test, or a chance to beat the control",
            (f'--use "{level}=confidence"', "1 − p, two-sided"),
            (f'--use "{level}=chance"', "one-sided"),
        )
    if "p_adjusted" in roles:
        return bad(
            f"“{name['p_adjusted']}” is adjusted for many tests, which gives no standard error: a column "
            "std_error is wanted, or low and high, or p as it was before"
        )
    return None


def _of_arms(name: dict[str, str]) -> BadTable | None:
    roles = set(name)
    sums = [role for role in ("sum", "sum_t", "sum_c") if role in roles and role.replace("sum", "n") in roles]
    if sums and not roles & {"sd", "sd_t", "sum_squares", "sum_squares_t", "variance", "variance_t"}:
        events = " ".join(f'--use "{name[role]}={role.replace("sum", "events")}"' for role in sums)
        return asked(
            f"{listed(name[role] for role in sums)}, without an sd, may be a sum of yes and no, a count "
            "(of anything else the sd, or the sum of squares, is wanted too)",
            (events, "events"),
        )
    if {"arm", "outcome", "n", "sd"} <= roles:
        total = name["outcome"]
        return asked(
            f"“{total}”, one line an arm, may be the sum of all visitors or their mean",
            (f'--use "{total}=sum"', "of all visitors"),
            (f'--use "{total}=mean"', "a visitor"),
        )
    return None


def _lack(claims: Claims, name: dict[str, str]) -> str:
    roles = set(name)
    if roles & {"effect", "ratio"}:
        effect = name.get("effect") or name["ratio"]
        free = [
            h
            for h, own, hint in zip(claims.headings, claims.roles, claims.hints, strict=True)
            if not own + hint
        ]
        perhaps = ""
        if len(free) == 1:
            only = shortened(free[0])
            perhaps = f' (if “{only}” holds it: --use "{only}=std_error")'
        return (
            f": “{effect}” is an effect, but there is no standard error: a column std_error is wanted, "
            f"or low and high, or p{perhaps}"
        )
    arms = [("", "")] if "arm" in roles else [("_t", ", treated"), ("_c", ", control")]
    for found, wants in (
        (("mean", "sum"), (("sd", "variance", "se", "sum_squares"), ("n",))),
        (("events", "rate"), (("n", "failures"),)),
        (("n",), (("events", "rate"),)),
    ):
        shown = [name[f"{role}{arm}"] for role in found for arm, _ in arms if f"{role}{arm}" in roles]
        lacking = [
            ROLES[choice[0]] + whose
            for choice in wants
            for arm, whose in arms
            if not any(f"{role}{arm}" in roles for role in choice)
        ]
        if shown and lacking:
            return f": there is {listed(shown)}, but not {' and '.join(lacking)}"
    if (
        arms[0][0]
        and roles & {"events", "n", "mean", "rate"}
        and not any(r[-2:] in ("_t", "_c") for r in roles)
    ):
        return ": there is no column of arms, and no heading says which arm it is of"
    return ""
