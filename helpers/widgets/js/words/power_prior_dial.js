// What PowerPriorDial says: its question, sentences, and what is spoken.

import { fixed, probability } from "../core/format.js";

export const ASKED = "How much should the next market borrow from those before?";
export const KEY =
  "Drag α. Solid: the past markets as a prior, their pooled estimate counted α times. " +
  "Dashed: what the same markets say about the next one, once they are allowed to differ.";

// A chance after words: “over .999”, where a sign would be one too many.
const chance = (p) => probability(p).replace("> ", "over ").replace("< ", "under ");

// 12 345 as the book sets it; visitors are whole ones, so a part of one is not counted.
export const whole = (n) => String(Math.floor(n)).replace(/\B(?=(\d{3})+$)/g, "\u202f");
const visitors = (n) => `${whole(n)} ${Math.floor(n) === 1 ? "visitor" : "visitors"}`;

// Two or three figures, without a tail of zeros.
export const alphaText = (a) => String(Number(a.toPrecision(a < 0.01 ? 2 : 3)));

const ALIKE = 1.05; // widths that agree to 5 %

function compared({ prior, belief, worth }, digits) {
  const ratio = belief.sd / prior.sd;
  if (ratio > ALIKE)
    return `To the next market the past is worth ${visitors(worth.belief)} per arm. The power prior claims ${whole(worth.prior)}: it is ${fixed(ratio, 1)} times too narrow.`;
  if (ratio < 1 / ALIKE)
    return `Now the power prior says less than the past allows: ${visitors(worth.prior)} per arm, where the belief is worth ${visitors(worth.belief)}.`;
  return Math.abs(prior.mean - belief.mean) > 0.1 * belief.sd
    ? `As wide as the belief, and worth as much: ${visitors(worth.belief)} per arm. Its centre is not the same, ${fixed(prior.mean, digits)} instead of ${fixed(belief.mean, digits)}: no α moves it.`
    : `As wide as the belief, and worth as much: ${visitors(worth.belief)} per arm.`;
}

function moved(apart) {
  if (apart === 1) return "";
  const how = apart ? `lie ${fixed(apart, 2)} times as far apart as they did` : "are all the same now";
  return `The past estimates ${how}: the power prior has not noticed, the belief has.`;
}

export const sentences = (now, { apart }, digits) =>
  [
    compared(now, digits),
    moved(apart),
    `Chance that it works in the next market: ${chance(now.above.prior)} by the power prior, ${chance(now.above.belief)} by the belief.`,
  ]
    .filter(Boolean)
    .join(" ");

export const spoken = ({ worth, above }, { alpha, apart }) =>
  `alpha ${alphaText(alpha)}${apart === 1 ? "" : `, estimates ${fixed(apart, 2)} times as far apart`}: ` +
  `power prior worth ${visitors(worth.prior)} per arm, effect above zero ${probability(above.prior)}; ` +
  `belief worth ${visitors(worth.belief)}, ${probability(above.belief)}.`;
