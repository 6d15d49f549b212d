// Power, assurance and sample size, as in helpers.planning: two arms of n with known outcome sd σ; "it works"
// when P(effect > 0 | data, analysis prior) > threshold. Priors are { mean, sd }; the flat analysis is null.

import { normalCdf, normalPdf, normalQuantile, normalSf } from "./special.js";

const STEP = 1.05,
  MOST = 1e15;

export const standardError = (n, sigma) => sigma * Math.sqrt(2 / n);

// The estimate above which the rule decides "it works".
export function criticalEstimate(analysis, se, threshold) {
  const z = normalQuantile(threshold);
  if (!analysis) return z * se;
  const ratio = se / analysis.sd;
  return ratio * (z * Math.hypot(analysis.sd, se) - analysis.mean * ratio);
}

export function power(effect, n, sigma, threshold, analysis = null) {
  const se = standardError(n, sigma);
  return normalCdf((effect - criticalEstimate(analysis, se, threshold)) / se);
}

// Power averaged over belief: O'Hagan, Stevens & Campbell 2005, Pharmaceutical Statistics 4:187–201.
export function assurance(prior, n, sigma, threshold, analysis = prior) {
  const se = standardError(n, sigma);
  return normalCdf((prior.mean - criticalEstimate(analysis, se, threshold)) / Math.hypot(prior.sd, se));
}

export const ceiling = ({ mean, sd }) => normalSf(-mean / sd);

// How many visitors in each arm the prior is worth.
export const priorEffectiveSampleSize = ({ sd }, sigma) => 2 * (sigma / sd) ** 2;

export const experimentCost = (n, each) => 2 * n * each;

// value · E[effect, if shipped] − cost.
export function expectedGain(prior, n, sigma, value, each, threshold, analysis = prior) {
  const se = standardError(n, sigma),
    total = Math.hypot(prior.sd, se);
  const a = (prior.mean - criticalEstimate(analysis, se, threshold)) / total;
  return (
    value * (prior.mean * normalCdf(a) + ((prior.sd * prior.sd) / total) * normalPdf(a)) -
    experimentCost(n, each)
  );
}

const LADDER = (() => {
  const rungs = [0];
  for (let n = 1; n <= MOST; n = Math.max(n + 1, Math.round(n * STEP))) rungs.push(n);
  return rungs;
})();

// Smallest n per arm with at least this assurance; null where the ceiling forbids it or it takes more than 1e15.
export function sampleSize(prior, target, sigma, threshold, analysis = prior) {
  if (target >= ceiling(prior)) return null;
  const reached = (n) => assurance(prior, n, sigma, threshold, analysis) >= target;
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
export function bestSampleSize(prior, sigma, value, each, threshold, analysis = prior) {
  const gain = (n) => expectedGain(prior, n, sigma, value, each, threshold, analysis);
  let at = 1,
    best = gain(1);
  for (let i = 2; i < LADDER.length; i++) {
    const g = gain(LADDER[i]);
    if (g > best) [at, best] = [i, g];
    // Even if every visitor were right from here on, the cost has eaten it.
    if (value * (Math.abs(prior.mean) + prior.sd) - experimentCost(LADDER[i], each) < best) break;
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
  const shipsAnyway = analysis && ceiling(analysis) > threshold,
    unrun = shipsAnyway ? value * prior.mean : 0;
  return unrun >= best ? { n: 0, gain: unrun } : { n, gain: best };
}
