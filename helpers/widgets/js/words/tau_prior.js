// What TauPrior says: the families and what each expects, sentences, and what is spoken.

import { fixed, interval, percent, probability } from "../core/format.js";

// A positive number of any size, to three figures.
export const figures = (v) =>
  fixed(v, Math.max(0, 2 - Math.floor(Math.log10(v))))
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

const below = (times) => (r) => `it is 95\u202f% sure that τ is below ${figures(times * r)}`;
const itself = {
  shown: (scale) => scale,
  scale: (shown) => shown,
  reach: (unit) => [0.01 * unit, 100 * unit],
};

// part: what is set, called so in a sentence; usual: the scale at which one meets the family, in units of the data's own
// spread; says: what it expects; shown: what the reader sets, from the scale and back; reach: from where to where.
export const FAMILIES = {
  HalfNormal: {
    ...itself,
    name: "Half-normal",
    part: "scale",
    usual: 1,
    prior: (scale) => ({ family: "HalfNormal", scale }),
    says: below(1.96),
  },
  HalfCauchy: {
    ...itself,
    name: "Half-Cauchy",
    part: "scale",
    usual: 1,
    prior: (scale) => ({ family: "HalfCauchy", scale }),
    says: below(12.706),
  },
  Uniform: {
    ...itself,
    name: "Uniform",
    part: "upper end",
    usual: 100,
    prior: (high) => ({ family: "Uniform", low: 0, high }),
    says: (r) => `it is 95\u202f% sure that τ is above ${figures(0.05 * r)}`,
  },
  GammaPrecision: {
    name: "Gamma on 1/τ²",
    part: "ε",
    usual: Math.sqrt(0.001),
    prior: (r, unit) => ({ family: "GammaPrecision", shape: (r / unit) ** 2, rate: r * r }),
    says: (r, unit) =>
      `its density has a spike at ${figures(r * Math.sqrt(2 / (1 + 2 * (r / unit) ** 2)))} and falls away on both sides`,
    shown: (scale, unit) => (scale / unit) ** 2,
    scale: (epsilon, unit) => unit * Math.sqrt(epsilon),
    reach: () => [0.0001, 1],
  },
};

export const setting = ({ family, scale, unit }) => figures(FAMILIES[family].shown(scale, unit));

// The gamma's ε is the same for all data because τ is counted in the data's own spread: say so where that is not 1.
const counted = ({ family, unit }) =>
  family === "GammaPrecision" && unit !== 1 ? `, τ in units of ${figures(unit)}` : "";

// At the end of a curve: the family, and what is set in it.
export const labelOf = (now) => `${FAMILIES[now.family].name.split(" ")[0]} (${setting(now)})`;

export const askedOf = (kept, plural) =>
  `Four priors, the same ${kept} ${plural}: how different are the ${plural}?`;

export const captionOf = (now) => {
  const { name, part } = FAMILIES[now.family];
  const said = `prior’s ${part} (${name[0].toLowerCase()}${name.slice(1)}`;
  return counted(now) ? `${said}${counted(now)})` : `${said}), set before any data`;
};

// A chance after words: “over .999”, where a sign would be one too many.
export const chance = (p) => probability(p).replace("> ", "over ").replace("< ", "under ");

const range = (values) => [Math.min(...values), Math.max(...values)];

export function sentences(all, chosen, { family, scale, unit, kept, plural, digits }) {
  const [low, high] = range(all.map((a) => a.tau.mean)),
    [least, most] = range(all.map((a) => a.next)),
    { name, part, says } = FAMILIES[family];
  const who =
    high > 2 * low
      ? "So far the prior does much of the talking."
      : high > 1.35 * low
        ? "The data and the prior both have a say."
        : "The data do nearly all the talking.";
  return (
    `${who} ${name}, ${part} ${setting({ family, scale, unit })}${counted({ family, unit })}: before any data ${says(scale, unit)}. With ${kept} ${plural} the mean of τ ` +
    `is ${fixed(chosen.tau.mean, digits)}. Over the four priors it runs from ${interval(low, high, digits)}, and the chance that the ` +
    `next effect is above zero from ${chance(least)} to ${chance(most)}.`
  );
}

export function spoken({ tau, next }, { kept, family, level }, { plural, digits }) {
  return (
    `${kept} ${plural}, ${FAMILIES[family].name}: mean of tau ${fixed(tau.mean, digits)}, ${percent(level)} ` +
    `${interval(...tau.interval(level), digits)}; next effect above zero ${probability(next)}.`
  );
}
