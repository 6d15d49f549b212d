// How many of K experiments come out significant: the exact distribution, and worlds drawn from it.

import { normalCdf, normalQuantile, normalSf } from "./special.js";

// Probability that an estimate with standard error s lies more than z of them from zero, when its
// true effect is drawn from N(mu, tau²).
export function significanceChance(mu, tau, s, z) {
  const spread = Math.hypot(s, tau);
  return normalSf((z * s - mu) / spread) + normalCdf((-z * s - mu) / spread);
}

// Distribution of the number of successes among independent trials with unequal chances, one trial
// after the other.
export function countDistribution(chances) {
  const p = new Float64Array(chances.length + 1);
  p[0] = 1;
  chances.forEach((chance, done) => {
    for (let m = done + 1; m > 0; m--) p[m] += chance * (p[m - 1] - p[m]);
    p[0] *= 1 - chance;
  });
  return Array.from(p);
}

// 2K standard Normal numbers that belong to world number `world`: K for the true effects, K for the
// noise. They do not change while the reader drags, so a world bends instead of jumping.
// Uniforms: mulberry32 (Ettinger 2017), seeded from the world's number.
export function worldNormals(world, K) {
  let state = Math.imul(world, 0x9e3779b1) | 0;
  return Array.from({ length: 2 * K }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return normalQuantile((((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296);
  });
}

// The true effects and the estimates of one world.
export function drawWorld(normals, mu, tau, s) {
  const K = s.length,
    truth = s.map((_, k) => mu + tau * normals[k]);
  return { truth, estimates: s.map((sk, k) => truth[k] + sk * normals[K + k]) };
}

// Standard error of a difference of two arms of n visitors.
export const errorOf = (sigma, n) => sigma * Math.sqrt(2 / n);
const sum = (values) => values.reduce((a, b) => a + b, 0);

// How many of K experiments are significant: in the worlds of `normals`, and by the exact distribution of the count,
// with true effects as different as tau says and alike.
export function voteOf({ mu, tau, n_per_arm, sigma, level }, normals) {
  const z = normalQuantile(0.5 + level / 2),
    s = n_per_arm.map((n, k) => errorOf(sigma[k], n));
  const counts = (spread) => countDistribution(s.map((e) => significanceChance(mu, spread, e, z)));
  const votes = (world) => world.estimates.filter((y, k) => Math.abs(y) > z * s[k]).length;
  const seen = new Array(s.length + 1).fill(0),
    worlds = normals.map((draws) => drawWorld(draws, mu, tau, s));
  for (const world of worlds) seen[votes(world)] += 1 / worlds.length;
  const world = worlds.at(-1),
    exact = counts(tau);
  return {
    z,
    s,
    world,
    votes: votes(world),
    seen,
    exact,
    alike: counts(0),
    mean: sum(exact.map((p, m) => m * p)),
  };
}
