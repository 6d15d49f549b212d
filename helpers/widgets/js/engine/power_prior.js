// Past studies as a power prior, and how that compares with a belief about the next one: as in helpers.borrowing.

import { moments } from "./heterogeneity.js";

// The pooled likelihood raised to alpha (Ibrahim & Chen 2000): Normal, with the pooled variance / alpha.
export function powerPrior(y, s, alpha) {
  const { mean, total } = moments(y, s);
  return { mean, sd: 1 / Math.sqrt(alpha * total) };
}

// The alpha whose power prior has this sd: a ratio of variances.
export const matchingAlpha = (y, s, sd) => 1 / (moments(y, s).total * sd * sd);

// The estimates `times` as far from their pooled mean, which stays where it is.
export function pulledApart(y, s, times) {
  const { mean } = moments(y, s);
  return y.map((v) => mean + times * (v - mean));
}
