// The exact posterior of the normal random-effects model:
//   y_k ~ Normal(θ_k, s_k),  θ_k ~ Normal(μ, τ),  priors on μ (Normal or Flat) and τ.
// Given τ everything is Gaussian; what is left is one integral over τ.

import { totals } from "./heterogeneity.js";
import { Mixture } from "./mixtures.js";
import { priorFrom } from "./priors.js";
import { bracket, gaussLegendre, panels } from "./quadrature.js";
import { bracketedRoot } from "./roots.js";

const LOG_2PI = Math.log(2 * Math.PI);

// Everything given τ (Infinity is no pooling): posterior of μ, log p(y | τ), posteriors of each θ.
export function givenTau(y, s, tau, muPrior) {
  const isNormal = muPrior.family === "Normal";
  if (tau === Infinity) {
    const mu = isNormal
      ? { mean: muPrior.mean, variance: muPrior.sd ** 2 }
      : { mean: NaN, variance: Infinity };
    return { ...mu, logLikelihood: -Infinity };
  }
  const { total, mean, q, logW } = totals(y, s, tau * tau);
  const base = 0.5 * (logW - q - (y.length - 1) * LOG_2PI - Math.log(total)),
    variance = 1 / total;
  if (!isNormal) return { mean, variance, logLikelihood: base };
  const prior = muPrior.sd ** 2,
    sum = variance + prior,
    gap = muPrior.mean - mean;
  return {
    mean: mean + (variance / sum) * gap,
    variance: (variance * prior) / sum,
    logLikelihood: base - 0.5 * ((gap * gap) / sum + Math.log(sum) + LOG_2PI),
  };
}

// Weight of the mean against the study's own estimate: s²/(s² + τ²).
export const shrinkage = (s, tau) => (tau === Infinity ? 0 : (s * s) / (s * s + tau * tau));

// Posterior of a study's true effect given τ and the posterior of μ given τ.
export function thetaGiven(y, s, tau, mu) {
  const b = shrinkage(s, tau);
  if (b === 0) return { mean: y, variance: s * s };
  return { mean: b * mu.mean + (1 - b) * y, variance: (1 - b) * s * s + b * b * mu.variance };
}

export class RandomEffects {
  constructor(y, s, muPrior, tauPrior) {
    // A flat prior on τ is one on τ > 0.
    const spread = tauPrior.family === "Flat" ? { family: "HalfFlat" } : tauPrior;
    Object.assign(this, { y, s, muPrior: priorFrom(muPrior), tauPrior: priorFrom(spread) });
    const power = this.tauPrior.tail + y.length - 1 + (this.muPrior.family === "Normal" ? 1 : 0);
    if (!(power > 1))
      throw new Error("improper posterior: a flat prior on τ and on μ needs at least three studies");
    this.tailPower = power;
    // The chart τ = c·sinh(x) is fine enough for what varies with τ: v + τ², and the variance of μ + τ².
    this.c = Math.min(...s, this.tauPrior.scale, Math.sqrt(givenTau(y, s, 0, this.muPrior).variance));
    this.#integrate();
  }

  #logDensity = (x) => {
    const tau = this.c * Math.sinh(x);
    return (
      givenTau(this.y, this.s, tau, this.muPrior).logLikelihood +
      this.tauPrior.logpdf(tau) +
      Math.log(this.c * Math.cosh(x))
    );
  };

  // First scan: fine up to the largest scale of the problem, coarse beyond.
  #scan() {
    const { y, s, c, tauPrior, muPrior } = this,
      [bottom, top] = tauPrior.support;
    let reach = Math.max(Math.max(...y) - Math.min(...y), ...s);
    if (muPrior.family === "Normal") reach = Math.max(reach, ...y.map((v) => Math.abs(v - muPrior.mean)));
    if (Number.isFinite(tauPrior.scale)) reach = Math.max(reach, tauPrior.scale);
    const x0 = Math.asinh(bottom / c),
      x1 = Math.asinh(Math.min(top, 8 * reach) / c),
      x2 = Math.asinh(Math.min(top, 1e30 * reach) / c);
    const n = Math.ceil((x1 - x0) / 0.5) + 2,
      fine = Array.from({ length: n }, (_, i) => x0 + ((x1 - x0) * i) / (n - 1));
    return x2 > x1
      ? [...fine, ...Array.from({ length: 12 }, (_, i) => x1 + (x2 - x1) * ((i + 1) / 12) ** 2)]
      : fine;
  }

  #integrate() {
    // The moments of τ, as far as they exist, must fit inside the bracket too.
    const moment = this.tailPower > 3 ? 2 : this.tailPower > 2 ? 1 : 0;
    const bonus = (x) => (moment ? moment * Math.log(this.c * Math.sinh(Math.max(x, 1e-300))) : 0);
    const [low, high] = bracket(this.#logDensity, bonus, this.#scan());
    this.panels = panels(this.#logDensity, low, high, 1e-10, moment ? bonus : null);
    const logWeights = this.panels.flatMap((p) => p.logWeights),
      peak = Math.max(...logWeights);
    const raw = logWeights.map((g) => Math.exp(g - peak)),
      total = raw.reduce((a, b) => a + b, 0);
    this.logEvidence = peak + Math.log(total);
    this.weights = raw.map((v) => v / total);
    this.taus = this.panels.flatMap((p) => p.x.map((x) => this.c * Math.sinh(x)));
    this.given = this.taus.map((tau) => givenTau(this.y, this.s, tau, this.muPrior));
    let below = 0,
      i = 0;
    for (const panel of this.panels) {
      panel.below = below;
      for (const _ of panel.x) below += this.weights[i++];
    }
  }

  #mixture(part) {
    const parts = this.given.map((mu, i) => part(mu, this.taus[i]));
    return new Mixture(
      this.weights,
      parts.map((p) => p.mean),
      parts.map((p) => Math.sqrt(p.variance)),
    );
  }

  get mu() {
    return this.#mixture((mu) => mu);
  }
  theta(k) {
    return this.#mixture((mu, tau) => thetaGiven(this.y[k], this.s[k], tau, mu));
  }

  // A new study's true effect, or, with its standard error, the estimate that it will report.
  thetaNew(stdError = 0) {
    return this.#mixture((mu, tau) => ({
      mean: mu.mean,
      variance: mu.variance + tau * tau + stdError * stdError,
    }));
  }

  shrinkage(k) {
    return this.weights.reduce((sum, w, i) => sum + w * shrinkage(this.s[k], this.taus[i]), 0);
  }

  get tau() {
    const mean =
      this.tailPower > 2 ? this.weights.reduce((sum, w, i) => sum + w * this.taus[i], 0) : Infinity;
    const sd =
      this.tailPower > 3
        ? Math.sqrt(this.weights.reduce((sum, w, i) => sum + w * (this.taus[i] - mean) ** 2, 0))
        : Infinity;
    return {
      mean,
      sd,
      pdf: (tau) => this.#tauPdf(tau),
      cdf: (tau) => this.#tauCdf(tau),
      quantile: (q) => this.#tauQuantile(q),
      interval: (level = 0.95) => [this.#tauQuantile((1 - level) / 2), this.#tauQuantile((1 + level) / 2)],
    };
  }

  #tauPdf(tau) {
    const [low, high] = this.tauPrior.support;
    if (tau < low || tau > high) return 0;
    return Math.exp(
      givenTau(this.y, this.s, tau, this.muPrior).logLikelihood +
        this.tauPrior.logpdf(tau) -
        this.logEvidence,
    );
  }

  #tauCdf(tau) {
    return this.#cdfAt(Math.asinh(tau / this.c));
  }

  #cdfAt(x) {
    const last = this.panels.at(-1);
    if (x <= this.panels[0].low) return 0;
    if (x >= last.high) return 1;
    const panel = this.panels.findLast((p) => p.low <= x),
      { nodes, weights } = gaussLegendre(20),
      half = 0.5 * (x - panel.low);
    return (
      panel.below +
      half *
        nodes.reduce(
          (sum, t, i) =>
            sum + weights[i] * Math.exp(this.#logDensity(panel.low + half * (1 + t)) - this.logEvidence),
          0,
        )
    );
  }

  #tauQuantile(q) {
    if (q <= 0) return this.tauPrior.support[0];
    if (q >= 1) return this.tauPrior.support[1];
    const panel = this.panels.findLast((p) => p.below <= q),
      gap = (x) => this.#cdfAt(x) - q;
    if (gap(panel.low) >= 0) return this.c * Math.sinh(panel.low);
    if (gap(panel.high) <= 0) return this.c * Math.sinh(panel.high);
    return this.c * Math.sinh(bracketedRoot(gap, panel.low, panel.high));
  }
}

// A plain summary, for tests and for readings.
export function summary(y, s, muPrior, tauPrior, level = 0.95) {
  const post = new RandomEffects(y, s, muPrior, tauPrior);
  const of = (d) => ({ mean: d.mean, sd: d.sd, interval: d.interval(level) });
  return {
    mu: of(post.mu),
    tau: of(post.tau),
    theta: y.map((_, k) => of(post.theta(k))),
    thetaNew: of(post.thetaNew()),
    aboveZero: { mu: post.mu.probAbove(0), thetaNew: post.thetaNew().probAbove(0) },
    shrinkage: y.map((_, k) => post.shrinkage(k)),
    logEvidence: post.logEvidence,
  };
}
