// One experiment whose estimate is effect plus bias plus noise. The belief about the bias is normal, so that all has a
// closed form: the estimate moves by the bias's mean, and its variance grows by the bias's.

import { normalCdf, normalQuantile } from "./special.js";

// What is left of the effect. prior: { mean, sd } of a normal belief about it, or null for a flat one.
export function effectOf({ estimate, stdError, biasMean, biasSd, prior = null }) {
  const variance = stdError ** 2 + biasSd ** 2,
    precision = 1 / variance + (prior ? prior.sd ** -2 : 0),
    weighted = (estimate - biasMean) / variance + (prior ? prior.mean * prior.sd ** -2 : 0);
  const mean = weighted / precision,
    sd = precision ** -0.5;
  return { mean, sd, above: normalCdf(mean / sd) };
}

// The mean of the bias at which the chance of an effect above zero is just `bar`.
export function tippingBias({ estimate, stdError, biasSd, prior = null }, bar) {
  const variance = stdError ** 2 + biasSd ** 2,
    z = normalQuantile(bar);
  if (!prior) return estimate - z * Math.sqrt(variance);
  const believed = prior.sd ** -2;
  return estimate + variance * (prior.mean * believed - z * Math.sqrt(1 / variance + believed));
}

// How many visitors an arm an experiment without bias needs for the same standard deviation of its effect.
export const worth = (stdError, biasSd, sigma) => (2 * sigma ** 2) / (stdError ** 2 + biasSd ** 2);
