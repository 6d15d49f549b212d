// What HamiltonianThrow says: readings, sentences, and what is spoken.

import { fixed, percent, share } from "../core/format.js";

const one = (v) => fixed(v, 1);
const two = (v) => fixed(v, 2);

export const KEY =
  "Drag the arrowhead: it is the push that the particle gets. It then rolls by the slope of the density, a dot a step. Rings: half (dashed) and " +
  "95 % of the density. Beside it, from the same place, a random walk that asks for the density as often.";

export const SHAPES = [
  ["valley", "narrow valley"],
  ["round", "round hill"],
  ["bend", "bend"],
];

export const motion = (x, y) =>
  `${one(Math.abs(x))} to the ${x < 0 ? "left" : "right"}, ${one(Math.abs(y))} ${y < 0 ? "down" : "up"}`;

export function showReadings([error, chance, turn, reach], { go, went, walked }, { steps }) {
  const last = go.errors.at(-1);
  error.show(
    go.lost ? "huge" : `${last > 0 ? "+" : ""}${two(last)}`,
    go.lost ? "it has run off" : "at the end",
  );
  chance.show(percent(go.chance), go.lost ? "never accepted" : "chance to be accepted");
  turn.show(
    go.turn === null ? "not yet" : `step ${go.turn}`,
    go.turn === null ? `within ${steps} steps` : "here it turns back",
  );
  reach.show(go.lost ? "–" : one(went), `the walk: ${one(walked)}`);
}

function fate({ lost, errors, chance, turn }, { steps }) {
  if (lost)
    return "The steps are too large for the walls of this density: the motion has run off, and such an end is never accepted.";
  const drift = Math.abs(errors.at(-1)) < 0.005 ? "hardly changed" : `changed by ${two(errors.at(-1))}`;
  const back =
    turn === null
      ? "It has not turned back yet: more steps would take it further."
      : turn === steps
        ? "It is just turning back: the moment to stop."
        : `It turned back after step ${turn}: the ${steps - turn} steps since then, dashed, only cost.`;
  return `Its energy has ${drift} on the way, so the end is accepted with a chance of ${percent(chance)}. ${back}`;
}

export const sentences = (found, now) =>
  `The particle has gone ${found.go.lost ? "far beyond the picture" : `${one(found.went)} from where it was`}, the walk ${one(found.walked)}. ${fate(found.go, now)}`;

// worth: effective draws of both chains; inside: share within the dashed ring.
export function tally({ chain, inside, worth }, { throws, steps }) {
  if (!throws)
    return "Now let chance choose the push, and make a hundred throws: how many end within the dashed ring?";
  const evaluations = throws * (steps + 1);
  const counted = `${throws} throw${throws > 1 ? "s" : ""} by chance, ${share(chain.accepted)} of them accepted: ${percent(inside[0])} within the dashed ring, the walk ${percent(inside[1])}, exactly 50 %.`;
  if (throws < 20) return counted;
  return `${counted} For the same ${evaluations} evaluations the throws are worth about ${fixed(worth[0], 0)} independent draws, the walk ${fixed(worth[1], 0)}.`;
}

export const spoken = ({ go, went, walked }, { momentum_x, momentum_y, throws }) =>
  `Thrown ${motion(momentum_x, momentum_y)}: ${
    go.lost ? "it runs off" : `ends ${one(went)} away, accepted with chance ${percent(go.chance)}`
  }; the walk ends ${one(walked)} away. ${go.turn === null ? "No U-turn." : `U-turn at step ${go.turn}.`} ${throws} throws by chance.`;
