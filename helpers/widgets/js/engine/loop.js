// A programme of experiments, one new market a round: plan, run, synthesise, decide, plan again. As
// helpers.planning.simulate with priors Normal(0, 1) on μ and HalfNormal(1) on τ and the size rule ShareOfCeiling;
// the integral over τ is a fixed rule, good to 1e-6 at the standard errors that 50 to 20 000 visitors of σ = 4 have.

import { gaussLegendre } from "./quadrature.js";
import { normalCdf, normalQuantile } from "./special.js";
import { worldNormals } from "./votes.js";

export const ROUNDS = 8,
  LEAST = 50,
  MOST = 20_000;
const EDGES = [0, 0.02, 0.06, 0.15, 0.3, 0.6, 1.2, 2.5, 5.5];

// Nodes of τ, and the log of prior times weight at each.
const [TAUS, LOGS] = (() => {
  const { nodes, weights } = gaussLegendre(12),
    taus = [],
    logs = [];
  EDGES.slice(1).forEach((high, i) => {
    const half = (high - EDGES[i]) / 2;
    nodes.forEach((t, j) => {
      const tau = EDGES[i] + half * (1 + t);
      taus.push(tau);
      logs.push(Math.log(half * weights[j]) - 0.5 * tau * tau);
    });
  });
  return [taus, logs];
})();

// Fewest visitors per arm whose assurance is `share` of its ceiling, the belief designing and analysing.
export function sizeFor({ mean, sd }, { share, sigma, threshold }) {
  const c = mean / sd,
    z = normalQuantile(threshold);
  if (c >= z) return LEAST;
  const q = normalQuantile(share * normalCdf(c)),
    root = Math.sqrt(z * z + q * q - c * c);
  const ratio = q < 0 && c > 0 ? (c * root - q * z) / (z * z - c * c) : (c * c - q * q) / (q * z + c * root);
  return Math.min(MOST, Math.max(LEAST, Math.ceil(2 * (sigma / (ratio * sd)) ** 2)));
}

// All estimates so far, as sums at each node of τ.
class Synthesis {
  constructor() {
    this.total = new Float64Array(TAUS.length).fill(1);
    this.sum = new Float64Array(TAUS.length);
    this.log = Float64Array.from(LOGS);
  }

  add(y, s) {
    TAUS.forEach((tau, i) => {
      const w = 1 / (s * s + tau * tau);
      // The predictive density of y, one estimate after the other.
      const variance = 1 / w + 1 / this.total[i],
        gap = y - this.sum[i] / this.total[i];
      this.log[i] -= 0.5 * (Math.log(variance) + (gap * gap) / variance);
      this.total[i] += w;
      this.sum[i] += w * y;
    });
    return this;
  }

  // Posterior weights of the nodes.
  weights() {
    const peak = Math.max(...this.log),
      raw = Array.from(this.log, (l) => Math.exp(l - peak)),
      all = raw.reduce((a, b) => a + b, 0);
    return raw.map((v) => v / all);
  }

  // Of the next market's effect.
  belief() {
    let [mean, square, works] = [0, 0, 0];
    this.weights().forEach((p, i) => {
      const m = this.sum[i] / this.total[i],
        v = 1 / this.total[i] + TAUS[i] ** 2;
      mean += p * m;
      square += p * (v + m * m);
      works += p * normalCdf(m / Math.sqrt(v));
    });
    return { mean, sd: Math.sqrt(square - mean * mean), works };
  }

  // P(θ > 0) of the market that gave y, the latest or another.
  above(y, s) {
    return this.weights().reduce((sum, p, i) => {
      const b = (s * s) / (s * s + TAUS[i] ** 2),
        m = (b * this.sum[i]) / this.total[i] + (1 - b) * y;
      return sum + p * normalCdf(m / Math.sqrt((1 - b) * s * s + (b * b) / this.total[i]));
    }, 0);
  }
}

// One programme: beliefs before each round and after the last, and what happened in each. normals: ROUNDS for the true
// effects, ROUNDS for the noise.
export function programme(setting, normals) {
  const { mu, tau, sigma, threshold } = setting,
    seen = new Synthesis();
  const beliefs = [{ mean: 0, sd: Math.SQRT2, works: 0.5 }],
    rounds = [];
  for (let r = 0; r < ROUNDS; r++) {
    const n = sizeFor(beliefs[r], setting),
      error = sigma * Math.sqrt(2 / n);
    const truth = mu + tau * normals[r],
      estimate = truth + error * normals[ROUNDS + r];
    seen.add(estimate, error);
    const above = seen.above(estimate, error);
    rounds.push({ n, error, truth, estimate, above, shipped: above > threshold });
    beliefs.push(seen.belief());
  }
  return { beliefs, rounds, sizes: beliefs.map((b) => sizeFor(b, setting)) };
}

const at = (sorted, q) => sorted[Math.round(q * (sorted.length - 1))];
const tenths = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  return [at(sorted, 0.1), at(sorted, 0.5), at(sorted, 0.9)];
};

export const worldOf = (seed, i = 0) => (seed - 1) * 1000 + 1 + i;
export const oneProgramme = (setting, world) => programme(setting, worldNormals(world, ROUNDS));

// Other programmes in the same kind of markets: of the belief's mean and sd and of the planned size, one tenth, half
// and nine tenths, before each round and after the last.
export function manyProgrammes(setting, seed, count) {
  const all = Array.from({ length: count }, (_, i) => oneProgramme(setting, worldOf(seed, i + 1)));
  const of = (value) => Array.from({ length: ROUNDS + 1 }, (_, r) => tenths(all.map((one) => value(one, r))));
  return {
    mean: of((one, r) => one.beliefs[r].mean),
    sd: of((one, r) => one.beliefs[r].sd),
    size: of((one, r) => one.sizes[r]),
  };
}
