"""The code behind a report, short enough to be copied and changed."""

from __future__ import annotations

from helpers.report.analysis import Analysis
from helpers.report.beliefs import chosen


def code_for(analysis: Analysis, call: str) -> str:
    """Python that reads the same file and finds the same numbers."""
    mu, tau = chosen(analysis.unit)
    names = sorted({type(mu).__name__, type(tau).__name__})
    turned = ["# lower is better: signs are turned, and above 0 is a reduction"]
    lines = [
        "from helpers import heterogeneity, planning, posterior, report",
        f"from helpers.priors import {', '.join(names)}, Flat",
        "",
        *(turned if analysis.experiments.lower_is_better else ()),
        call,
        'y, s = (experiments.table[name].to_numpy() for name in ("effect", "std_error"))',
        "",
        f"post = posterior.random_effects(y, s, {mu!r}, {tau!r})",
        "print(post.mu.mean, post.mu.sd, post.tau.interval(0.95))",
        "print(post.mu.prob_above(0))          # works on average",
        f"print(post.theta_new.prob_above(0))   # works in the next {analysis.next}",
    ]
    if analysis.K > 1:
        lines += [
            "print(heterogeneity.cochran_q(y, s), heterogeneity.tau_squared_interval(y, s))",
            "print(post.loo())                     # each experiment, given the others",
        ]
    if analysis.plan is not None:
        lines.append(
            f"print(planning.assurance(post.theta_new, [100, 1000], {analysis.plan.sigma!r}, "
            "analysis_prior=Flat()))"
        )
    return "\n".join(lines) + "\n"
