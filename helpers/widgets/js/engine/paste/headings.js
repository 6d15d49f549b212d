// What the headings of columns mean.

const ROLES = [
  [
    "label",
    /^(labels?|names?|stud(y|ies)|markets?|markt|country|countries|land|sites?|stores?|shop|segments?|groups?|gruppe|experiments?|tests?|trial|id|slab|author|schools?|city|region|learner)$/,
  ],
  [
    "effect",
    /^(effects?|effekte?|effect sizes?|estimates?|est|coef|coefficients?|beta|yi|y|te|diff|differences?|mean differences?|md|smd|ate|delta|lift|uplift|(log|ln) ?(or|rr|hr|odds ratios?|risk ratios?|ratio)|theta|posterior mean)$/,
  ],
  ["ratio", /^(or|rr|hr|irr|(odds|risk|rate|hazard)? ?ratios?|exp ?(b|coef)?)$/],
  [
    "se",
    /^(ses?|s|s e|std ?err(ors?)?|std errors?|standard errors?|standardfehler|sei|seyi|se ?te|(se|std error) (of )?(the )?effects?|effects? (se|std error)|bse|posterior sd|sem|std error of (the )?mean|standard error of (the )?mean)$/,
  ],
  ["variance", /^(var|variances?|varianz|vi|v|sampling variance)$/],
  [
    "low",
    /^(ci |ci95 |\d\d ci |conf )?(low|lower|lo|lb|ll|lcl|untere?)( ci| bound| limit| 95| 95 ci)?$|^\[?0?\.025$|^2\.5$|^hdi 3$|^min95$|^ci l$/,
  ],
  [
    "high",
    /^(ci |ci95 |\d\d ci |conf )?(high|upper|hi|up|ub|ul|ucl|obere?)( ci| bound| limit| 95| 95 ci)?$|^0?\.975\]?$|^97\.5$|^hdi 97$|^max95$|^ci u$/,
  ],
  ["interval", /^(\d\d )?(ci|ki|cri|confidence interval|konfidenzintervall|interval)( \d\d)?$/],
  [
    "level",
    /^((ci|conf|confidence|credible|interval|nominal) )?(level|coverage|confidence|konfidenz|niveau|konfidenzniveau|conf)( level)?$/,
  ],
  ["alpha", /^(alpha|α|significance( level)?|sig(nificance)? level|error rate)$/],
  ["p", /^(p|p ?val(ue)?s?|pr >? ?[|]?[tz][|]?)$/],
  ["z", /^([tz]|[tz] ?(values?|stat|statistic|scores?|ratio)|zval|tval)$/],
  ["arm", /^(arms?|variants?|variante|conditions?|versions?|treatment|bucket)$/],
  [
    "events",
    /^(events?|success(es)?|conv|convs|conversions?|converted|converters|clicks?|clicked|orders?|ordered|buyers?|bought|sales|purchases?|signups?|sign ups?|wins|hits|responders?|cases|ereignisse)$/,
  ],
  [
    "n",
    /^(n|ns|n obs|nobs|totals?|trials|visitors?|besucher|users?|size|sample size|participants|sessions|impressions|views|pageviews|population|sent|customers|people)$/,
  ],
  [
    "failures",
    /^(fail|fails|failures?|failed|losses|non ?(events?|conversions?|converters|converted|buyers?)|not converted|no conversions?|unconverted)$/,
  ],
  [
    "rate",
    /^(rates?|crs?|cvr|ctr|proportions?|share|conv rates?|(conversion|click|click through|success|response|order|purchase|event) ?rates?)$/,
  ],
  ["mean", /^(means?|averages?|mittelwert|m)$/],
  [
    "sd",
    /^(sds?|s d|std|stds|standard dev(iation)?s?|std ?(dev(iation)?s?)|st dev|stdevs?|standardabweichung)( of)?( the)?( effects?| estimates?| visitors?| users?| outcomes?)?$/,
  ],
];
// Names of rows only where no heading says it more plainly.
const PERHAPS =
  /^(ads?|pages?|campaigns?|banners?|channels?|devices?|products?|categor(y|ies)|quer(y|ies)|keywords?|urls?|titles?|teams?|clients?|features?|ideas?|periods?|weeks?|dates?|days?|months?|quarters?)$/;
const TREATED = /^(t|trt|treat|treated|treatment|test|variant|b|e|exp|experimental|intervention|new)$/;
const CONTROL = /^(c|ctl|ctrl|control|kontrolle|a|placebo|baseline|old|standard)$/;
const OF_ARMS = ["events", "n", "mean", "sd", "rate", "failures"];

// "t", "c", or, where only a custom could tell, the name itself.
export function armOf(name) {
  const bare = name.toLowerCase().trim();
  if (TREATED.test(bare)) return "t";
  if (CONTROL.test(bare)) return "c";
  return { 0: "c", true: "t", false: "c" }[bare] ?? bare;
}

const known = (text) => ROLES.find(([, form]) => form.test(text))?.[0];

// { role, percent, level }: role is undefined where nobody knows, "events_t" where it belongs to an arm.
export function meaningOf(heading) {
  const text = heading
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, "");
  const percent = /%|\bpercent\b|\bpct\b/.test(text) && !/\bci\b|hdi|2\.5|97\.5/.test(text);
  const level = /hdi/.test(text)
    ? 0.94
    : Number(/\b(8\d|9\d)\b ?%? ?-?(?:ci|ki)|(?:ci|ki) ?(8\d|9\d)/.exec(text)?.slice(1).find(Boolean) ?? 95) /
      100;
  const [before, spread] = text.split(/±|\+\/-/);
  const plain = before
    .replace(/\(?(%|\bpercent\b|\bpct\b)\)?|[()]/g, " ")
    .replace(/(?:[_\s-]|\.(?!\d))+/g, " ")
    .trim();
  let role = known(plain) ?? known(plain.replace(/ ?(\d\d )?ci$/, ""));
  if (!role) {
    const words = plain
      .replace(/\b(in|of|the|group|arm)\b ?/g, "")
      .trim()
      .replace(/^(events?|n|means?|sds?)([tc12])$/, "$1 $2")
      .split(" ");
    for (const [arm, rest] of [
      [words.at(-1), words.slice(0, -1)],
      [words[0], words.slice(1)],
    ]) {
      const base = known(rest.join(" ")),
        side = armOf(arm);
      if (OF_ARMS.includes(base) && /^[tc12]$/.test(side)) role = `${base}_${side}`;
    }
  }
  // “conversion %” is a rate; an error rate is one less the level.
  if (percent) role = role?.replace(/^events/, "rate");
  const alpha = role === "alpha",
    around =
      spread &&
      known(
        spread
          .replace(/[()%]|\.(?!\d)/g, " ")
          .replace(/[\s_]+/g, " ")
          .trim(),
      );
  // “revenue uplift”, “effect_2”: what the words end in, where nothing says it plainly.
  const bare = plain
      .replace(/[€$£]|\b(eur|usd|gbp)\b/g, "")
      .replace(/[ .]?\d$/, "")
      .trim(),
    ends = role
      ? undefined
      : [bare, bare.split(" ").slice(-2).join(" "), bare.split(" ").at(-1).replace(/^.$/, "")].map(known),
    vague = ends?.find((one) => /^(effect|se|low|high)$/.test(one ?? ""));
  role ??= vague;
  const weak = !role && PERHAPS.test(plain);
  return {
    role: weak ? "label" : alpha ? "level" : role,
    weak,
    vague: Boolean(vague),
    alpha,
    spread: around,
    percent,
    level,
    text: heading.trim(),
  };
}

const PHRASES =
  /std\.? ?err(?:or|\.)?|standard errors?|standard deviations?|std\.? ?dev\w*\.?|[tz] value|Pr\(>\|[tz]\|\)|odds ratios?|risk ratios?|\d\d ?%? ?CI|(?:ci|conf)\.? ?(?:low|high|lower|upper)\w*|2\.5 ?%|97\.5 ?%|(?:lower|upper) (?:ci|bound|limit)|\S+/gi;
export const headingsIn = (line) => line.match(PHRASES) ?? [];
