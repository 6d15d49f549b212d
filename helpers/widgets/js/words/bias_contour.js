// What BiasContour says: its question, readings, sentences, and what is spoken.

import { fixed, percent, probability } from "../core/format.js";

export const TITLE = "How much bias does the conclusion survive?";
export const KEY =
  "Drag the knob to what you believe of the bias: to the right, how much you expect; up, how unsure you are of it. Left of the thick line the change ships.";
export const PRIORS = [
  ["flat", "this test alone"],
  ["past", "with past markets"],
];

export const whole = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
export const chance = (p) => probability(p).replace("> ", "over ").replace("< ", "under ");
export const belief = (mean, sd, digits) => `${fixed(mean, digits)}, give or take ${fixed(sd, digits)}`;
export const barText = (bar) =>
  fixed(bar, Math.abs(100 * bar - Math.round(100 * bar)) > 1e-9 ? 3 : 2).replace(/^0/, "");

export function showReadings([above, effect, tips, worth], found, { bar, bias_sd, estimate, digits }) {
  above.show(
    probability(found.above),
    found.ships ? `ship: at least ${barText(bar)}` : `hold: below ${barText(bar)}`,
  );
  effect.show(fixed(found.mean, digits), `give or take ${fixed(found.sd, digits)}`);
  tips.show(
    fixed(found.tipping, digits),
    estimate ? `${percent(found.tipping / estimate)} of the estimate` : "expected bias",
  );
  worth.show(whole(found.worth), bias_sd > 0 ? `visitors; at most ${whole(found.most)}` : "visitors an arm");
}

export function sentences(found, { estimate, bias_mean, bias_sd, bar, digits }) {
  const same = found.ships === found.naive;
  const start =
    bias_mean === 0 && bias_sd === 0
      ? `Nobody has mentioned a bias: this is the corner in which an ordinary analysis stands. It says ${found.ships ? "ship" : "hold"}.`
      : `If you expect a bias of ${belief(bias_mean, bias_sd, digits)}, the effect is above zero with probability ${chance(found.above)}: ${found.ships ? "ship" : "hold"}. ${same ? "The conclusion stands." : "The conclusion is overturned."}`;
  const tips =
    estimate > 0 && found.tipping > 0
      ? `${bias_sd > 0 ? `At this width an` : "An"} expected bias of ${fixed(found.tipping, digits)}, ${percent(found.tipping / estimate)} of the estimate, is where it tips.`
      : `The line of ${barText(bar)} lies at an expected bias of ${fixed(found.tipping, digits)}.`;
  const floor =
    bias_sd > 0
      ? ` However many visitors come, the test alone leaves a standard deviation of ${fixed(bias_sd, digits)}: it is worth ${whole(found.worth)} visitors an arm without bias, and can never be worth more than ${whole(found.most)}.`
      : "";
  return `${start} ${tips}${floor}`;
}

export const spoken = (found, { bias_mean, bias_sd, digits }) =>
  `Bias ${belief(bias_mean, bias_sd, digits)}: effect above zero ${probability(found.above)}, ${found.ships ? "ship" : "hold"}.`;

export const askedOf = ({ estimate, bar, digits }, se) =>
  `The estimate is ${fixed(estimate, digits)}, its standard error ${fixed(se, digits)}. Take a bias of known size off it. What share of the estimate must it be before the chance of an effect above zero falls below ${barText(bar)}?`;

export const summed = (found, { estimate, bias_mean, bias_sd, prior, prior_mean, prior_sd, digits }, se) =>
  `Estimate ${belief(estimate, se, digits)}; bias ${belief(bias_mean, bias_sd, digits)}; ${
    prior === "past" ? `past markets ${belief(prior_mean, prior_sd, digits)}; ` : ""
  }effect ${belief(found.mean, found.sd, digits)}.`;
