// Is somebody right as often as they say? Exact chances of how many predictions come true; twin of calibration.py.

import { bracketedRoot } from "./roots.js";
import { betaI } from "./special.js";

export const GROUPS = [
  ["below 50 %", 0, 0.5],
  ["50 to 69 %", 0.5, 0.7],
  ["70 to 89 %", 0.7, 0.9],
  ["90 to 100 %", 0.9, 1.1],
];
export const DOUBT = 0.05, // below which chance is no longer a good story
  MOST_TIMES = 30;
const sum = (values) => values.reduce((a, b) => a + b, 0);

// Chances of 0, 1, 2, … right, where the i-th is right with chance ps[i], independently; begun from `start`.
export function countChances(ps, start = [1]) {
  let chances = start;
  for (const p of ps) {
    const next = new Array(chances.length + 1).fill(0);
    chances.forEach((c, k) => {
      next[k] += c * (1 - p);
      next[k + 1] += c * p;
    });
    chances = next;
  }
  return chances;
}

// Clopper and Pearson (1934).
export function exactInterval(hits, n, level = 0.95) {
  const tail = (1 - level) / 2;
  const low = hits === 0 ? 0 : bracketedRoot((p) => betaI(hits, n - hits + 1, p) - tail, 0, 1);
  const high = hits === n ? 1 : bracketedRoot((p) => betaI(hits + 1, n - hits, p) - (1 - tail), 0, 1);
  return [low, high];
}

function row(record, times) {
  const n = record.length,
    hits = sum(record.map(({ right }) => right));
  if (!n) return { n: 0 };
  return {
    n: n * times,
    hits: hits * times,
    said: sum(record.map(({ said }) => said)) / n,
    right: hits / n,
    interval: exactInterval(hits * times, n * times),
  };
}

// The chance of a count as far from what was said, in the direction in which it lies.
export function tailOf(chances, hits, few) {
  return Math.min(1, sum(few ? chances.slice(0, hits + 1) : chances.slice(hits)));
}

// record: [{ said: 0 to 1, right: 0 or 1 }, …], repeated `times` times.
export function summarise(record, times) {
  const all = row(record, times),
    few = all.hits <= all.said * all.n + 1e-9;
  const groups = GROUPS.map(([, low, high]) =>
    row(
      record.filter(({ said }) => low <= said && said < high),
      times,
    ),
  );
  const ps = record.map(({ said }) => said),
    hits = all.hits / times;
  let running = [1],
    chances = null,
    needed = null;
  for (let i = 1; i <= MOST_TIMES && (needed === null || chances === null); i++) {
    running = countChances(ps, running);
    if (i === times) chances = running;
    if (needed === null && tailOf(running, hits * i, few) < DOUBT) needed = i;
  }
  return { all, groups, few, chances, tail: tailOf(chances, all.hits, few), needed };
}

// Guesses at figures against what was true: how far off the typical one, and which way.
export function misses(guesses) {
  const off = guesses.map(({ guess, truth }) => guess - truth),
    sizes = off.map(Math.abs).sort((a, b) => a - b),
    n = off.length;
  const low = off.filter((d) => d < 0).length,
    high = off.filter((d) => d > 0).length;
  const coin = countChances(new Array(low + high).fill(0.5));
  return {
    n,
    low,
    high,
    typical: n ? (sizes[(n - 1) >> 1] + sizes[n >> 1]) / 2 : 0,
    lopsided: Math.min(1, 2 * sum(coin.slice(0, Math.min(low, high) + 1))),
  };
}
