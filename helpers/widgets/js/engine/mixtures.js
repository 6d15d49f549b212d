// Mixtures of normals: what a posterior marginal or predictive is, once τ has been integrated out.

import { bracketedRoot } from "./roots.js";
import { normalCdf, normalPdf, normalQuantile, normalSf } from "./special.js";

export class Mixture {
  constructor(weights, means, sds) {
    Object.assign(this, { weights, means, sds });
  }

  #sum(f) {
    let total = 0;
    for (let i = 0; i < this.weights.length; i++) total += this.weights[i] * f(this.means[i], this.sds[i]);
    return total;
  }

  get mean() {
    return this.#sum((m) => m);
  }

  get sd() {
    const mean = this.mean;
    return Math.sqrt(this.#sum((m, s) => s * s + (m - mean) ** 2));
  }

  pdf(x) {
    return this.#sum((m, s) => normalPdf((x - m) / s) / s);
  }
  cdf(x) {
    return this.#sum((m, s) => normalCdf((x - m) / s));
  }
  probAbove(x) {
    return this.#sum((m, s) => normalSf((x - m) / s));
  }

  // The quantile lies between the smallest and the largest of the components' own.
  quantile(q) {
    const z = normalQuantile(q);
    let low = Infinity,
      high = -Infinity;
    for (let i = 0; i < this.weights.length; i++) {
      if (this.weights[i] < 1e-18) continue;
      low = Math.min(low, this.means[i] + z * this.sds[i]);
      high = Math.max(high, this.means[i] + z * this.sds[i]);
    }
    if (!(high > low)) return low;
    const gap = q <= 0.5 ? (x) => this.cdf(x) - q : (x) => 1 - q - this.probAbove(x);
    // When the components all but coincide, rounding can put the root outside by a hair.
    if (gap(low) >= 0) return low;
    return gap(high) <= 0 ? high : bracketedRoot(gap, low, high);
  }

  interval(level = 0.95) {
    return [this.quantile((1 - level) / 2), this.quantile((1 + level) / 2)];
  }
}

export const normal = (mean, sd) => new Mixture([1], [mean], [sd]);
