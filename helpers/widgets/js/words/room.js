// What Room says, at every stage from an example to the truth.

import { fixed, interval, percent } from "../core/format.js";

export const ASKED = "Everybody draws an experiment from one hidden world. What does the room find together?";
export const TRAINER =
  "Choose the truth, give the room this link. The truth in it is hidden from a glance, not secret: anybody who decodes the link can read it.";
export const HERE_ONLY =
  "This link works on this machine only. For a class the book must stand where everybody reaches it: open this page there, and copy the link. How: below, under “Before the session”.";
export const LEARNER =
  "Everybody in this room draws from one hidden world. Your experiment belongs to your name.";
export const PASTE = "The room’s results: paste everybody’s two lines here. They stay in this page.";

const SHOWN = "Square and bar: an estimate and its 95\u202f% interval.";

// What the picture shows, for each of its stages.
export function keyOf({ stage, mine, revealed, hidden, digits }) {
  if (stage === "example")
    return (
      `An example: eight people in one world (mean ${fixed(hidden.mu, digits)}, spread ${fixed(hidden.tau, digits)}). ` +
      `${SHOWN} Diamond: what they say together. Dot: the truth, which in a class stays hidden until the trainer reveals it. ` +
      "In a class, open your trainer’s link."
    );
  if (stage === "alone") return `${SHOWN} The others join when everybody’s results are pasted above.`;
  const parts = revealed
    ? ["Dot: the true effect. Between it and its square lies noise."]
    : [SHOWN, "The true effects are still hidden."];
  return [...parts, mine >= 0 && "Yours is lit."].filter(Boolean).join(" ");
}

// K results, of which `strange` were not drawn in this room and `held` intervals hold their true effect.
export function truthIn({ mu, tau }, { tauRange: [low, high] }, { K, held, strange }, digits) {
  const within = tau >= low && tau <= high ? "inside" : "outside";
  const known = K - strange;
  const own = held === 1 ? "holds its own" : "hold their own";
  const holding = known ? ` Of ${known} intervals ${held} ${own} true effect.` : "";
  const others = strange
    ? ` ${strange} ${strange === 1 ? "result was" : "results were"} not drawn in this room: nobody knows the truth there.`
    : "";
  return (
    `The truth was μ = ${fixed(mu, digits)} and τ = ${fixed(tau, digits)}: ${within} the ${percent(0.95)} interval ` +
    `that the room found for τ, ${interval(low, high, digits)}.${holding}${others}`
  );
}
