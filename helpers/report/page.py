"""The report as one HTML file, which asks for nothing else: figures live, tables, the code that made it."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from helpers.report import beliefs, html
from helpers.report.analysis import Analysis
from helpers.report.code import code_for
from helpers.report.doubts import too_alike
from helpers.report.figures import histogram
from helpers.report.phrases import ceiling
from helpers.report.shares import EQUAL, HOW
from helpers.report.words import HUGE, count, number, one
from helpers.widgets.bundle import script_text

LIVE_UP_TO = 1000  # experiments in a figure that can be dragged, a line of pixels each at least
ROWS_UP_TO = 60  # experiments that a still figure shows one by one; of more it shows bars
MOST_SURPRISING = 25
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def page(
    analysis: Analysis, tables: dict[str, Any], sentences: list[str], call: str, command: str | None = None
) -> str:
    """The whole file. ``call`` is the line of code that read the experiments, ``command`` what was run."""
    stop = " stop" if too_alike(analysis) or _broken(analysis) else ""
    body = [
        f'<div class="summary{stop}">{"".join(map(html.paragraph, sentences))}</div>',
        _read(analysis),
        _checks(analysis, tables),
        _forest(analysis, tables),
        _pooled(analysis, tables),
        _trust(analysis, tables),
        _next(analysis, tables),
        html.section(
            "All experiments",
            html.table(tables["experiments"], "Every experiment, alone and shrunken", _terms(analysis)),
        ),
        html.section(
            "The code that made it",
            html.paragraph("Copy it into a notebook of the course, and go on from there."),
            f'<pre tabindex="0" role="region" aria-label="The code"><code>{escape(code_for(analysis, call))}'
            "</code></pre>",
        ),
    ]
    live = any("bs-widget" in part for part in body)
    script = f"<script>{script_text().replace('</script', '<\\\\/script')}</script>" if live else ""
    title = escape(analysis.experiments.name.replace("_", " "))
    lower = ", where lower is better: signs are turned" if analysis.experiments.lower_is_better else ""
    how = f"by <code>{escape(command)}</code>" if command else "from Python, by <code>report.write</code>"
    return html.document(
        title,
        f"A report on experiments{lower}",
        "\n".join(body),
        policy=_POLICY,
        how=f", {how}",
        script=script,
    )


def _terms(analysis: Analysis) -> html.Terms:
    return html.Terms(analysis.experiments.noun, analysis.next)


def _broken(analysis: Analysis) -> bool:
    return analysis.split is not None and bool(analysis.split["broken"].any())


def _read(analysis: Analysis) -> str:
    said = "".join(f"<li>{escape(line)}</li>" for line in analysis.experiments.how_it_was_read)
    above = "less, which is better" if analysis.experiments.lower_is_better else "more"
    unit = re.sub("^effect", "in the file's own unit", analysis.experiments.scale)
    scale = f"Effect: {unit}; above 0 the treated arm has {above}."
    return html.section("How the file was read", f"<ul>{said}</ul>", html.paragraph(scale))


def _checks(analysis: Analysis, tables: dict[str, Any]) -> str:
    noun, parts = analysis.experiments.noun, []
    if "split" in tables:
        split = tables["split"]
        equal = EQUAL in analysis.experiments.how_it_was_read
        parts.append(
            html.paragraph(
                "Sample-ratio check: were visitors shared out as intended? At p < .001 stop, and look for "
                f"the fault before you read {one(noun)}."
                + (" Arms are taken to be meant equal." if equal else "")
                + (f" {HOW}" if equal and _broken(analysis) else "")
            )
        )
        parts.append(
            html.table(
                split.sort_values("p_value", kind="stable").head(20), "The splits least like the intended one"
            )
        )
    else:
        parts.append(
            html.paragraph("How many visitors each arm had is not in the file: the split was not checked.")
        )
    if "skew" in tables:
        parts.append(
            html.table(
                tables["skew"],
                "Arms too small for the skewness of their outcomes; cap: 99 % quantile of those above 0",
                _terms(analysis),
            )
        )
    if "enormous" in tables:
        caption = f"Outcomes to look up: more than {HUGE:g} times the cap"
        parts.append(html.table(tables["enormous"], caption, _terms(analysis)))
    return html.section("Check first", *parts)


def _forest(analysis: Analysis, tables: dict[str, Any]) -> str:
    if analysis.K == 1:
        return ""
    return html.section(
        "How different are they?",
        histogram(analysis) if analysis.K > ROWS_UP_TO else "",
        _live("HeterogeneityExplorer", analysis) if analysis.K <= LIVE_UP_TO else _no_live(analysis.K),
        html.table(tables["spread"], "Spread and average, with 95 % intervals", _terms(analysis)),
    )


def _pooled(analysis: Analysis, tables: dict[str, Any]) -> str:
    mu, tau = map(beliefs.in_words, beliefs.chosen(analysis.unit))
    noun = analysis.experiments.noun
    size, name = beliefs.measured(analysis.y, analysis.s)
    told = html.paragraph(
        f"Exact posterior of the random-effects model. Before the data the average is taken as {mu}, the "
        f"spread τ as {tau}; {analysis.unit:g} is {number(analysis.unit / size, 2)} times "
        f"{name.replace('effect', noun)}, {number(size)}, and so wide says little more than that {noun}s are "
        "not many times larger."
    )
    live = _live("TauExplorer", analysis) if 1 < analysis.K <= LIVE_UP_TO else ""
    return html.section(
        "What they say together",
        told,
        html.table(tables["chances"], "Three questions, three probabilities", _terms(analysis)),
        live,
    )


def _trust(analysis: Analysis, tables: dict[str, Any]) -> str:
    noun, terms = analysis.experiments.noun, _terms(analysis)
    parts = [html.table(tables["priors"], "The same answers under other priors", terms)]
    if "influence" in tables:
        shown = tables["influence"].head(MOST_SURPRISING)
        caption = "Each experiment as the others foresee it, the most surprising first (exact leave-one-out)"
        if len(shown) < analysis.K:
            caption += f"; the first {len(shown)} of {count(analysis.K)}, all are in the CSV file"
        parts.append(html.table(shown, caption, terms))
    if "models" in tables:
        parts.append(html.table(tables["models"], "The same under other models and other data", terms))
    if analysis.no_exact:
        parts.append(html.paragraph(analysis.no_exact))
    if "moderators" in tables:
        caption = f"What the {noun}s go along with; nobody randomised it"
        parts.append(html.table(tables["moderators"], caption, terms))
    return html.section("How far to trust it", *parts)


def _next(analysis: Analysis, tables: dict[str, Any]) -> str:
    plan, noun, terms = analysis.plan, analysis.experiments.noun, _terms(analysis)
    if plan is None:
        return ""
    unit = (
        "A size of 1 is your typical experiment, since the file has no numbers of visitors."
        if plan.relative
        else f"One visitor's outcome has an sd of {number(plan.sigma)}, on the scale of the {noun}s."
    )
    rule = (
        f"The rule: “it works” when the {noun} is above 0 with probability .95, by the new data alone. "
        f"No size gets beyond the ceiling, {ceiling(analysis, plan.ceiling)}. Sizes that reach 50, 80 "
        "and 90 % of it are among the rows: what the last tenths cost is to be seen there."
    )
    parts = [
        html.paragraph(f"{rule} {unit}"),
        html.table(tables["plan"], "The next experiment: size and chances", terms),
    ]
    if "archive" in tables:
        parts.append(
            html.table(
                tables["archive"], "The population of all, by maximum likelihood: a prior for the next", terms
            )
        )
    return html.section("The next experiment", *parts)


def _no_live(many: int) -> str:
    return html.paragraph(
        f"The bars show all {count(many)}. Figures that can be dragged, with a line an experiment, end at "
        f"{count(LIVE_UP_TO)}: to see them, write a report on a part of the file, such as one market or one "
        "year."
    )


def _live(name: str, analysis: Analysis) -> str:
    """A widget on the user's data, with its still picture for print."""
    from helpers.widgets import HeterogeneityExplorer, TauExplorer

    made: dict[str, Any] = {"effects": analysis.y, "std_errors": analysis.s, "labels": analysis.labels}
    if name == "TauExplorer":
        made["mu_prior"], made["tau_prior"] = beliefs.chosen(analysis.unit)
    elif analysis.K > 2:  # as in the table below the figure
        made["method"] = "REML"
    # By their names: a page that writes a report is run again when one of these changes, and not for others.
    widget = {"HeterogeneityExplorer": HeterogeneityExplorer, "TauExplorer": TauExplorer}[name](**made)
    own = {"name": "Yours", "scale": analysis.experiments.scale, "noun": "experiment"}
    own |= {key: getattr(widget, key) for key in ("labels", "effects", "std_errors")}
    if name == "TauExplorer":
        own |= {key: made[key].to_json() for key in ("mu_prior", "tau_prior")}
    widget.datasets = {"yours": own}
    if analysis.K > ROWS_UP_TO:  # on paper stand the bars
        vars(widget)["picture"] = lambda: None
        return f'<div class="many">{widget.static_html()}</div>'
    return str(widget.static_html())
