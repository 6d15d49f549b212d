// The exact posterior under a Student-t prior on μ: a normal one whose precision is itself uncertain,
// μ | λ ~ Normal(loc, scale/√λ), λ ~ Gamma(df/2, df/2). One more integral, over log λ.

import { Mixture } from "./mixtures.js";
import { bracket, panels } from "./quadrature.js";
import { RandomEffects } from "./random_effects.js";
import { bracketedRoot } from "./roots.js";
import { logGamma } from "./special.js";

export class StudentMu {
  constructor(y, s, { df, loc, scale }, tauPrior) {
    Object.assign(this, { y, s });
    const given = new Map(),
      half = df / 2,
      constant = half * Math.log(half) - logGamma(half);
    const at = (u) => {
      if (!given.has(u))
        given.set(
          u,
          new RandomEffects(y, s, { family: "Normal", mean: loc, sd: scale * Math.exp(-u / 2) }, tauPrior),
        );
      return given.get(u);
    };
    const logDensity = (u) => constant + half * (u - Math.exp(u)) + at(u).logEvidence;
    const top = Math.log(100 / half + 20),
      bottom = -80 / Math.min(half, 8),
      grid = Array.from({ length: 49 }, (_, i) => bottom + ((top - bottom) * i) / 48);
    const found = panels(logDensity, ...bracket(logDensity, () => 0, grid), 1e-10);
    const nodes = found.flatMap((p) => p.x),
      logWeights = found.flatMap((p) => p.logWeights),
      peak = Math.max(...logWeights);
    const raw = logWeights.map((g) => Math.exp(g - peak)),
      total = raw.reduce((a, b) => a + b, 0);
    this.logEvidence = peak + Math.log(total);
    // What weighs next to nothing is left out before its marginals are asked for.
    this.parts = nodes
      .map((u, i) => ({ post: at(u), weight: raw[i] / total }))
      .filter(({ weight }) => weight > 1e-17);
  }

  #mixture(of) {
    const weights = [],
      means = [],
      sds = [];
    for (const { post, weight } of this.parts) {
      const m = of(post);
      m.weights.forEach((w, i) => {
        if (w * weight < 1e-20) return;
        weights.push(w * weight);
        means.push(m.means[i]);
        sds.push(m.sds[i]);
      });
    }
    return new Mixture(weights, means, sds);
  }

  get mu() {
    return this.#mixture((post) => post.mu);
  }
  theta(k) {
    return this.#mixture((post) => post.theta(k));
  }
  thetaNew(stdError = 0) {
    return this.#mixture((post) => post.thetaNew(stdError));
  }
  shrinkage(k) {
    return this.parts.reduce((sum, { post, weight }) => sum + weight * post.shrinkage(k), 0);
  }

  get tau() {
    const taus = this.parts.map(({ post, weight }) => ({ tau: post.tau, weight })),
      over = (f) => taus.reduce((sum, { tau, weight }) => sum + weight * f(tau), 0);
    const mean = over((t) => t.mean),
      sd = Math.sqrt(over((t) => t.sd ** 2 + (t.mean - mean) ** 2)),
      cdf = (x) => over((t) => t.cdf(x));
    const quantile = (q) => {
      const ends = taus.map(({ tau }) => tau.quantile(q)),
        low = Math.min(...ends),
        high = Math.max(...ends),
        gap = (x) => cdf(x) - q;
      if (!(high > low) || gap(low) >= 0) return low;
      return gap(high) <= 0 ? high : bracketedRoot(gap, low, high);
    };
    return {
      mean,
      sd,
      cdf,
      quantile,
      pdf: (x) => over((t) => t.pdf(x)),
      interval: (level = 0.95) => [quantile((1 - level) / 2), quantile((1 + level) / 2)],
    };
  }
}

// The posterior under whichever prior of μ.
export const posterior = (y, s, muPrior, tauPrior) =>
  muPrior.family === "StudentT"
    ? new StudentMu(y, s, muPrior, tauPrior)
    : new RandomEffects(y, s, muPrior, tauPrior);
