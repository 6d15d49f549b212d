// The random-effects model as a sampler sees it, in coordinates between two ways of writing it:
//   r_k ~ Normal(c·μ, τ^c),  θ_k = μ + τ^(1−c)·(r_k − c·μ)
// c = 1: the effects themselves (centred); c = 0: offsets in units of τ (non-centred). The posterior is one and the same
// (Papaspiliopoulos, Roberts & Sköld 2007). Beside the sampler, the exact density in the same coordinates.

import { essBulk } from "./diagnostics.js";
import { priorFrom } from "./priors.js";
import { givenTau, RandomEffects, shrinkage } from "./random_effects.js";
import { generator, leapfrog } from "./samplers.js";
import { normalCdf } from "./special.js";

const BROKEN = 1000; // energy that a path may lose or win, as in Stan and PyMC
const AIM = 0.8; // acceptance that the step is tuned for
const MOST_STEPS = 64;
const SMALL = 1e-5;

// x = [μ, log τ, r_1, …, r_K]: log density, up to a constant, and its gradient.
export function target({ y, s, muPrior, tauPrior }, c) {
  const prior = priorFrom(tauPrior),
    { mean: m, sd } = muPrior;
  const slope = (l) => (prior.logpdf(Math.exp(l + SMALL)) - prior.logpdf(Math.exp(l - SMALL))) / (2 * SMALL);
  function log([mu, l, ...r]) {
    const tau = Math.exp(l),
      out = tau ** (1 - c),
      own = tau ** c;
    let sum = prior.logpdf(tau) + l - 0.5 * ((mu - m) / sd) ** 2 - y.length * c * l;
    for (let k = 0; k < y.length; k++) {
      const d = r[k] - c * mu;
      sum -= 0.5 * (((y[k] - mu - out * d) / s[k]) ** 2 + (d / own) ** 2);
    }
    return sum;
  }
  function grad([mu, l, ...r]) {
    const tau = Math.exp(l),
      out = tau ** (1 - c),
      precision = tau ** (-2 * c);
    const g = new Array(r.length + 2);
    let [gm, gl] = [-(mu - m) / (sd * sd), slope(l) + 1 - y.length * c];
    for (let k = 0; k < y.length; k++) {
      const d = r[k] - c * mu,
        pull = (y[k] - mu - out * d) / (s[k] * s[k]),
        tie = d * precision;
      g[k + 2] = pull * out - tie;
      gm += pull * (1 - c * out) + c * tie;
      gl += (1 - c) * pull * out * d + c * d * tie;
    }
    [g[0], g[1]] = [gm, gl];
    return g;
  }
  return { log, grad };
}

// Where the posterior is and how wide, coordinate by coordinate: what a sampler learns while it warms up.
export function centreAndScale(post, c) {
  const { y, s, weights, taus, given } = post;
  const spread = (part) => {
    const parts = given.map((mu, i) => part(mu, taus[i])),
      mean = parts.reduce((a, p, i) => a + weights[i] * p[0], 0);
    return [mean, Math.sqrt(parts.reduce((a, p, i) => a + weights[i] * (p[1] + (p[0] - mean) ** 2), 0))];
  };
  const r = y.map((v, k) =>
    spread((mu, tau) => {
      const out = tau ** (c - 1),
        keep = 1 - shrinkage(s[k], tau),
        ofMu = c - out * keep;
      return [ofMu * mu.mean + out * keep * v, ofMu ** 2 * mu.variance + (out * s[k]) ** 2 * keep];
    }),
  );
  const all = [spread((mu) => [mu.mean, mu.variance]), spread((_, tau) => [Math.log(tau), 0]), ...r];
  return { centre: all.map((a) => a[0]), scale: all.map((a) => a[1]) };
}

// Hamiltonian Monte Carlo in units of `scale`, its step tuned by dual averaging (Hoffman & Gelman 2014) in `warm` draws
// that are not kept, the length of its paths drawn anew each time. Kept: where each path began and ended, whether the
// path broke, how many gradients it took.
export function hamiltonian({ log, grad }, { centre, scale }, draws, warm, rng) {
  const there = (z) => z.map((v, i) => centre[i] + scale[i] * v);
  const density = (z) => log(there(z)),
    pull = (z) => grad(there(z)).map((g, i) => g * scale[i]);
  const energy = (p) => 0.5 * p.reduce((a, v) => a + v * v, 0);
  let z = centre.map(() => 0),
    here = density(z),
    [step, smooth, gap] = [0.5, Math.log(0.5), 0];
  const kept = { x: [], from: [], broken: [], gradients: 0 };
  for (let i = 0; i < warm + draws; i++) {
    const kick = z.map(() => rng.normal()),
      size = i < warm ? step : Math.exp(smooth),
      steps = Math.max(1, Math.min(MOST_STEPS, Math.round((rng.uniform() * Math.PI) / size)));
    const [end, p] = leapfrog(pull, z, kick, size, steps),
      ahead = density(end),
      won = ahead - energy(p) - here + energy(kick);
    const broken = !(Math.abs(won) < BROKEN),
      chance = broken ? 0 : Math.min(1, Math.exp(won));
    if (i >= warm) {
      kept.from.push(there(z));
      kept.broken.push(broken);
      kept.gradients += steps;
    }
    if (rng.uniform() < chance) [z, here] = [end, ahead];
    if (i >= warm) kept.x.push(there(z));
    else {
      const n = i + 1;
      gap += (AIM - chance - gap) / (n + 10);
      step = Math.exp(Math.log(2) - (Math.sqrt(n) / 0.05) * gap);
      smooth += n ** -0.75 * (Math.log(step) - smooth);
    }
  }
  return kept;
}

// What is seen of study k: how far its effect is from the mean, in the sampler's own unit, and log τ.
export function sample(post, c, k, { chains, draws, warm, seed }) {
  const density = target(post, c),
    units = centreAndScale(post, c),
    spot = (x) => [x[k + 2] - c * x[0], x[1]];
  const runs = Array.from({ length: chains }, (_, i) =>
    hamiltonian(density, units, draws, warm, generator(1000 * seed + i)),
  );
  const logTau = runs.map(({ x }) => x.map((v) => v[1])),
    taus = logTau.map((l) => l.map(Math.exp));
  const flat = taus.flat(),
    mean = flat.reduce((a, b) => a + b, 0) / flat.length;
  return {
    spots: runs.flatMap(({ x }) => x.map(spot)),
    breaks: runs.flatMap(({ from, broken }) => from.filter((_, i) => broken[i]).map(spot)),
    logTau: logTau.flat(),
    mean,
    ess: essBulk(taus),
    gradients: runs.reduce((a, r) => a + r.gradients, 0),
  };
}

// The exact density of the same two: Normal given log τ, so its level curves need no grid. Each is [[log τ, low, high], …].
export function levelCurves(post, c, k, shares, [bottom, top], count = 160) {
  const rows = Array.from({ length: count + 1 }, (_, i) => {
    const l = bottom + ((top - bottom) * i) / count,
      tau = Math.exp(l),
      mu = givenTau(post.y, post.s, tau, post.muPrior),
      keep = 1 - shrinkage(post.s[k], tau),
      unit = tau ** (c - 1);
    const sd = unit * Math.sqrt(keep * post.s[k] ** 2 + keep ** 2 * mu.variance);
    return { l, mean: unit * keep * (post.y[k] - mu.mean), sd, p: post.tau.pdf(tau) * tau };
  });
  const height = ({ p, sd }) => Math.log(p / (sd * Math.sqrt(2 * Math.PI))),
    reach = (row, h) => Math.sqrt(2 * Math.max(0, height(row) - h));
  const total = rows.reduce((a, { p }) => a + p, 0),
    inside = (h) => rows.reduce((a, r) => a + r.p * (2 * normalCdf(reach(r, h)) - 1), 0) / total;
  const peak = Math.max(...rows.map(height));
  return shares.map((share) => {
    let [low, high] = [peak - 40, peak];
    for (let i = 0; i < 40; i++) {
      const mid = (low + high) / 2;
      [low, high] = inside(mid) > share ? [mid, high] : [low, mid];
    }
    const at = (r) => [r.l, r.mean - r.sd * reach(r, low), r.mean + r.sd * reach(r, low)],
      tip = (a, b) => {
        const t = (low - height(a)) / (height(b) - height(a)),
          mean = a.mean + t * (b.mean - a.mean);
        return [a.l + t * (b.l - a.l), mean, mean];
      };
    // Between a row inside and one outside the curve closes.
    return rows.flatMap((r, i) => {
      const before = i ? height(rows[i - 1]) > low : height(r) > low,
        here = height(r) > low;
      return [...(before === here ? [] : [tip(rows[i - 1], r)]), ...(here ? [at(r)] : [])];
    });
  });
}

export { RandomEffects };
