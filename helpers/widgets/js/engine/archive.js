// Many past experiments: the population of their effects at given tails, by maximum likelihood, and what it promises
// of each. θ ~ mean + scale·t_df is a mixture of normals, θ | λ ~ Normal(mean, scale²/λ), λ ~ Gamma(df/2, df/2): a sum
// over an even grid of log λ, as in helpers/posterior/student/population.py.

import { bracketedRoot } from "./roots.js";
import { logGamma } from "./special.js";

const STEP = 0.27,
  NORMAL = 1e6, // degrees of freedom from which a t is one
  FALL = 21, // nats below the peak at which the grid ends
  HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI),
  ROUNDS = 200;

// How far from its mode shape·(1 + v − e^v) has fallen by FALL.
function fall(shape, way) {
  let v = 0;
  while (shape * (1 + way * v - Math.exp(way * v)) > -FALL) v += 0.02;
  return v;
}

// Weights and variances, for scale 1, of the normals that make a t with `df`, right to `reach` scales from its centre.
export function mixtureOf(df, reach) {
  if (!(df < NORMAL)) return { weights: [1], variances: [1] };
  const half = df / 2;
  const low = -Math.log1p(reach ** 2 / df) - fall(half + 0.5, -1),
    high = fall(half, 1),
    step = Math.min(STEP, 0.7 / Math.sqrt(half + 0.5));
  const grid = Array.from({ length: Math.ceil((high - low) / step) + 1 }, (_, i) => low + step * i);
  const constant = half * Math.log(half) - logGamma(half) + Math.log(step);
  return {
    weights: grid.map((u) => Math.exp(constant + half * (u - Math.exp(u)))),
    variances: grid.map((u) => Math.exp(-u)),
  };
}

// One pass over the experiments: each(k, promised), the log likelihood, its slope by log scale, and the mean that the
// same weights would choose next.
function pass(y, s, { weights, variances }, mean, scale, each = () => {}) {
  let logLikelihood = 0,
    slope = 0,
    above = 0,
    below = 0;
  for (let k = 0; k < y.length; k++) {
    const gap = y[k] - mean,
      square = gap * gap,
      noise = s[k] * s[k];
    let total = 0,
      share = 0,
      turn = 0,
      precision = 0;
    for (let j = 0; j < weights.length; j++) {
      const between = scale * scale * variances[j],
        variance = noise + between;
      const density = (weights[j] * Math.exp((-0.5 * square) / variance)) / Math.sqrt(variance);
      total += density;
      share += (density * between) / variance;
      turn += ((density * between) / variance) * (square / variance - 1);
      precision += density / variance;
    }
    logLikelihood += Math.log(total) - HALF_LOG_2PI;
    slope += turn / total;
    above += (precision / total) * y[k];
    below += precision / total;
    each(k, mean + (share / total) * gap);
  }
  return { logLikelihood, slope, mean: above / below };
}

const reachOf = (y, mean, scale) => Math.max(...y.map((v) => Math.abs(v - mean))) / scale;
const medianOf = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

// The likeliest scale at this mean: the root of the slope, sought outwards from `start`; 0 where there is none.
function scaleAt(y, s, df, mean, start) {
  const least = 1e-3 * medianOf(s),
    mixture = mixtureOf(df, reachOf(y, mean, Math.max(least, start / 2)));
  const slope = (log) => pass(y, s, mixture, mean, Math.exp(log)).slope;
  let low = Math.log(start),
    high = low,
    apart = 0.05;
  while (slope(low) < 0) {
    high = low;
    low -= apart *= 2;
    if (low < Math.log(least)) return 0;
  }
  while (slope(high) > 0) high += apart *= 2;
  return high > low ? Math.exp(bracketedRoot((v) => slope(v), low, high)) : start;
}

// The population at these tails; mean null: that is estimated too. `start`: a scale not far off, if one is known.
export function fitted(y, s, df, mean = 0, start = 0) {
  const spread = Math.sqrt(
    Math.max(
      y.reduce((sum, v) => sum + v * v, 0) / y.length - s.reduce((sum, v) => sum + v * v, 0) / s.length,
      0.01 * medianOf(s) ** 2,
    ),
  );
  let scale = start || spread,
    centre = mean ?? medianOf(y);
  for (let i = 0; i < ROUNDS; i++) {
    scale = scaleAt(y, s, df, centre, scale || spread);
    if (mean !== null) break;
    const next = pass(y, s, mixtureOf(df, reachOf(y, centre, scale || 1)), centre, scale).mean;
    const moved = Math.abs(next - centre);
    centre = next;
    if (moved < 1e-10 * medianOf(s)) break;
  }
  const mixture = mixtureOf(df, reachOf(y, centre, scale || 1));
  return { df, mean: centre, scale, logLikelihood: pass(y, s, mixture, centre, scale).logLikelihood };
}

// E[θ | estimate] of each experiment; they need not be those that the population comes from.
export function promised(y, s, { df, mean, scale }) {
  const found = new Array(y.length);
  pass(y, s, mixtureOf(df, reachOf(y, mean, scale || 1)), mean, scale, (k, value) => (found[k] = value));
  return found;
}

// As NumPy's quantile, of values that rise.
export function quantileOf(sorted, q) {
  const at = q * (sorted.length - 1),
    low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}

const FEWEST = 3; // experiments, below which a band is not shown

const meanOf = (values) => values.reduce((a, b) => a + b, 0) / values.length;
function errorOf(values) {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1) / values.length);
}

function row(which, raw, promise, delivered) {
  const n = which.length;
  if (n < FEWEST) return { n };
  const of = (values) => which.map((k) => values[k]);
  const found = { n, raw: meanOf(of(raw)), promised: meanOf(of(promise)) };
  if (!delivered) return found;
  const gaps = which.map((k) => promise[k] - delivered[k]);
  return {
    ...found,
    delivered: meanOf(of(delivered)),
    error: errorOf(of(delivered)),
    gap: meanOf(gaps),
    gapError: errorOf(gaps),
  };
}

// Means by bands of the raw lift, cut at `cuts`, the lowest first, and of all; `which` are the experiments to look at.
export function returnsOf(which, raw, promise, delivered, cuts) {
  const sorted = which.map((k) => raw[k]).sort((a, b) => a - b),
    edges = [-Infinity, ...cuts.map((q) => (sorted.length ? quantileOf(sorted, q) : 0)), Infinity];
  const bands = edges
    .slice(1)
    .map((high, i) => which.filter((k) => raw[k] > edges[i] && raw[k] <= high))
    .map((band) => row(band, raw, promise, delivered));
  return { bands, all: row(which, raw, promise, delivered) };
}

// Pasted archives of four columns: effect and standard error, and both again from data that had no part in choosing.
// null: something else.
export function readAgain(text) {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((one, i) => ({
      line: i + 1,
      cells: one
        .trim()
        .split(/\s*[,;\t]\s*|\s+/)
        .filter(Boolean),
    }))
    .filter(({ cells }) => cells.length);
  const body = lines.filter(({ cells }, i) => i || cells.some((cell) => Number.isFinite(Number(cell))));
  const rows = body.map(({ line, cells }) => ({
    line,
    label: cells.slice(0, -4).join(" "),
    numbers: cells.slice(-4).map(Number),
    short: cells.length < 4,
  }));
  const whole = rows.every(({ numbers }) => numbers.every(Number.isInteger));
  const fit = ({ numbers: [, s, , again], numbers, short }) =>
    !short && numbers.every(Number.isFinite) && s > 0 && again > 0;
  if (!rows.length || whole || !rows.every(fit)) return null;
  return {
    readings: [
      {
        kind: "effects",
        left: [],
        unused: [],
        rows: rows.map(({ line, label, numbers: [effect, stdError, again] }) => ({
          line,
          label,
          effect,
          stdError,
          again,
          from: "measured twice",
        })),
      },
    ],
  };
}
