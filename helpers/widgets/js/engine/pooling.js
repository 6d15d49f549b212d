// What a random-effects model says at one τ, from complete pooling to none, and averaged over its posterior.

import { normal } from "./mixtures.js";
import { givenTau, shrinkage, thetaGiven } from "./random_effects.js";

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b),
    half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// Every result at one τ, or averaged over its posterior: the same shape, so that one drawing serves both.
export function resultsAt(post, tau, averaged) {
  const { y, s, muPrior } = post,
    last = median(s);
  if (averaged) {
    return {
      mu: post.mu,
      theta: y.map((_, k) => post.theta(k)),
      pull: y.map((_, k) => post.shrinkage(k)),
      next: post.thetaNew(),
      estimate: post.thetaNew(last),
    };
  }
  const mu = givenTau(y, s, tau, muPrior),
    of = ({ mean, variance }) => normal(mean, Math.sqrt(variance));
  return {
    mu: of(mu),
    theta: y.map((v, k) => of(thetaGiven(v, s[k], tau, mu))),
    pull: s.map((e) => shrinkage(e, tau)),
    next: of({ mean: mu.mean, variance: mu.variance + tau * tau }),
    estimate: of({ mean: mu.mean, variance: mu.variance + tau * tau + last * last }),
  };
}
