// Throws of a particle over three densities in the plane, and a random walk that asks for as many densities.
// Each density is a pair of standard normals, bent: rings of equal density are the images of circles.

import { leapfrog } from "./samplers.js";
import { normalCdf } from "./special.js";
import { worldNormals } from "./votes.js";

const [COS, SIN] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)];
const FAR = 1e6;
export const MOST_THROWS = 100;
export const START = [-1.2, 0.5];
export const RING = Math.sqrt(2 * Math.LN2); // half of the probability is within this circle

const valley = { long: 1.2, short: 0.2 },
  bend = { curve: 0.6, short: 0.35 };

// to: from two standard normals into the plane; from: back; grad: of the log density; walk: the sd of the walk's steps
// (tuned for the fewest evaluations an independent draw, by simulation).
export const TARGETS = {
  valley: {
    to: ([a, b]) => {
      const [x, y] = [valley.long * a, valley.short * b];
      return [COS * x - SIN * y, SIN * x + COS * y];
    },
    from: ([x, y]) => [(COS * x + SIN * y) / valley.long, (COS * y - SIN * x) / valley.short],
    grad([x, y]) {
      const [a, b] = this.from([x, y]);
      return [
        (SIN * b) / valley.short - (COS * a) / valley.long,
        -(SIN * a) / valley.long - (COS * b) / valley.short,
      ];
    },
    walk: 0.8,
  },
  round: { to: (z) => z, from: (z) => z, grad: ([x, y]) => [-x, -y], walk: 1.7 },
  bend: {
    to: ([a, b]) => [a, bend.curve * (a * a - 1) + bend.short * b],
    from: ([x, y]) => [x, (y - bend.curve * (x * x - 1)) / bend.short],
    grad([x, y]) {
      const pull = this.from([x, y])[1] / bend.short;
      return [2 * bend.curve * x * pull - x, -pull];
    },
    walk: 1,
  },
};

export const logDensity = (target, x) => {
  const [a, b] = target.from(x);
  return -0.5 * (a * a + b * b);
};
const kinetic = ([a, b]) => 0.5 * (a * a + b * b);

// Every step of one throw: places, the energy's change since the start, and after which step it first turns back.
export function throwFrom(target, x, p, stepSize, steps) {
  const energy = (q, r) => kinetic(r) - logDensity(target, q),
    first = energy(x, p);
  const places = [x],
    errors = [0];
  let [q, r, turn] = [x, p, null];
  for (let i = 1; i <= steps; i++) {
    [q, r] = leapfrog((at) => target.grad(at), q, r, stepSize, 1);
    if (!(Math.hypot(...q) < FAR)) return { places, errors, turn, lost: true, chance: 0 };
    places.push(q);
    errors.push(energy(q, r) - first);
    if (turn === null && (q[0] - x[0]) * r[0] + (q[1] - x[1]) * r[1] < 0) turn = i;
  }
  return { places, errors, turn, lost: false, chance: Math.min(1, Math.exp(-errors.at(-1))) };
}

// `throws` throws by chance, and as many evaluations' worth of a random walk: both from the same place, by one seed.
export function replay({ shape, step_size, steps, throws, seed }) {
  const target = TARGETS[shape],
    start = target.to(START),
    z = worldNormals(2 * seed, (3 * MOST_THROWS) / 2);
  const thrown = [start];
  let accepted = 0;
  for (let i = 0; i < throws; i++) {
    const x = thrown.at(-1),
      go = throwFrom(target, x, [z[3 * i], z[3 * i + 1]], step_size, steps),
      take = normalCdf(z[3 * i + 2]) < go.chance;
    accepted += take;
    thrown.push(take ? go.places.at(-1) : x);
  }
  return {
    thrown,
    accepted: throws ? accepted / throws : 0,
    walk: walkOf(target, start, (throws + 1) * (steps + 1), seed),
  };
}

export function walkOf(target, start, moves, seed) {
  const z = worldNormals(2 * seed + 1, Math.ceil(1.5 * moves)),
    walk = [start];
  for (let i = 0; i < moves; i++) {
    const x = walk.at(-1),
      there = [x[0] + target.walk * z[3 * i], x[1] + target.walk * z[3 * i + 1]];
    const take = Math.log(normalCdf(z[3 * i + 2])) < logDensity(target, there) - logDensity(target, x);
    walk.push(take ? there : x);
  }
  return walk;
}

// How far a walk is from its start after so many moves, on average over `worlds` walks.
export function walkReach(shape, moves, worlds = 200) {
  const target = TARGETS[shape],
    start = target.to(START);
  let sum = 0;
  for (let seed = 1; seed <= worlds; seed++) {
    const [x, y] = walkOf(target, start, moves, seed).at(-1);
    sum += Math.hypot(x - start[0], y - start[1]);
  }
  return sum / worlds;
}
