// Rates from one Beta population, p(a, b) ∝ (a + b)^(−5/2): the exact posterior of helpers.posterior.beta_binomial.
// In the mean rate m = a/(a + b) and the spread v = (a + b)^(−1/2) that prior is flat, so the plane is cut
// into Gauss nodes of v and, at each of them, even nodes of a coordinate that stretches around the best m.

import { gaussLegendre } from "./quadrature.js";
import { logBeta } from "./special.js";

const SPREADS = 64,
  STEP = 0.2,
  REACH = 18,
  SCALE = 0.3,
  WIDE = 0.8;
const sum = (values) => values.reduce((a, b) => a + b, 0);
const logit = (p) => Math.log(p / (1 - p));

// successes and trials: rows of K numbers, 0 < successes < trials in at least one arm.
export class BetaBinomial {
  constructor(successes, trials) {
    Object.assign(this, { successes, trials });
    this.#place();
  }

  #place() {
    const { nodes, weights } = gaussLegendre(SPREADS),
      log = [];
    this.nodes = [];
    nodes.forEach((node, i) => {
      const t = 0.5 * (node + 1),
        v = (SCALE * t) / (1 - t),
        kappa = 1 / (v * v);
      const logWidth = Math.log((0.5 * weights[i] * SCALE) / (1 - t) ** 2),
        { centre, width } = this.#middle(kappa);
      for (let u = -REACH; u <= REACH; u++) {
        const x = centre + width * Math.sinh(STEP * u),
          m = 1 / (1 + Math.exp(-x)),
          a = m * kappa,
          b = kappa / (1 + Math.exp(x));
        // dm = m(1 − m) dx, dx = width·cosh du
        log.push(
          logWidth +
            Math.log(width * Math.cosh(STEP * u)) -
            Math.abs(x) -
            2 * Math.log1p(Math.exp(-Math.abs(x))) +
            this.#logLikelihood(a, b),
        );
        this.nodes.push({ m, v, a, b, apart: STEP * width * Math.cosh(STEP * u) * m * (1 - m) });
      }
    });
    const peak = Math.max(...log),
      raw = log.map((g) => Math.exp(g - peak)),
      total = sum(raw);
    this.weights = raw.map((w) => w / total);
    const kept = this.weights.map((w) => w > 1e-17);
    this.nodes = this.nodes.filter((_, j) => kept[j]);
    this.weights = this.weights.filter((_, j) => kept[j]);
  }

  // Where the mean rate lies at a given concentration, and how far to look, on the log odds.
  #middle(kappa) {
    const w = this.trials.map((n) => n / (1 + (n - 1) / (kappa + 1)));
    const m = sum(this.successes.map((y, k) => (w[k] * (y + 0.5)) / (this.trials[k] + 1))) / sum(w);
    return { centre: logit(m), width: Math.min(1, 1 / Math.sqrt(m * (1 - m) * sum(w))) };
  }

  #logLikelihood(a, b) {
    const before = logBeta(a, b);
    return sum(this.successes.map((y, k) => logBeta(a + y, b + this.trials[k] - y) - before));
  }

  #expect(f) {
    let total = 0;
    for (let j = 0; j < this.weights.length; j++) total += this.weights[j] * f(this.nodes[j]);
    return total;
  }

  get meanRate() {
    return this.#expect(({ m }) => m);
  }

  // Standard deviation of the rates in the population, averaged over the posterior.
  get populationSd() {
    return this.#expect(({ m, v }) => Math.sqrt((m * (1 - m) * v * v) / (1 + v * v)));
  }

  // Mean and standard deviation of arm k's rate.
  moments(k) {
    const y = this.successes[k],
      n = this.trials[k],
      at = ({ a, b }) => (a + y) / (a + b + n);
    const mean = this.#expect(at);
    const variance = this.#expect((node) => {
      const r = at(node);
      return (r * (1 - r)) / (node.a + node.b + n + 1) + (r - mean) ** 2;
    });
    return { mean, sd: Math.sqrt(variance) };
  }

  // A Beta narrower than the spacing of its neighbours would leave a comb; near the limit the density is
  // linear in 1/κ, so such a Beta is extrapolated from two wider ones.
  #resolved(points) {
    const out = [];
    this.nodes.forEach(({ m, a, b, apart }, j) => {
      const kappa = a + b,
        widest = (m * (1 - m)) / (WIDE * Math.max(apart, 1 / (points + 1))) ** 2,
        share = widest / kappa - 1;
      if (share >= 0) out.push([m, a, b, this.weights[j]]);
      else
        out.push(
          [m, m * widest, (1 - m) * widest, this.weights[j] * (1 - share)],
          [m, 0.5 * m * widest, 0.5 * (1 - m) * widest, this.weights[j] * share],
        );
    });
    return out;
  }

  // Densities of all arms on an even grid of `points` inner rates: { rates, densities: K rows }; good to
  // a few parts in ten thousand of the peak.
  densities(points = 239) {
    const rates = Array.from({ length: points }, (_, i) => (i + 1) / (points + 1)),
      K = this.trials.length;
    const logs = rates.map((r) => [Math.log(r), Math.log1p(-r)]),
      densities = this.trials.map(() => new Float64Array(points));
    this.#resolved(points).forEach(([m, a, b, weight]) => {
      const bend = a * Math.log(m) + b * Math.log1p(-m); // the table below stays at most 1
      const factor = this.trials.map(
        (n, k) => weight * Math.exp(-logBeta(a + this.successes[k], b + n - this.successes[k]) + bend),
      );
      for (let i = 0; i < points; i++) {
        const shared = Math.exp(a * logs[i][0] + b * logs[i][1] - bend);
        for (let k = 0; k < K; k++) densities[k][i] += factor[k] * shared;
      }
    });
    densities.forEach((row, k) =>
      row.forEach((_, i) => {
        row[i] *= Math.exp(
          (this.successes[k] - 1) * logs[i][0] + (this.trials[k] - this.successes[k] - 1) * logs[i][1],
        );
      }),
    );
    return { rates, densities };
  }
}

// Equal-tailed interval from a density on an even grid that vanishes at 0 and 1: trapezoids with the first
// Euler–Maclaurin correction, then a cubic through the two points around each end.
export function intervalOf(rates, density, level = 0.95) {
  const h = rates[0],
    f = (i) => density[i] ?? 0,
    slope = (i) => (8 * (f(i + 1) - f(i - 1)) - f(i + 2) + f(i - 2)) / (12 * h);
  const cdf = new Float64Array(rates.length);
  let area = 0;
  for (let i = 0; i < rates.length; i++) {
    area += 0.5 * h * (f(i - 1) + f(i));
    cdf[i] = area - (h * h * slope(i)) / 12;
  }
  const at = (q) => {
    const i = Math.max(
        1,
        cdf.findIndex((c) => c >= q),
      ),
      low = cdf[i - 1],
      rise = cdf[i] - low;
    let t = (q - low) / rise;
    for (let step = 0; step < 20; step++) {
      // Hermite: values and slopes of the cdf at both points
      const d0 = h * f(i - 1),
        d1 = h * f(i),
        s = t * t * (3 - 2 * t);
      const value = low + rise * s + d0 * t * (1 - t) ** 2 - d1 * t * t * (1 - t);
      const derivative = rise * 6 * t * (1 - t) + d0 * (1 - t) * (1 - 3 * t) - d1 * t * (2 - 3 * t);
      t -= (value - q) / derivative;
    }
    return rates[i - 1] + h * t;
  };
  return [at((1 - level) / 2), at((1 + level) / 2)];
}

// For tests: everything a state gives, as plain numbers.
export function summary(successes, trials, level = 0.95) {
  const post = new BetaBinomial(successes, trials),
    { rates, densities } = post.densities();
  const rows = successes.map((_, k) => ({
    ...post.moments(k),
    interval: intervalOf(rates, densities[k], level),
    density: densities[k][119],
  }));
  return { meanRate: post.meanRate, populationSd: post.populationSd, rows };
}
