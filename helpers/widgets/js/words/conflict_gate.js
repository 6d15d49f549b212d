// What ConflictGate says: the rules, what each does with the estimate, and what is spoken.

import { fixed, probability } from "../core/format.js";

export const NAMES = {
  ignore: "Ignore the past",
  whole: "Pool it whole",
  power: "Power prior",
  hierarchical: "Hierarchical",
  robust: "Robust mixture",
  gate: "Gate",
};
export const RULES = Object.keys(NAMES);

export const figures = (v) =>
  fixed(v, v < 0.0995 ? 3 : 2)
    .replace(/^0(?=\.)/, "")
    .replace(/(\.\d\d)0$/, "$1");

export const TITLE = "A new market reports. How much should eight old ones say about it?";
export const titleOf = (K) => (K === 8 ? TITLE : TITLE.replace("eight old ones", `${K} old ones`));
export const askOf = ({ means: [mean], sds: [sd] }, { std_error }) =>
  `The old markets, pooled, stand at ${fixed(mean, 2)} ± ${fixed(sd, 2)}. A new one reports \u22121.00 ± ${fixed(std_error, 2)}. ` +
  "By the rule that pools the past whole, how likely is it that the redesign works in the new market?";
export const KEY =
  "Drag the square: the new market’s own estimate. Each row is a rule for borrowing, and what it then believes about the new market " +
  "(hump, 95\u202f% interval, mean). Thick bar under a row: the estimates at which that rule opens the market. Dotted: the old markets, pooled.";

export const captionOf = () => "effect in the new market";
export const cellOf = ({ above, opens }) => `${probability(above)} ${opens ? "open" : "hold"}`;
export const tailOf = (tail) => (tail === null ? "–" : tail < 0.0005 ? "< .001" : probability(tail));

export const rulesWords = ({ alpha, weight, level, mu_prior }) =>
  `Pool it whole: all markets, old and new, have one effect. Power prior: the same, with the old ones counted at α\u00a0=\u00a0${figures(alpha)}. ` +
  `Hierarchical: the new market is one more draw from a population whose spread the old ones show. Robust mixture: weight ${figures(weight)} ` +
  `on the pooled past, the rest on Normal(${mu_prior.mean}, ${mu_prior.sd}). Gate: pool it whole if the conflict tail is at least ` +
  `${figures(level)}, else ignore it.`;

const list = (names) =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
const SHORT = {
  ignore: "ignoring the past",
  whole: "pooling it whole",
  power: "the power prior",
  hierarchical: "the hierarchical prior",
  robust: "the robust mixture",
  gate: "the gate",
};

function gateWords({ gate }, { level }) {
  const tail = gate.check < 0.0005 ? "under .001" : figures(gate.check);
  return gate.check >= level
    ? `The gate finds no conflict (tail ${tail}), so it pools the past whole.`
    : `The gate finds a conflict (tail ${tail}, below ${figures(level)}), so it ignores the past.`;
}

// After words, a sign would be one too many.
const chance = (p) => probability(p).replace("> ", "over\u00a0").replace("< ", "under\u00a0");

export function sentences(found, { new_effect, std_error, level, bar }) {
  const open = RULES.filter((name) => found[name].opens).map((name) => SHORT[name]);
  const which =
    open.length === RULES.length
      ? "all six rules open the market"
      : open.length
        ? `${open.length === 1 ? "one rule opens" : `${open.length} of six rules open`} the market: ${list(open)}`
        : "no rule opens the market";
  const chances = RULES.map((name) => found[name].above);
  return (
    `The new market reports ${fixed(new_effect, 2)} ± ${fixed(std_error, 2)}. The chance that the redesign works there is ` +
    `${chance(Math.min(...chances))} by one rule, ${chance(Math.max(...chances))} by another. With the bar at ${figures(bar)}, ${which}. ` +
    gateWords(found, { level })
  );
}

export const spoken = (found, { new_effect }) =>
  `Estimate ${fixed(new_effect, 2)}. ${RULES.map((name) => `${SHORT[name]}: ${cellOf(found[name])}`).join("; ")}.`;
