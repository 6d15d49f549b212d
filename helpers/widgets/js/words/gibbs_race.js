// What GibbsRace says: readings, sentences, and what is spoken.

import { fixed, percent, probability } from "../core/format.js";

const three = (v) => fixed(v, 3);

export const TITLE = "Two samplers, one model: which may be believed?";
export const HINT =
  "Press Play: every sweep adds a draw of τ. Bars: the draws so far; dark line: the exact density; triangle and dotted line: their means. Below the bars: the path of the latest draws.";

const ratio = (v) => (Number.isNaN(v) ? "–" : fixed(v, 2));
const few = (v) => (Number.isNaN(v) ? "few" : String(Math.round(v)));

export function showReadings([exact, right, wrong, healthy], truth, [one, other]) {
  const next = (works) => `next market ${probability(works)}`;
  exact.show(three(truth.tau), next(truth.works));
  right.show(three(one.tau), next(one.works));
  wrong.show(three(other.tau), next(other.works));
  healthy.show(`${ratio(one.rhat)}, ${ratio(other.rhat)}`, `effective ${few(one.ess)}, ${few(other.ess)}`);
}

export function sentences(truth, [one, other], { sweeps }) {
  const off = (r) => Math.abs(r.tau / truth.tau - 1);
  if (sweeps < 200)
    return `After ${sweeps} sweeps of two chains each the means are ${three(one.tau)} and ${three(other.tau)}, where ${three(truth.tau)} is right: too early to tell. Play on.`;
  const healthy = other.rhat < 1.02 ? " Its R-hat looks as healthy: only the exact density tells." : "";
  const verdict =
    off(other) > 0.1
      ? `The other is at ${three(other.tau)}, ${percent(off(other))} away.${healthy}`
      : `The other is at ${three(other.tau)}, here hardly away from it: what is wrong with it shows where the data leave τ open.`;
  return (
    `After ${sweeps} sweeps of two chains each the first has a mean of ${three(one.tau)}, where ${three(truth.tau)} is right. ${verdict} ` +
    `In the next market the change works with a chance of ${probability(truth.works)}; the one says ${probability(one.works)}, the other ${probability(other.works)}.`
  );
}

export const spoken = (truth, [one, other], { sweeps }) =>
  `${sweeps} sweeps. Mean of tau: exact ${three(truth.tau)}, one after the other ${three(one.tau)}, all at once ${three(other.tau)}.`;
