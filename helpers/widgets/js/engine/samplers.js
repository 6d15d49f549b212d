// Samplers small enough to be read, and a generator whose seed decides every draw.

import { normalQuantile } from "./special.js";

// xoshiro128** (Blackman & Vigna 2021), its state filled from the seed by a mixing step (Appleby's murmur).
export function generator(seed) {
  let fill = seed >>> 0;
  const state = Uint32Array.from({ length: 4 }, () => {
    fill = (fill + 0x9e3779b9) >>> 0;
    let z = fill;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  });
  const turn = (x, k) => ((x << k) | (x >>> (32 - k))) >>> 0;
  function bits() {
    const result = Math.imul(turn(Math.imul(state[1], 5), 7), 9) >>> 0,
      shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = turn(state[3], 11);
    return result;
  }
  // 52 random bits and a half: never 0, never 1.
  const uniform = () => ((bits() >>> 6) * 0x4000000 + (bits() >>> 6) + 0.5) / 0x10000000000000;
  const normal = () => normalQuantile(uniform());
  // Marsaglia & Tsang (2000); a shape below 1 by way of the next.
  function gamma(shape) {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3,
      c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const z = normal(),
        v = (1 + c * z) ** 3;
      if (v > 0 && Math.log(uniform()) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
    }
  }
  return { uniform, normal, gamma };
}

// Random-walk Metropolis with normal steps: draws[i] is the state after step i + 1.
export function metropolis(logDensity, start, step, draws, rng) {
  let x = [...start],
    log = logDensity(x),
    accepted = 0;
  const chain = [];
  for (let i = 0; i < draws; i++) {
    const proposal = x.map((v) => v + step * rng.normal()),
      there = logDensity(proposal);
    if (Math.log(rng.uniform()) < there - log) {
      [x, log] = [proposal, there];
      accepted++;
    }
    chain.push([...x]);
  }
  return { draws: chain, accepted: accepted / draws };
}

// θ, then μ, then τ, each from its own conditional: Normal(mean, sd) on μ, GammaPrecision(shape, rate) on τ. Right where
// each is drawn from the newest values of the others. `synchronous`, wrong on purpose, takes those of the last sweep.
export function gibbsRandomEffects(
  y,
  s,
  draws,
  rng,
  muPrior,
  tauPrior,
  { start = null, synchronous = false } = {},
) {
  const K = y.length,
    average = y.reduce((a, b) => a + b, 0) / K;
  const effects = (mu, tau) =>
    y.map((v, k) => {
      const [own, between] = [1 / (s[k] * s[k]), 1 / (tau * tau)],
        total = own + between;
      return (v * own + mu * between) / total + rng.normal() / Math.sqrt(total);
    });
  const mean = (theta, tau) => {
    const [prior, between] = [1 / (muPrior.sd * muPrior.sd), 1 / (tau * tau)],
      total = prior + K * between;
    return (
      (muPrior.mean * prior + between * theta.reduce((a, b) => a + b, 0)) / total +
      rng.normal() / Math.sqrt(total)
    );
  };
  const spread = (theta, mu) => {
    const squares = theta.reduce((a, t) => a + (t - mu) ** 2, 0);
    return Math.sqrt((tauPrior.rate + squares / 2) / rng.gamma(tauPrior.shape + K / 2));
  };
  let { mu, tau } = start ?? {
    mu: average,
    tau: Math.max(Math.sqrt(y.reduce((a, v) => a + (v - average) ** 2, 0) / K), Math.min(...s)),
  };
  let theta = y;
  const chain = { mu: [], tau: [], theta: [] };
  for (let i = 0; i < draws; i++) {
    if (synchronous) [theta, mu, tau] = [effects(mu, tau), mean(theta, tau), spread(theta, mu)];
    else {
      theta = effects(mu, tau);
      mu = mean(theta, tau);
      tau = spread(theta, mu);
    }
    chain.mu.push(mu);
    chain.tau.push(tau);
    chain.theta.push(theta);
  }
  return chain;
}

// Hamiltonian motion in `steps` small steps; grad is that of the log density.
export function leapfrog(grad, position, momentum, stepSize, steps) {
  const x = [...position],
    p = [...momentum];
  const kick = (part) =>
    grad(x).forEach((g, i) => {
      p[i] += part * stepSize * g;
    });
  kick(0.5);
  for (let i = 0; i < steps; i++) {
    x.forEach((_, j) => {
      x[j] += stepSize * p[j];
    });
    kick(i + 1 < steps ? 1 : 0.5);
  }
  return [x, p];
}

export function hmc(logDensity, grad, start, stepSize, steps, draws, rng) {
  let x = [...start],
    log = logDensity(x),
    accepted = 0;
  const chain = [],
    kinetic = (p) => 0.5 * p.reduce((a, v) => a + v * v, 0);
  for (let i = 0; i < draws; i++) {
    const kick = x.map(() => rng.normal()),
      [there, momentum] = leapfrog(grad, x, kick, stepSize, steps),
      ahead = logDensity(there);
    if (Math.log(rng.uniform()) < ahead - kinetic(momentum) - log + kinetic(kick)) {
      [x, log] = [there, ahead];
      accepted++;
    }
    chain.push([...x]);
  }
  return { draws: chain, accepted: accepted / draws };
}
