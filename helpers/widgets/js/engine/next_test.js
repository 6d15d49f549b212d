// The chance that a test like the earlier ones, or so many times as large, says "it works": assurance under the exact
// posterior of the next effect, with a flat analysis of the test alone, as in helpers.planning. A typical test has the
// median standard error of the studies; one of `size` has that over √size.

import { median } from "./pooling.js";
import { RandomEffects } from "./random_effects.js";
import { bracketedRoot } from "./roots.js";
import { normalQuantile } from "./special.js";

const STEP = 1.05,
  LEAST = 1e-4, // typical tests
  MOST = 1e9;

// The posterior that plans, with what is asked of it for every size.
export function planFrom({ effects, std_errors, mu_prior, tau_prior }) {
  const post = new RandomEffects([...effects], [...std_errors], mu_prior, tau_prior),
    typical = median(std_errors),
    next = post.thetaNew();
  const chance = (size, threshold) => {
    const se = typical / Math.sqrt(size);
    return post.thetaNew(se).probAbove(normalQuantile(threshold) * se);
  };
  return { post, next, typical, ceiling: next.probAbove(0), chance };
}

// The smallest size with this chance; null where the ceiling forbids it or it takes more than MOST.
export function sizeFor({ ceiling, chance }, wanted, threshold) {
  if (wanted >= ceiling) return null;
  const gap = (logSize) => chance(Math.exp(logSize), threshold) - wanted;
  if (gap(Math.log(LEAST)) >= 0) return LEAST;
  for (let size = LEAST; size <= MOST; size *= STEP)
    if (gap(Math.log(size * STEP)) >= 0)
      return Math.exp(bracketedRoot(gap, Math.log(size), Math.log(size * STEP)));
  return null;
}

// For tests: chances at these sizes, sizes for these chances, and the ceiling.
export function summary(studies, threshold, sizes, chances) {
  const plan = planFrom(studies);
  return {
    ceiling: plan.ceiling,
    chances: sizes.map((size) => plan.chance(size, threshold)),
    sizes: chances.map((wanted) => sizeFor(plan, wanted, threshold)),
  };
}
