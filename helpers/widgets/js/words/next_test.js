// What NextTest says.

import { fixed, percent, plural, probability, share } from "../core/format.js";
import { nameOf } from "../engine/priors.js";

export const PROMISE = 0.8;

// A number of typical tests, to about three figures.
export const times = (size) => (size >= 100 ? fixed(size, 0) : size >= 10 ? fixed(size, 1) : fixed(size, 2));

const counted = (visitors) => Math.round(visitors).toLocaleString("en-GB").replaceAll(",", "\u202f");

// A size as the reader counts: visitors where a typical test's are known.
export function sizeIn(size, visitors) {
  if (visitors) return `of ${counted(size * visitors)} visitors an arm`;
  return size === 1 ? "as large as a typical one" : `as large as ${times(size)} typical ones`;
}

export const short = (size, visitors) => (visitors ? counted(size * visitors) : `${times(size)} ×`);

export function sentences({ chance, ceiling, needed, half }, { size, visitors, threshold, noun }) {
  const here = `A next test ${sizeIn(size, visitors)} says “it works” with probability ${probability(chance)}`;
  const rule = `(the test alone, at P > ${fixed(threshold, 2).replace(/^0/, "")})`;
  const wrong = 1 - ceiling;
  const top = `However large it is, the chance ends at ${probability(ceiling)}: in ${share(wrong)} of new ${plural(noun)} there is nothing above zero to find.`;
  const wish =
    needed === null
      ? `A chance of ${percent(PROMISE)} is not to be had at any size${half === null ? "" : `; half of the ceiling takes a test ${sizeIn(half, visitors)}`}.`
      : `A chance of ${percent(PROMISE)} takes one ${sizeIn(needed, visitors)}.`;
  return `${here} ${rule}. ${top} ${wish}`;
}

export const priorsOf = ({ mu_prior, tau_prior }) =>
  `A typical test is one with the median standard error of those above. Priors: μ ~ ${nameOf(mu_prior)}, τ ~ ${nameOf(tau_prior)}. ` +
  "Above zero counts as working: where less is better, change the signs.";

export const spoken = ({ chance, ceiling }, { size, visitors }) =>
  `A test ${sizeIn(size, visitors)}: chance ${probability(chance)}, ceiling ${probability(ceiling)}.`;
