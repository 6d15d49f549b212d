// Which of K arms does a rule ship, what does it promise, what does it keep: exact, over all worlds.
// True effects are N(0, τ²), estimates N(θ, s²); arms come in groups { count, s } of equal standard error.

import { gaussLegendre } from "./quadrature.js";
import { normalCdf, normalPdf, normalQuantile } from "./special.js";
import { drawWorld, worldNormals } from "./votes.js";

const NODES = 20,
  PANELS = 5,
  FAR = 8.5,
  STEP = 0.4,
  STEPS = 18,
  ANGLES = 16,
  NOTHING = 1e-13;

export const MOST_ARMS = 40;
export const MOST_WORLDS = 100; // of one seed
export const RULES = ["largest", "significant", "shrunken"];

// What P(X < h, Y < k) is beyond Φ(h)Φ(k), for standard normals with correlation r in [0, 0.97]
// (Drezner & Wesolowsky 1990); `turn` holds the nodes that belong to r.
function turnOf(r) {
  const { nodes, weights } = gaussLegendre(ANGLES),
    top = Math.asin(r),
    sine = nodes.map((t) => Math.sin(0.5 * top * (t + 1)));
  return {
    sine,
    half: sine.map((v) => 0.5 / (1 - v * v)),
    weight: weights.map((w) => (0.25 * top * w) / Math.PI),
  };
}
function together(h, k, { sine, half, weight }) {
  const squares = h * h + k * k,
    product = 2 * h * k;
  let total = 0;
  for (let i = 0; i < ANGLES; i++) total += weight[i] * Math.exp((product * sine[i] - squares) * half[i]);
  return total;
}

export const bivariateCdf = (h, k, r) => normalCdf(h) * normalCdf(k) + together(h, k, turnOf(r));

// Mean of the largest of n standard normals.
export const expectedMaximum = (n) =>
  integrate([-FAR, FAR], (x) => n * x * normalPdf(x) * normalCdf(x) ** (n - 1));

// Gauss–Legendre on each of PANELS parts of every stretch between two cuts.
function integrate(cuts, f) {
  const { nodes, weights } = gaussLegendre(NODES);
  let total = 0;
  for (let c = 1; c < cuts.length; c++) {
    const half = (cuts[c] - cuts[c - 1]) / (2 * PANELS);
    for (let p = 0; p < PANELS; p++) {
      const middle = cuts[c - 1] + half * (2 * p + 1);
      for (let i = 0; i < NODES; i++) total += half * weights[i] * f(middle + half * nodes[i]);
    }
  }
  return total;
}

// level: two-sided, shared by all arms (Bonferroni); only the rule "significant" uses it.
// Returns { ships, promised, kept, best }: the chance that an arm is shipped, the mean claim and the mean
// true effect (control, 0, where none is), and the chance that the arm shipped is the best of all.
export function pick(tau, groups, rule, level = 0.05) {
  const arms = groups.reduce((n, g) => n + g.count, 0),
    z = normalQuantile(1 - level / (2 * arms));
  const all = groups
    .filter((g) => g.count > 0)
    .map(({ count, s }) => {
      const root = Math.hypot(tau, s),
        rho = tau / root,
        bar = rule === "significant" ? z * s : -Infinity;
      return { count, s, root, rho, bar, keep: rho * rho, turn: turnOf(rho) };
    });
  // Below which estimate an arm of group `to` loses to the estimate y of an arm of group `from`.
  const limit = (from, y, to) => (rule === "shrunken" ? y * (to.root / from.root) ** 2 : Math.max(y, to.bar));
  const sums = { ships: 0, promised: 0, kept: 0, best: 0 };
  for (const own of all) {
    const rivals = all.map((g) => [g, g.count - (g === own)]).filter(([, n]) => n > 0);
    const low = Math.max(-FAR * own.root, own.bar),
      high = FAR * own.root;
    const cuts = [
      low,
      ...all
        .map((g) => g.bar)
        .filter((c) => c > low && c < high)
        .sort((a, b) => a - b),
      high,
    ];
    if (!(high > low)) continue;
    const density = (y) => (own.count * normalPdf(y / own.root)) / own.root;
    const win = (y) => {
      let chance = density(y);
      for (const [g, n] of rivals) chance *= normalCdf(limit(own, y, g) / g.root) ** n;
      return chance;
    };
    const best = (y) => {
      if (win(y) < NOTHING) return 0;
      const beaten = rivals.map(([g]) => limit(own, y, g) / g.root),
        apart = beaten.map(normalCdf);
      let total = 0;
      for (let i = -STEPS; i <= STEPS; i++) {
        const x = STEP * i,
          h = own.rho * (y / own.root) + (own.s / own.root) * x; // θ/τ, given y
        let chance = normalPdf(x);
        const below = normalCdf(h);
        for (let j = 0; j < rivals.length && chance > NOTHING; j++) {
          chance *= (below * apart[j] + together(h, beaten[j], rivals[j][0].turn)) ** rivals[j][1];
        }
        total += chance;
      }
      return density(y) * STEP * total;
    };
    const mean = integrate(cuts, (y) => y * win(y));
    sums.ships += integrate(cuts, win);
    sums.kept += own.keep * mean;
    sums.promised += (rule === "shrunken" ? own.keep : 1) * mean;
    sums.best += integrate(cuts, best);
  }
  return sums;
}

// The worlds of `seed`, as many as there are, each as the normals behind MOST_ARMS true effects and their estimates.
export const worldsOf = (seed) =>
  Array.from({ length: MOST_WORLDS }, (_, i) => worldNormals((seed - 1) * MOST_WORLDS + i + 1, MOST_ARMS));

// What becomes of the arm with the largest estimate in each of these worlds: its estimate and its true effect.
export function replay(worlds, tau, errors) {
  return worlds.map((normals) => {
    const { truth, estimates } = drawWorld(
      [...normals.slice(0, errors.length), ...normals.slice(MOST_ARMS, MOST_ARMS + errors.length)],
      0,
      tau,
      errors,
    );
    const winner = estimates.indexOf(Math.max(...estimates));
    return { truth, estimates, winner, promised: estimates[winner], kept: truth[winner] };
  });
}

// For tests: the promises of all worlds of `seed`, and what is kept of them.
export function replayed(seed, tau, errors) {
  const worlds = replay(worldsOf(seed), tau, errors);
  return { promised: worlds.map((w) => w.promised), kept: worlds.map((w) => w.kept) };
}
