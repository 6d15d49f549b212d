// What HeterogeneityExplorer says: readings, sentences, and what is spoken.

import { fixed, interval, percent, plural, pValue } from "../core/format.js";

export const brief = (v) => fixed(v, v < 99.95 ? 1 : 0);

export const titleOf = ({ noun }) => `Do these ${plural(noun)} differ by more than chance?`;

export const hintOf = ({ noun, K }, turns) =>
  (turns
    ? `${K} ${plural(noun)}, by their estimates: press one, then drag its point or the end of its bar. `
    : "Drag a point, or the end of a bar. ") +
  "Square: distance from the dotted mean in standard errors, squared; together they are Q. Dashed: what chance alone gives on average. " +
  "The diamond, a mean that lets effects differ, need not stand on the dotted line.";

// One line that stays in view with the handle.
export const shortOf = ({ q, i2 }) =>
  `Q ${brief(q.statistic)}, chance alone about ${q.df}: ${percent(i2)} of Q is beyond chance`;

export function sentences({ q, i2, tau2 }, { method, K, digits, noun }) {
  const expected =
    `The squares add up to Q = ${brief(q.statistic)}; ${K} ${plural(noun)} with equal true effects would ` +
    `give ${q.df} on average, the dashed square. `;
  if (q.statistic <= q.df) {
    return (
      `${expected}The estimates differ by no more than their standard errors explain. That is not proof of ` +
      `equal effects: with ${K} ${plural(noun)}, real differences can hide in here.`
    );
  }
  const spread = (name) => fixed(Math.sqrt(tau2[name]), digits);
  const size =
    tau2[method] > 0
      ? `The size is τ̂, by ${method}: true effects that differ with a standard deviation of about ${spread(method)}.`
      : `The size is τ̂, on which estimators disagree here: by ${method} it is 0, by DL about ${spread("DL")}.`;
  return (
    `${expected}I²: ${percent(i2)} of the variation between the estimates goes beyond what their standard ` +
    `errors explain. That is a share, not a size: make every ${noun} more precise and it rises, with the same ` +
    `differences. ${size}`
  );
}

// The readings; their notes say what they were `before` the reader moved anything.
export function showReadings({ q, i2, taus, mean, next }, result, before, { method, level }, about) {
  const { K, digits, noun } = about;
  const range = (low, high) => interval(low, high, digits);
  const was = (format) => (format(result) === format(before) ? "" : `was ${format(before)}`);
  const share = (r) => percent(r.i2);
  const reach = ({ pooled: p }) => range(p.predictionLow, p.predictionHigh);
  const { pooled } = result;
  q.show(fixed(result.q.statistic, 2), `${result.q.df} expected, ${pValue(result.q.pValue)}`);
  i2.show(share(result), was(share));
  for (const [m, r] of taus) {
    const tau = ({ tau2 }) => fixed(Math.sqrt(tau2[m]), digits);
    r.show(tau(result), was(tau), m === method);
  }
  mean.show(fixed(pooled.mean, digits), `${percent(level)} interval ${range(pooled.ciLow, pooled.ciHigh)}`);
  next.show(
    reach(result),
    K === 2
      ? `needs at least three ${plural(noun)}`
      : was(reach) || `for the true effect in the next ${noun}`,
  );
}

export function spoken({ q, i2, pooled }, { digits }) {
  return (
    `Q ${fixed(q.statistic, 1)}, I squared ${percent(i2)}, tau ${fixed(Math.sqrt(pooled.tau2), digits)}, ` +
    `pooled mean ${fixed(pooled.mean, digits)}, ` +
    `prediction interval ${interval(pooled.predictionLow, pooled.predictionHigh, digits)}.`
  );
}
