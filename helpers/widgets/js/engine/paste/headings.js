// What the headings of columns mean. The words are shared with Python, whose helpers.report reads files.

// Those that no figure has a use for are left out: “besides”.
import * as words from "./headings.json";

const form = (pattern) => new RegExp(pattern);
const whole = (pattern) => form(`^(?:${pattern})$`);
const ROLES = Object.entries(words.roles).map(([role, pattern]) => [role, form(pattern)]);
// Whole headings besides, as plainOf gives them; the first ones are asked before all others.
const ALSO = Object.entries(words.also).map(([role, patterns]) => [role, whole(patterns.join("|"))]);
const FIRST = ALSO.filter(([role]) => words.first.includes(role));
const ENDS = ["low", "high"].map((role) => [role, whole(words.ends[role])]);
const BESIDE = whole(words.ends.beside);
const COUNTING = form(`^${words.counting} `);
const UNIT = form(`(\\S) ${words.unit}$`);
// Names of rows only where no heading says it more plainly.
const PERHAPS = form(words.perhaps);
const TREATED = form(words.treated);
const CONTROL = form(words.control);
const OF_ARMS = ["events", "n", "mean", "sd", "rate", "failures"];
// What the reader of pastes has a use for, by the names of the roles; other known headings are not used.
const TAKEN = new Set([
  ...["label", "effect", "ratio", "se", "log_se", "variance", "half", "low", "high", "interval", "level"],
  ...["alpha", "p", "z", "arm", ...OF_ARMS],
]);
const AS = { posterior_mean: "effect", posterior_sd: "se", experiment: "label" };
const SUMMARY = Object.fromEntries(
  Object.entries(words.summaries).map(([name, form]) => [name, whole(form)]),
);
const PERCENT = /\(?(%|\bpercent\b|\bpct\b|\bprozent\b)\)?/g;

const withoutAccents = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "");

// "t", "c", or, where only a custom could tell, the name itself.
export function armOf(name) {
  const bare = name.toLowerCase().trim(),
    plain = withoutAccents(bare);
  if (TREATED.test(plain)) return "t";
  if (CONTROL.test(plain)) return "c";
  return { 0: "c", true: "t", false: "c" }[bare] ?? bare;
}

// Whether a row of this name sums up others: “Grand total”, “Pooled (random effects)”.
export function isTotal(name) {
  const plain = withoutAccents(name.trim().toLowerCase()).replace(/[\s:.*]+$/, ""),
    parts = plain.match(/\p{L}+/gu) ?? [];
  return (
    SUMMARY.model.test(plain) ||
    (parts.some((word) => SUMMARY.says.test(word)) &&
      parts.every((word) => SUMMARY.says.test(word) || SUMMARY.beside.test(word)) &&
      !/\d/.test(plain.replace(/\([^)]*\)$/, "")))
  );
}

const find = (roles, text) => roles.find(([, form]) => form.test(text))?.[0];
const known = (text) => find(ROLES, text);
const also = (text) => find(ALSO, text);

// In small letters, without accents, brackets, marks, a percent sign or a unit at its end.
function plainOf(text) {
  return withoutAccents(text)
    .replaceAll("_", " ")
    .replace(PERCENT, " ")
    .replace(/[()[\]]/g, " ")
    .replace(/(?:[\s\u2010-\u2014-]|\.(?!\d))+/g, " ")
    .trim()
    .replace(/^(sum|summe) (of|von) /, "")
    .replace(UNIT, "$1");
}

// “90 ci lower”, “lift ci upper”: an end of an interval, whatever stands beside it.
function endOf(plain) {
  const parts = plain.split(" ");
  return ENDS.find(([, form]) => {
    const ends = parts.filter((part) => form.test(part));
    return ends.length === 1 && parts.every((part) => ends.includes(part) || BESIDE.test(part));
  })?.[0];
}

// “unique conversions”, “number of orders”, “conversion count”: what is counted.
function countedIn(plain) {
  const bare = plain.replace(COUNTING, "").replace(/(\S) (counts?|total|number|sum)$/, "$1"),
    role = bare === plain ? undefined : (known(bare) ?? also(bare));
  return ["events", "n"].includes(role) ? role : undefined;
}

// “conversions (treated)”, “treated_conversions” or “events_t”.
function ofArm(plain) {
  const words = plain
    .replace(/\b(in|of|the|group|arm)\b ?/g, "")
    .trim()
    .replace(/^(events?|n|means?|sds?)([tc12])$/, "$1 $2")
    .split(" ");
  for (const [arm, rest] of [
    [words.at(-1), words.slice(0, -1)],
    [words[0], words.slice(1)],
  ]) {
    const bare = rest.join(" "),
      base = known(bare) ?? countedIn(bare) ?? also(bare),
      side = armOf(arm);
    if (OF_ARMS.includes(base) && /^[tc12]$/.test(side)) return `${base}_${side}`;
    // Known, and the error of no effect.
    if (/^(se|variance)_[tc]$/.test(`${base}_${side}`)) return `${base}_${side}`;
  }
}

// .9 of “90 % CI lower” and of “lower 0.90”.
function levelIn(text) {
  if (/hdi/.test(text)) return 0.94;
  const near = /\b(8\d|9\d)\b ?%? ?-?(?:ci|ki)|(?:ci|ki) ?(8\d|9\d)/.exec(text)?.slice(1).find(Boolean),
    found = near ? near / 100 : (levelsIn(text).find((value) => value >= 0.5 && value < 1) ?? 0.95);
  return found === 0.975 ? 0.95 : found;
}
const levelsIn = (text) =>
  [...text.matchAll(/(?:^|[^\d.])(?:0?(\.\d+)|(\d\d(?:\.\d+)?))(?![\d.])/g)].map(([, part, percent]) =>
    part ? Number(part) : percent / 100,
  );

// { role, percent, level, … }: role is undefined where nobody knows, "events_t" where it belongs to an arm.
export function meaningOf(heading) {
  const said = heading
      .trim()
      .replace(/^["']|["']$/g, "")
      .replace(/([a-z])(?=[A-Z])/g, "$1 "),
    text = said.toLowerCase();
  const percent =
    /%|\b(percent|pct|prozent)\b/.test(text.replaceAll("_", " ")) && !/\b[ck]i\b|hdi|2\.5|97\.5/.test(text);
  const [before, spread] = text.split(/±|\+\/-/),
    plain = plainOf(before.trim() ? before : text);
  const plainly =
    (known(plain) === "alpha" ? "alpha" : find(FIRST, plain)) ??
    known(plain) ??
    known(plain.replace(/ ?(\d\d )?ci$/, "")) ??
    ofArm(plain);
  let role = plainly ?? endOf(plain) ?? countedIn(plain) ?? also(plain);
  // “conversion %” is a rate; an error rate is one less the level.
  if (percent) role = role?.replace(/^events/, "rate");
  const around =
    spread &&
    known(
      spread
        .replace(/[()%]|\.(?!\d)/g, " ")
        .replace(/[\s_]+/g, " ")
        .trim(),
    );
  // “revenue uplift”, “effect_2”, “mean lift”: what the words end in, where nothing says it plainly.
  const vague = !plainly && /^(mean|rate|sd|sum|)$/.test(role ?? "") ? endsIn(plain) : undefined;
  role = AS[vague ?? role] ?? vague ?? role;
  const alpha = role === "alpha",
    weak = role === "idea" || (!TAKEN.has(baseOf(role)) && PERHAPS.test(plain));
  return {
    role: weak ? "label" : alpha ? "level" : TAKEN.has(baseOf(role)) ? role : undefined,
    known: role,
    weak,
    vague: Boolean(vague),
    // A mean of somebody's own is no effect; one that is called “mean” may be.
    own: !plainly,
    alpha,
    spread: around,
    percent,
    level: levelIn(text),
    text: heading.trim(),
  };
}
const baseOf = (role) => role?.replace(/_[tc12]$/, "");

function endsIn(plain) {
  const bare = plain
      .replace(/[€$£]|\b(eur|usd|gbp)\b/g, "")
      .replace(/[ .]?\d$/, "")
      .trim(),
    ends = [bare, bare.split(" ").slice(-2).join(" "), bare.split(" ").at(-1).replace(/^.$/, "")];
  return ends.map((end) => known(end) ?? also(end)).find((one) => /^(effect|se|low|high)$/.test(one ?? ""));
}

// How much a row looks like headings: the roles in it, more where they make an effect.
export function recognised(names) {
  const roles = new Set(names.map((name) => meaningOf(name).known).filter(Boolean)),
    complete =
      words.needed.some((pair) => pair.every((role) => roles.has(role))) ||
      (roles.has("arm") && roles.size > 1);
  return roles.size + (complete ? 10 : 0);
}

// “Treated, , Control, ” over “n, events, n, events”: merged cells name all columns that they span.
export function joined(above, below) {
  let last = "";
  return below.map((cell, i) => {
    last = above[i] || last;
    return [cell, last].filter(Boolean).join(" ");
  });
}

const PHRASES =
  /std\.? ?err(?:or|\.)?|standard errors?|standard deviations?|std\.? ?dev\w*\.?|[tz] value|Pr\(>\|[tz]\|\)|odds ratios?|risk ratios?|relative (?:risks?|rates?)|point estimates?|margin of error|\d\d ?%? ?CI|(?:ci|conf)\.? ?(?:low|high|lower|upper)\w*|2\.5 ?%|97\.5 ?%|(?:lower|upper) (?:ci|bound|limit)|\S+/gi;
export const headingsIn = (line) => line.match(PHRASES) ?? [];
