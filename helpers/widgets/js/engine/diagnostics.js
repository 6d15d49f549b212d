// Is a chain to be believed, and a weight? Rank-normalised split R-hat and effective sample size (Vehtari et al.
// 2021, Bayesian Analysis 16:667–718), Pareto-smoothed importance weights (Vehtari et al. 2024, JMLR 25:72).
// chains: an array of chains of equal length.

import { normalQuantile } from "./special.js";

export const mean = (v) => v.reduce((a, b) => a + b, 0) / v.length;
export function variance(v) {
  const m = mean(v);
  return v.reduce((a, x) => a + (x - m) ** 2, 0) / (v.length - 1);
}

export function splitChains(chains) {
  const half = Math.floor(chains[0].length / 2);
  return [...chains.map((c) => c.slice(0, half)), ...chains.map((c) => c.slice(c.length - half))];
}

// Normal scores of the ranks over all chains; ties share their average rank.
function normalScores(chains) {
  const flat = chains.flat(),
    S = flat.length,
    order = Uint32Array.from(flat, (_, i) => i).sort((i, j) => flat[i] - flat[j]),
    scores = new Array(S);
  for (let from = 0; from < S;) {
    let to = from;
    while (to < S && flat[order[to]] === flat[order[from]]) to++;
    const z = normalQuantile(((from + to + 1) / 2 - 0.375) / (S + 0.25));
    for (let i = from; i < to; i++) scores[order[i]] = z;
    from = to;
  }
  const n = chains[0].length;
  return chains.map((_, c) => scores.slice(c * n, (c + 1) * n));
}

// Linear interpolation between order statistics, NumPy's way to the last bit.
export function quantile(values, p) {
  const sorted = Float64Array.from(values).sort(),
    at = p * (sorted.length - 1),
    i = Math.floor(at),
    t = at - i;
  const a = sorted[i],
    b = sorted[Math.min(i + 1, sorted.length - 1)],
    gap = b - a;
  return t >= 0.5 ? b - gap * (1 - t) : a + gap * t;
}

// Without splitting or ranks: the classic ratio of Gelman & Rubin (1992).
export function plainRhat(chains) {
  const n = chains[0].length,
    between = n * variance(chains.map(mean)),
    within = mean(chains.map(variance));
  return Math.sqrt((between / within + n - 1) / n);
}

export function rhat(chains) {
  if (chains.length < 2 || chains[0].length < 4) return NaN;
  const split = splitChains(chains),
    middle = quantile(split.flat(), 0.5);
  const folded = split.map((c) => c.map((x) => Math.abs(x - middle)));
  return Math.max(plainRhat(normalScores(split)), plainRhat(normalScores(folded)));
}

// Geyer's initial monotone sequence over the chains' average autocorrelation, lag by lag, as far as it goes.
function essOf(chains) {
  const n = chains[0].length,
    m = chains.length,
    size = n * m,
    flat = chains.flat();
  if (flat.reduce((a, b) => Math.max(a, b)) - flat.reduce((a, b) => Math.min(a, b)) < 1e-15) return size;
  const centres = chains.map(mean);
  const autocovariance = (lag) =>
    mean(
      chains.map((c, j) => {
        let sum = 0;
        for (let i = lag; i < n; i++) sum += (c[i] - centres[j]) * (c[i - lag] - centres[j]);
        return sum / n;
      }),
    );
  const within = (autocovariance(0) * n) / (n - 1),
    total = (within * (n - 1)) / n + (m > 1 ? variance(centres) : 0);
  const correlation = (lag) => 1 - (within - autocovariance(lag)) / total;
  const rho = new Float64Array(n);
  let even = 1,
    odd = correlation(1),
    t = 1;
  rho[0] = even;
  rho[1] = odd;
  for (; t < n - 3 && even + odd > 0; t += 2) {
    [even, odd] = [correlation(t + 1), correlation(t + 2)];
    if (even + odd >= 0) [rho[t + 1], rho[t + 2]] = [even, odd];
  }
  const last = t - 2;
  if (even > 0) rho[last + 1] = even;
  for (let k = 1; k <= last - 2; k += 2) {
    if (rho[k + 1] + rho[k + 2] > rho[k - 1] + rho[k]) rho[k + 1] = rho[k + 2] = (rho[k - 1] + rho[k]) / 2;
  }
  let time = -1 + (last + 1 < n ? rho[last + 1] : 0);
  for (let k = 0; k <= last; k++) time += 2 * rho[k];
  return size / Math.max(time, 1 / Math.log10(size));
}

const enough = (chains) => chains[0].length >= 4;
export const essBulk = (chains) => (enough(chains) ? essOf(normalScores(splitChains(chains))) : NaN);
export const essMean = (chains) => (enough(chains) ? essOf(splitChains(chains)) : NaN);

export function essQuantile(chains, p) {
  if (!enough(chains)) return NaN;
  const q = quantile(chains.flat(), p);
  return essOf(splitChains(chains.map((c) => c.map((x) => Number(x <= q)))));
}
export const essTail = (chains, low = 0.05, high = 0.95) =>
  Math.min(essQuantile(chains, low), essQuantile(chains, high));

// Generalised Pareto shape and scale of sorted excesses: Zhang & Stephens (2009), with a weak prior on k.
export function paretoFit(x) {
  const n = x.length,
    count = 30 + Math.floor(Math.sqrt(n)),
    quartile = x[Math.floor(n / 4 + 0.5) - 1];
  if (quartile <= x[0]) return { k: NaN, sigma: NaN };
  const shape = (b) => x.reduce((sum, v) => sum + Math.log1p(-b * v), 0) / n;
  const b = Array.from(
    { length: count },
    (_, i) => (1 - Math.sqrt(count / (i + 0.5))) / (3 * quartile) + 1 / x[n - 1],
  );
  const fits = b.map((v) => {
      const k = shape(v);
      return n * (Math.log(-v / k) - k - 1);
    }),
    peak = Math.max(...fits);
  const weights = fits.map((v) => Math.exp(v - peak)),
    total = weights.reduce((a, v) => a + v, 0);
  const kept = weights.map((w) => (w / total >= 10 * 2 ** -52 ? w / total : 0)),
    sum = kept.reduce((a, v) => a + v, 0);
  const centre = b.reduce((a, v, i) => a + v * kept[i], 0) / sum,
    raw = shape(centre);
  return Number.isNaN(raw)
    ? { k: Infinity, sigma: NaN }
    : { k: (n * raw + 5) / (n + 10), sigma: -raw / centre };
}

// The largest `count` values: their places from the lowest of them to the highest, and the value next below. Of equal
// ones the later rank higher.
function largest(values, count) {
  const below = Float64Array.from(values).sort()[values.length - count - 1],
    above = [],
    equal = [];
  values.forEach((v, i) => {
    if (v > below) above.push(i);
    else if (v === below) equal.push(i);
  });
  const missing = count - above.length;
  above.sort((i, j) => values[i] - values[j]);
  return { places: [...(missing ? equal.slice(-missing) : []), ...above], below };
}

// Smoothed, normalised log weights and k̂ from log importance ratios.
export function psis(logRatios, relativeEfficiency = 1) {
  const S = logRatios.length,
    peak = logRatios.reduce((a, b) => Math.max(a, b)),
    log = logRatios.map((v) => v - peak);
  const tail = Math.floor(S * relativeEfficiency > 225 ? 3 * Math.sqrt(S / relativeEfficiency) : S / 5);
  let k = Infinity;
  if (tail >= 5) {
    const { places: ids, below } = largest(log, tail),
      cutoff = Math.exp(below);
    const highest = log[ids[tail - 1]],
      lowest = log[ids[0]];
    if (highest > lowest) {
      const fit = paretoFit(ids.map((i) => Math.exp(log[i]) - cutoff));
      k = fit.k;
      if (Number.isFinite(k)) {
        ids.forEach((i, j) => {
          const p = (j + 0.5) / tail,
            q =
              k === 0
                ? cutoff - fit.sigma * Math.log1p(-p)
                : cutoff + (fit.sigma * Math.expm1(-k * Math.log1p(-p))) / k;
          log[i] = Math.min(Math.log(q), highest);
        });
      }
    }
  }
  const top = log.reduce((a, b) => Math.max(a, b)),
    norm = top + Math.log(log.reduce((sum, v) => sum + Math.exp(v - top), 0));
  return { logWeights: log.map((v) => v - norm), k };
}
