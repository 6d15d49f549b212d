// What Funnel says: the axis, readings, sentences, and what is spoken.

import { fixed, percent, share } from "../core/format.js";

export const askedOf = () => "Drag from effects to offsets: where does the sampler not go?";
export const HINT =
  "Lines: 50, 80 and 95 % of the exact posterior lie inside. Dots: draws. Crosses: a simulated path broke here. " +
  "At the right τ alone: exact (line) and drawn (bars); dotted, the exact mean, and a triangle, that of the draws.";

export const ways = (c) => (c === 0 ? "offsets" : c === 1 ? "effects" : c === 0.5 ? "halfway" : fixed(c, 2));

const RAISED = { 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹", ".": "·" };
const power = (v) => `τ${Array.from(String(Number(v.toFixed(2))), (d) => RAISED[d]).join("")}`;

export const axisOf = (c, narrow) =>
  c === 1
    ? "effect of market A, less the mean"
    : c === 0
      ? "offset of market A, in units of τ"
      : narrow
        ? `market A, in units of ${power(1 - c)}`
        : `effect of market A less the mean, in units of ${power(1 - c)}`;

const wrong = ({ below, exact }) => Math.abs(below - exact.below) > 0.04;

export function showReadings(
  [truth, drawn, neck, paths],
  { exact, mean, below, breaks, ess, gradients, spots },
) {
  truth.show(fixed(exact.mean, 3), "by an integral");
  drawn.show(fixed(mean, 3), `${Math.round(ess)} effective of ${spots.length}`);
  neck.show(fixed(below, 3), `exact ${fixed(exact.below, 3)}`);
  paths.show(String(breaks.length), `${Math.round(gradients / Math.max(1, ess))} gradients a draw`);
}

export function sentences(shown, { centring, alike }) {
  const { exact, below, breaks, ess, gradients } = shown;
  const broke = breaks.length
    ? `${breaks.length} path${breaks.length > 1 ? "s" : ""} broke. `
    : "No path broke. ";
  const cost = `An effective draw of τ costs ${Math.round(gradients / Math.max(1, ess))} gradients.`;
  const verdict = wrong(shown)
    ? `The exact posterior has ${share(exact.below)} of its weight below τ = ${alike}, the draws have ${share(below)}: what they say about small τ is not to be used. `
    : exact.below < 0.005
      ? "The data have lifted the posterior out of the neck. "
      : `Below τ = ${alike} lies ${percent(exact.below)} of the exact posterior, and ${percent(below)} of the draws. `;
  return `The sampler moves ${centring === 0.5 ? "something halfway between offsets and effects" : centring === 0 || centring === 1 ? ways(centring) : `something between offsets and effects (${ways(centring)})`}. ${broke}${verdict}${cost}`;
}

export const describe = ({ spots, breaks, exact, below }, { centring, alike }) =>
  `${spots.length} draws over the exact posterior of market A’s departure and τ, moved as ${ways(centring)}. ` +
  `Below τ = ${alike}: exact ${fixed(exact.below, 3)}, draws ${fixed(below, 3)}; ${breaks.length} broken paths.`;

export const spoken = ({ mean, exact, below, breaks }, { centring, visitors }) =>
  `${ways(centring)}, visitors times ${visitors}: mean of tau ${fixed(mean, 3)}, exact ${fixed(exact.mean, 3)}; in the neck ${fixed(below, 3)}, ` +
  `exact ${fixed(exact.below, 3)}; ${breaks.length} broken paths.`;
