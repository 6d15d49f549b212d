"""The one list of roles that a column can play: what each is called, and by which headings it is known."""

from __future__ import annotations

from dataclasses import dataclass

ENTITIES = (
    "visitor|user|session|customer|person|buyer|order|client|besucher|nutzer|kunde|visiteur|utilisateur"
)


@dataclass(frozen=True)
class Role:
    """``told`` is what a report says of such a column; ``own``, a pattern, adds to the words of the figures.

    Patterns are matched with headings in small letters, without accents, units, brackets and marks.
    ``first`` ones are asked before the words of the figures.
    """

    told: str
    own: str = ""
    first: bool = False


ROLES: dict[str, Role] = {
    "effect": Role(
        "effect",
        r"((relative|absolute|observed|treatment|causal|average treatment|percent|net) )?"
        r"(improvement|change|gain|increase|impact|effect|difference|lift|uplift|delta)"
        r"|effekt|effet|wirkung|differenz|unterschied|ecart|steigerung|veranderung|hausse|point estimate"
        r"|schatzwert|estimation",
    ),
    "ratio": Role(
        "effect, a ratio",
        r"relative (risk|rate|odds|hazard)|(incidence )?rate ratio|hazards? ratio|(risk|odds|hazard) ratio "
        r"(or|rr|hr)|response ratio|(quoten|chancen|raten|risiko) ?verhaltnis|rapport de cotes|exp coef",
    ),
    "se": Role(
        "standard error",
        r"std err(or)?s?|s ?e ?m|erreur(s)? (type|standard)|ecart type de l estimateur|mittlerer fehler",
    ),
    "log_se": Role("standard error of the logarithm", r"se (of )?(the )?log.*|se ?log ?(or|rr|hr)"),
    "variance": Role("variance of the effect", r"(sampling )?variance"),
    "half": Role(
        "half-width of an interval",
        r"margin of error|error margin|moe|half ?width|ci half ?width|(95 )?ci ?[±]|[±]|fehlerspanne"
        r"|marge d erreur",
    ),
    "low": Role("lower end", r"untergrenze|borne inf(erieure)?|min 95"),
    "high": Role("upper end", r"obergrenze|borne sup(erieure)?|max 95"),
    "interval": Role("interval"),
    "ratio_low": Role("lower end, of a ratio"),
    "ratio_high": Role("upper end, of a ratio"),
    "level": Role(
        "level of the intervals",
        r"(statistical )?(significance|confidence)( level)?|stat ?sig|alpha|sicherheit|signifikanz",
        first=True,
    ),
    "confidence": Role("confidence, 1 − p"),
    "chance": Role(
        "chance to beat the control",
        r"((chance|probability|prob) (to|of) (beat(ing)?|be better than|win over)( the)?( control| baseline"
        r"| original)?|p beat(s)? control|chance to win|win probability|probability to be best)",
    ),
    "give_or_take": Role("what stands after ±"),
    "in_brackets": Role("what stands in brackets"),
    "p": Role(
        "p value", r"p ?(val(ue)?s?|wert)( (two|2) (sided|tailed))?|valeur p|pr [tz]"
        "|irrtumswahrscheinlichkeit"
    ),
    "p_one_sided": Role("one-sided p value", r"p ?(val(ue)?)? (one|1) (sided|tailed)"
    "|one sided p( val(ue)?)?"),
    "p_adjusted": Role(
        "adjusted p value", r"((adjusted|adj|corrected|fdr|bonferroni|holm|bh) p|p adj)( ?val(ue)?)?"
        "|q( ?value)?"
        r"|p ?val(ue)? (adjusted|adj|bonferroni|holm|fdr|corrected|bh)"
    ),
    "z": Role("z value", r"(test )?statistic|wald|zi"),
    "posterior_mean": Role("posterior mean", r"post(erior)? (mean|median|estimate)", first=True),
    "posterior_sd": Role("posterior sd", r"post(erior)? (sd|se|std)", first=True),
    "events": Role(
        "events",
        r"(transaction|goal|goal completion|lead|booking|application|subscription|registration|checkout"
        r"|add(s)? to cart|payer|activation|install|download|conversion|order|purchase|click|sale"
        r"|signup|winner"
        r"|churn(s|er)|bounce|response|open|death|reply|renewal|upgrade)s?|(converted|unique|paying) ?"
        r"(users?|visitors?|customers?|clicks?)|(users?|visitors?) converted|paid|purchased|responded|"
        r"(k(a|ae)ufe?|bestellung|konversion|abschlu(ss|sse)|anmeldung|buchung|kaufer|ereignis)(s|e|en)?"
        r"|commandes?|achats?|ventes?|inscriptions?|reservations?|evenements?|acheteurs?",
    ),
    "n": Role(
        "visitors",
        r"units?|users|visits|besuche|exposures|exposed|assigned|enrolled|bucketed|randomi[sz]ed|traffic|subjects|patients"
        r"|nutzer|kunden|personen|teilnehmer|sitzungen|empfanger|visiteurs|utilisateurs|clients"
        r"|effectifs?|count"
        r"|recipients|anzahl|members|accounts|devices",
    ),
    "failures": Role("visitors without the event"),
    "rate": Role(
        "rate", r"(konversions?|kauf|klick|bestell)[ -]?rate|quote|taux( de .+)?|conv(ersion)? ?%"
        "|conversion rate .+"
    ),
    "mean": Role(
        "mean",
        rf"(avg|average|mean|moyenne|durchschnitt(liche[rs]?)?|mittlerer?) .+|.+ (mean|avg|average|moyenne"
        rf"|mittelwert)|.+ (per|pro|par) ({ENTITIES})|arpu|arppu|aov|moyenne|durchschnitt",
    ),
    "sd": Role(
        "sd of the outcome",
        r".+ (sd|std|stdev|stddev|std dev|standard deviation|standardabweichung|ecart type)|ecart type"
        r"|(sd|std|stdev|standard deviation) (of )?(revenue|outcome|spend|value|order value|.+ per .+)",
    ),
    "sum": Role("sum of the outcome", r"(.+ )?(sum|somme|summe)|sum( of)? .+|total (revenue|spend"
    "|sales value)"),
    "sum_squares": Role("sum of squares of the outcome", r"(.+ )?(sum ?(of )?(squares?|sq)"
    "|sumsq)", first=True),
    "arm": Role(
        "arm", r"(variation|variant|arm|group|cell|branch|version|traitement|gruppe|testgruppe|treatment)"
        r"( (name|key|label|group))?"
    ),
    "experiment": Role(
        "name of the experiment",
        r"(ab |a b |split )?(experiments?|experience|versuch|exp|tests?|trial)"
        r"( ?(id|name|nr|no|number|key|title|code|slug))?",
        first=True,
    ),
    "idea": Role(
        "name of the experiment",
        r"(campaign|kampagne|campagne|(feature )?flag|feature|hypothesis|hypothese|initiative|term"
        r"|study|etude"
        r"|studie|release)( (id|name|nr|no|number|key|title|code|slug))?",
    ),
    "label": Role("name of the experiment", r"row labels?|zeilenbeschriftungen|marche|pays|stadt|ville"
    "|studie"),
    "metric": Role(
        "metric",
        r"(metrics?|kpi|goal|objective|kennzahl|metrik|ziel|indicateur|endpoint|metrique|event)"
        r"( (name|id|key|label))?",
        first=True,
    ),
    "part": Role(
        "part of an experiment",
        r"(device|platform|browser|os|operating system|segment|channel|source|gender|age|cohort"
        r"|language|locale"
        r"|user type|new vs returning|visitor type|gerat|kanal|geschlecht|appareil|canal|plattform|dimension)"
        r"( (type|category|group|name))?",
    ),
    "time": Role(
        "time",
        r"(first |last )?(date|time|timestamp|datetime|day|week|month|created|ts|start|started|end|ended|seen"
        r"|datum|tag|woche|monat|jour|semaine|mois|debut|fin)( ?(at|date|time|day))?",
    ),
    "user": Role(
        "user",
        r"((user|visitor|customer|client|member|player|person|participant|subject|cookie|account|session"
        r"|anonymous|nutzer|besucher|kunden)( ?(id|uuid|key|hash|nr|no|number))?|u?uid|device ?(id|uuid"
        r"|key|hash))",
    ),
    "outcome": Role(
        "outcome",
        r"(outcomes?|values?|revenues?|amounts?|spend|spent|y|response|gmv|profits?|margins?"
        r"|order values?|basket"
        r"|score|umsatz|erlos|chiffre d affaires|ca|montant|betrag)",
    ),
    "shipped": Role("shipped", r"(was )?(shipped|launched|rolled ?out|released|live)"),
    "unused": Role("not used"),
}  # fmt: skip

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
    told = ROLES[base].told
    return told + {"t": ", treated", "c": ", control", "": ""}[arm]
