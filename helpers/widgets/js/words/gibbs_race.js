// What GibbsRace says: readings, sentences, and what is spoken.

import { fixed, percent, probability } from "../core/format.js";

const three = (v) => fixed(v, 3);

export const TITLE = "Two samplers, one model: which of them may be believed?";
export const HINT =
  "Bars: draws of τ so far. Dark line: the exact density. Triangle: mean of the draws; dotted line: exact mean. Below each, the path of the latest draws.";

const healthy = ({ rhat, ess }) => `R-hat ${Number.isNaN(rhat) ? "–" : fixed(rhat, 2)}, ${Math.round(ess) || "few"} effective`;

export function showReadings([exact, right, wrong, works], truth, [one, other]) {
  exact.show(three(truth.tau), "by an integral");
  right.show(three(one.tau), healthy(one));
  wrong.show(three(other.tau), healthy(other));
  works.show(probability(truth.works), `one by one ${probability(one.works)}, at once ${probability(other.works)}`);
}

export function sentences(truth, [one, other], { sweeps }) {
  const off = (r) => Math.abs(r.tau / truth.tau - 1);
  if (sweeps < 200)
    return `After ${sweeps} sweeps of two chains each nobody can tell them apart: ${three(one.tau)} and ${three(other.tau)}, where ${three(truth.tau)} is right. Play on.`;
  const verdict =
    off(other) > 0.1
      ? `The other settles at ${three(other.tau)}, ${percent(off(other))} away. Its R-hat and its effective draws look as healthy: only the exact density tells.`
      : `The other is at ${three(other.tau)}, here hardly away from it: what is wrong with it shows where the data leave τ open.`;
  return (
    `After ${sweeps} sweeps of two chains each the first has a mean of ${three(one.tau)}, where ${three(truth.tau)} is right. ${verdict} ` +
    `In the next market the change works with a chance of ${probability(truth.works)}; the one says ${probability(one.works)}, the other ${probability(other.works)}.`
  );
}

export const spoken = (truth, [one, other], { sweeps }) =>
  `${sweeps} sweeps. Mean of tau: exact ${three(truth.tau)}, one after the other ${three(one.tau)}, all at once ${three(other.tau)}.`;
