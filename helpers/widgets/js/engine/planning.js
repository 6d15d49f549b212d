// Power, assurance and sample size, as in helpers.planning: n treated and ratio·n control visitors with known outcome
// sd σ; "it works" when P(effect > margin | data, analysis prior) > threshold. Priors are { mean, sd }; the flat analysis
// is null.

import { normalCdf, normalPdf, normalQuantile, normalSf } from "./special.js";

const STEP = 1.05,
  MOST = 1e15;

export const standardError = (n, sigma, ratio = 1) => sigma * Math.sqrt((1 + 1 / ratio) / n);

// The estimate above which the rule decides "it works".
export function criticalEstimate(analysis, se, threshold, margin = 0) {
  const z = normalQuantile(threshold);
  if (!analysis) return margin + z * se;
  const noise = se / analysis.sd;
  return margin + noise * (z * Math.hypot(analysis.sd, se) - (analysis.mean - margin) * noise);
}

export function power(effect, n, sigma, threshold, analysis = null, ratio = 1, margin = 0) {
  const se = standardError(n, sigma, ratio);
  return normalCdf((effect - criticalEstimate(analysis, se, threshold, margin)) / se);
}

// The true effect that is found with this chance, under a flat analysis.
export const minimumDetectableEffect = (n, sigma, chance, threshold, ratio = 1, margin = 0) =>
  margin + (normalQuantile(threshold) + normalQuantile(chance)) * standardError(n, sigma, ratio);

// Power averaged over belief: O'Hagan, Stevens & Campbell 2005, Pharmaceutical Statistics 4:187–201.
export function assurance(prior, n, sigma, threshold, analysis = prior, ratio = 1, margin = 0) {
  const se = standardError(n, sigma, ratio);
  return normalCdf(
    (prior.mean - criticalEstimate(analysis, se, threshold, margin)) / Math.hypot(prior.sd, se),
  );
}

// The n at which power at the prior's mean and assurance are both one half; null where they are not.
export function crossing(mean, sigma, threshold, ratio = 1, margin = 0) {
  const n = (1 + 1 / ratio) * ((normalQuantile(threshold) * sigma) / (mean - margin)) ** 2;
  return mean > margin && threshold > 0.5 ? n : null;
}

export const ceiling = ({ mean, sd }, margin = 0) => normalSf((margin - mean) / sd);

// How many treated visitors, with the control that goes with them, the prior is worth.
export const priorEffectiveSampleSize = ({ sd }, sigma, ratio = 1) => (1 + 1 / ratio) * (sigma / sd) ** 2;

export const experimentCost = (n, each, ratio = 1) => (1 + ratio) * n * each;

// E[value · effect − ship, if shipped] − cost of the experiment; `ship` is what shipping costs.
export function expectedGain(
  prior,
  n,
  sigma,
  value,
  each,
  threshold,
  analysis = prior,
  ratio = 1,
  margin = 0,
  ship = 0,
) {
  const se = standardError(n, sigma, ratio),
    total = Math.hypot(prior.sd, se);
  const a = (prior.mean - criticalEstimate(analysis, se, threshold, margin)) / total,
    shipped = normalCdf(a);
  return (
    value * (prior.mean * shipped + ((prior.sd * prior.sd) / total) * normalPdf(a)) -
    ship * shipped -
    experimentCost(n, each, ratio)
  );
}

const LADDER = (() => {
  const rungs = [0];
  for (let n = 1; n <= MOST; n = Math.max(n + 1, Math.round(n * STEP))) rungs.push(n);
  return rungs;
})();

// Smallest n per arm with at least this assurance; null where the ceiling forbids it or it takes more than 1e15.
export function sampleSize(prior, target, sigma, threshold, analysis = prior, ratio = 1, margin = 0) {
  if (target >= ceiling(prior, margin)) return null;
  const reached = (n) => assurance(prior, n, sigma, threshold, analysis, ratio, margin) >= target;
  const rung = LADDER.findIndex((n) => n > 0 && reached(n));
  if (rung < 0) return null;
  let low = LADDER[rung - 1],
    high = LADDER[rung];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}

// The n per arm with the largest expected gain; 0 where deciding by the prior alone gains more.
export function bestSampleSize(
  prior,
  sigma,
  value,
  each,
  threshold,
  analysis = prior,
  ratio = 1,
  margin = 0,
  ship = 0,
) {
  const gain = (n) => expectedGain(prior, n, sigma, value, each, threshold, analysis, ratio, margin, ship);
  let at = 1,
    best = gain(1);
  for (let i = 2; i < LADDER.length; i++) {
    const g = gain(LADDER[i]);
    if (g > best) [at, best] = [i, g];
    // Even if every visitor were right from here on, the cost has eaten it.
    if (value * (Math.abs(prior.mean) + prior.sd) - experimentCost(LADDER[i], each, ratio) < best) break;
  }
  let low = LADDER[at - 1] + 1,
    high = Math.min(LADDER[at + 1] ?? MOST, MOST);
  while (high - low > 2) {
    const third = Math.floor((high - low) / 3),
      a = low + third,
      b = high - third;
    if (gain(a) < gain(b)) low = a;
    else high = b;
  }
  let n = LADDER[at];
  for (let m = low; m <= high; m++) if (gain(m) > best) [n, best] = [m, gain(m)];
  const shipsAnyway = analysis && ceiling(analysis, margin) > threshold,
    unrun = shipsAnyway ? value * prior.mean - ship : 0;
  return unrun >= best ? { n: 0, gain: unrun } : { n, gain: best };
}
