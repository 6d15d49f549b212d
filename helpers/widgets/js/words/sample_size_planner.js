// What SampleSizePlanner says: its question, sentences, and what is spoken.

import { decimalsFor, fixed, percent, probability } from "../core/format.js";

export const ASKED = "How many visitors does the next experiment need?";
export const ELSE = "If you believe or pay something else:";

// 12 345 as the book sets it; large numbers to three figures.
export const whole = (n) =>
  String(Math.round(n))
    .replace("-", "\u2212")
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");

const one = (n) => Math.round(n) === 1;
const visitors = (n) => `${whole(n)} ${one(n) ? "visitor" : "visitors"}`;

function averaged({ power, flat }, n, effect) {
  return probability(flat) !== probability(power) && flat > power
    ? `With ${visitors(n)} per arm assurance (${probability(flat)}) exceeds power (${probability(power)}): so small an experiment mostly finds effects larger than the expected ${effect}, and some effects are that large.`
    : `Power asks what happens if the effect is ${effect}: ${probability(power)} with ${visitors(n)} per arm. You do not know the effect; averaged over what you believe about it, the chance is ${probability(flat)}.`;
}

const limited = ({ flat }, top, beyond) =>
  flat > top + 0.0005
    ? `That is more than ${probability(top)}, the chance that the effect is above ${beyond} at all: the rest are false alarms, and a larger experiment has fewer.`
    : `No sample size takes assurance beyond ${probability(top)}, the chance that the effect is above ${beyond} at all.`;

const shared = ({ flat }, equal) =>
  `Shared equally, as many visitors in all would make it ${probability(equal)}${probability(equal) === probability(flat) ? " too" : ""}.`;

function withPrior({ flat, design }, worth, ratio) {
  const where = ratio === 1 ? "in each arm" : "treated, with their control";
  if (design > flat + 0.005)
    return `Letting the prior analyse too makes it ${probability(design)}: the prior is worth ${visitors(worth)} ${where}.`;
  return design < flat - 0.005
    ? `Letting the prior analyse too makes it ${probability(design)}: a prior that doubts is harder to convince.`
    : "";
}

const paid = ({ n }) =>
  n
    ? `Where a visitor costs this much, ${whole(n)} per arm ${one(n) ? "gains" : "gain"} the most.`
    : "Where a visitor costs this much, no experiment pays for itself.";

// chances: power, and assurance under a flat analysis and with the prior (design).
export function sentences(chances, { ceiling, worth, best, equal }, now) {
  const { n_per_arm, prior_mean, ratio, margin, detailed, digits } = now;
  const parts = [
    averaged(chances, n_per_arm, fixed(prior_mean, digits)),
    limited(chances, ceiling, margin ? fixed(margin, digits) : "zero"),
    ratio !== 1 && shared(chances, equal),
    detailed && withPrior(chances, worth, ratio),
    detailed && paid(best),
  ];
  return parts.filter(Boolean).join(" ");
}

export const terms = ({ value, cost_to_ship, sigma, threshold, margin, digits }) =>
  `One unit of effect earns ${whole(value)} once shipped${cost_to_ship ? `, shipping costs ${whole(cost_to_ship)}` : ""}; ` +
  `sd of an outcome ${fixed(sigma, decimalsFor([sigma]))}; ` +
  `“it works” needs P(effect > ${margin ? fixed(margin, digits) : 0} | data) > ${percent(threshold)}.`;

export const spoken = ({ power, flat, design }, { n_per_arm, detailed }) =>
  `${visitors(n_per_arm)} per arm: power ${probability(power)}, assurance ${probability(flat)}` +
  (detailed ? `, with the prior ${probability(design)}.` : ".");
