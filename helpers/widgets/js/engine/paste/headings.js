// What the headings of columns mean. The words are shared with Python, whose helpers.report reads files.

import words from "./headings.json";

const form = (pattern) => new RegExp(pattern);
const ROLES = Object.entries(words.roles).map(([role, pattern]) => [role, form(pattern)]);
// Names of rows only where no heading says it more plainly.
const PERHAPS = form(words.perhaps);
const TREATED = form(words.treated);
const CONTROL = form(words.control);
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
