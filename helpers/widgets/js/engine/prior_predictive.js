// What priors say about the next study before any data: μ ~ N(mean, mu_sd²), τ half-normal, and noise. Given τ all is
// Gaussian, so the predictive is a mixture over τ. Twin of `predictive` in prior_predictive.py.

import { Mixture } from "./mixtures.js";
import { gaussLegendre } from "./quadrature.js";
import { normalSf } from "./special.js";

const NODES = 16,
  REACH = 8.5; // scales of τ, beyond which nothing is left

// Panels that double from the narrowest spread there can be: there the integrand bends.
function edgesOf(narrow, end) {
  const edges = [0];
  for (let edge = Math.min(Math.max(narrow, end / 1024), end); edge < end; edge *= 2) edges.push(edge);
  return [...edges, end];
}

export function predictive({ mean = 0, mu_sd, tau_scale, noise = 0 }) {
  const { nodes, weights } = gaussLegendre(NODES),
    fixed = mu_sd ** 2 + noise ** 2;
  const edges = edgesOf(Math.sqrt(fixed), REACH * tau_scale),
    mass = [],
    sds = [];
  for (let p = 1; p < edges.length; p++) {
    const half = 0.5 * (edges[p] - edges[p - 1]);
    nodes.forEach((t, i) => {
      const tau = edges[p - 1] + half * (t + 1);
      mass.push(half * weights[i] * Math.exp(-0.5 * (tau / tau_scale) ** 2));
      sds.push(Math.sqrt(fixed + tau * tau));
    });
  }
  const total = mass.reduce((a, b) => a + b, 0);
  return new Mixture(
    mass.map((w) => w / total),
    sds.map(() => mean),
    sds,
  );
}

// How probably the next study lies further than `limit` from 0, on either side.
export const beyond = (next, limit) => next.probAbove(limit) + next.cdf(-limit);

// `count` studies that are equally likely, from the lowest to the highest; symmetric about the mean.
export function equallyLikely(next, mean, count) {
  const upper = Array.from({ length: Math.ceil(count / 2) }, (_, i) => {
    const q = (Math.floor(count / 2) + i + 0.5) / count;
    return q === 0.5 ? 0 : next.quantile(q) - mean;
  });
  const lower = upper.filter((_, i) => i || count % 2 === 0).map((v) => -v);
  return [...lower.reverse(), ...upper].map((v) => mean + v);
}

// Everything shown, from the state alone.
export function summarise({ mu_sd, tau_scale, noise, absurd: limit }, count) {
  const next = predictive({ mu_sd, tau_scale, noise }),
    tests = equallyLikely(next, 0, count);
  const plugged = Math.hypot(mu_sd, tau_scale * Math.sqrt(2 / Math.PI), noise);
  return {
    next,
    tests,
    absurd: beyond(next, limit),
    crosses: tests.filter((v) => Math.abs(v) > limit).length,
    range: next.interval(0.95),
    without: beyond(predictive({ mu_sd, tau_scale }), limit),
    plugged: 2 * normalSf(limit / plugged),
  };
}
