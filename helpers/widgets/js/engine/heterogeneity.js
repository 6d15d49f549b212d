// Cochran's Q, I², estimators of τ² and the pooled mean: the formulas of helpers.heterogeneity.
// `y` and `s` are arrays of estimates and their standard errors, K ≥ 2.

import { bracketedRoot } from "./roots.js";
import { chi2Sf, normalQuantile, tQuantile } from "./special.js";

const sum = (values) => {
  let total = 0;
  for (const v of values) total += v;
  return total;
};

// Weighted mean, Σw and the weighted sum of squares about that mean, at between-study variance t.
export function moments(y, s, t = 0) {
  const K = y.length,
    w = new Float64Array(K),
    y0 = y[0];
  let total = 0,
    first = 0;
  for (let i = 0; i < K; i++) {
    w[i] = 1 / (s[i] * s[i] + t);
    total += w[i];
    first += w[i] * (y[i] - y0);
  }
  const mean = y0 + first / total;
  let q = 0;
  for (let i = 0; i < K; i++) q += w[i] * (y[i] - mean) ** 2;
  return { w, total, mean, q };
}

// The same and Σ log w, without the weights: an integral over t asks for it some thousand times a frame.
export function totals(y, s, t) {
  const K = y.length,
    y0 = y[0];
  let total = 0,
    first = 0,
    logW = 0,
    product = 1,
    q = 0;
  for (let i = 0; i < K; i++) {
    const w = 1 / (s[i] * s[i] + t);
    total += w;
    first += w * (y[i] - y0);
    product *= w;
    // A logarithm of many weights at once, before their product leaves the range of a double.
    if (i === K - 1 || product < 1e-150 || product > 1e150) {
      logW += Math.log(product);
      product = 1;
    }
  }
  const mean = y0 + first / total;
  for (let i = 0; i < K; i++) q += (y[i] - mean) ** 2 / (s[i] * s[i] + t);
  return { total, mean, q, logW };
}

// Σ wᵢ (Σw − wᵢ) / Σw = Σw − Σw²/Σw, as a sum of positive terms: one study may outweigh all others.
function effectiveWeight(w, total) {
  const K = w.length,
    after = new Float64Array(K + 1);
  for (let i = K - 1; i >= 0; i--) after[i] = after[i + 1] + w[i];
  let before = 0,
    result = 0;
  for (let i = 0; i < K; i++) {
    result += w[i] * (before + after[i + 1]);
    before += w[i];
  }
  return result / total;
}

export function cochranQ(y, s) {
  const statistic = moments(y, s).q,
    df = y.length - 1;
  return { statistic, df, pValue: chi2Sf(statistic, df) };
}

// What each study adds to Q, and what chance alone would make it add on average: they sum to Q and to K − 1.
export function qPieces(y, s) {
  const { w, total, mean } = moments(y, s);
  return {
    mean,
    found: y.map((v, i) => w[i] * (v - mean) ** 2),
    chance: Array.from(w, (v) => 1 - v / total),
  };
}

export function iSquared(y, s) {
  const { statistic, df } = cochranQ(y, s);
  return statistic > df ? 1 - df / statistic : 0;
}

// DerSimonian & Laird (1986).
function derSimonianLaird(y, s) {
  const { w, total, q } = moments(y, s);
  return Math.max(0, (q - (y.length - 1)) / effectiveWeight(w, total));
}

// Paule & Mandel (1982): the τ² at which the generalised Q equals its degrees of freedom.
function pauleMandel(y, s) {
  const df = y.length - 1,
    excess = (t) => moments(y, s, t).q - df;
  if (excess(0) <= 0) return 0;
  const plain = sum(y) / y.length;
  return bracketedRoot(excess, 0, (sum(y.map((v) => (v - plain) ** 2)) / df) * 1.0000001);
}

// Restricted maximum likelihood (Viechtbauer 2005). The likelihood can have several modes when the
// standard errors differ widely: every one is found from its bracket, and the highest wins.
function reml(y, s) {
  const score = (t) => {
    const { w, total, mean } = moments(y, s, t);
    let residual = 0;
    for (let i = 0; i < w.length; i++) residual += (w[i] * (y[i] - mean)) ** 2;
    return residual - effectiveWeight(w, total);
  };
  const height = (t) => {
    const { total, q, logW } = totals(y, s, t);
    return 0.5 * (logW - Math.log(total) - q);
  };
  const v = s.map((e) => e * e),
    range = Math.max(...y) - Math.min(...y);
  const low = Math.min(...v) * 1e-8,
    high = 1.01 * Math.max(...v, 3 * range * range);
  const steps = Math.ceil(8 * Math.log(high / low)),
    candidates = [];
  let left = 0,
    atLeft = score(0);
  if (atLeft <= 0) candidates.push(0);
  for (let i = 0; i <= steps; i++) {
    const right = low * (high / low) ** (i / steps),
      atRight = score(right);
    if (atLeft > 0 && atRight <= 0) candidates.push(bracketedRoot(score, left, right));
    [left, atLeft] = [right, atRight];
  }
  return candidates.reduce((best, t) => (height(t) > height(best) ? t : best));
}

const ESTIMATORS = { DL: derSimonianLaird, PM: pauleMandel, REML: reml, FE: () => 0 };

export const tauSquared = (y, s, method = "DL") => ESTIMATORS[method](y, s);

// adjust: null, "hksj" (Hartung & Knapp 2001; Sidik & Jonkman 2002) or "hksj-adhoc" (never narrower).
// Prediction interval: Higgins, Thompson & Spiegelhalter (2009), t with K − 2 degrees of freedom.
export function pool(y, s, { method = "DL", adjust = null, level = 0.95, tau2 = null } = {}) {
  const K = y.length,
    t = tau2 ?? tauSquared(y, s, method),
    { w, total, mean, q } = moments(y, s, t);
  const p = 1 - (1 - level) / 2;
  let stdError = Math.sqrt(1 / total),
    crit = normalQuantile(p);
  if (adjust) {
    const ratio = q / (K - 1);
    stdError *= Math.sqrt(adjust === "hksj-adhoc" ? Math.max(1, ratio) : ratio);
    crit = tQuantile(p, K - 1);
  }
  let reach = method === "FE" ? NaN : Infinity;
  if (method !== "FE" && K > 2) reach = tQuantile(p, K - 2) * Math.sqrt(t + stdError * stdError);
  return {
    mean,
    stdError,
    ciLow: mean - crit * stdError,
    ciHigh: mean + crit * stdError,
    tau2: t,
    q,
    predictionLow: mean - reach,
    predictionHigh: mean + reach,
    weights: Array.from(w, (v) => v / total),
  };
}
