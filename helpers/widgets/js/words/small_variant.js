// What SmallVariant says: readings, sentences, and what is spoken.

import { fixed, percent, share } from "../core/format.js";

const NEAR = 0.05, // rates so close that there is nothing to pull
  SAME = 0.005; // relative change of a width that would read as none
const three = (v) => fixed(v, 3);

// How a width compares with what it was: “8 % narrower”, or null where it has not changed.
export function against(now, before) {
  const change = now / before - 1;
  return Math.abs(change) < SAME ? null : `${share(Math.abs(change))} ${change < 0 ? "narrower" : "wider"}`;
}

function pulledWords({ overall, way, rows, successes }, { trials, rates, arm, labels }) {
  const saw = `${labels[arm]} saw ${successes[arm]} of ${trials[arm]}`,
    [own, all, estimate] = [rates[arm], overall, rows[arm].mean].map((v) => percent(v));
  if (Math.abs(overall - rates[arm]) < NEAR)
    return `${saw}, about the rate of all visitors together: there is nothing to pull.`;
  if (way < 0 || way > 1)
    return (
      `${saw}. Its estimate has gone from ${own} to ${estimate}, ${way < 0 ? "away from" : "beyond"} the ${all} of all visitors ` +
      `together: it is pulled towards the other arms, each of which counts, and not only towards the largest.`
    );
  return `${saw}. Its estimate has gone ${share(way)} of the way from its own ${own} to the ${all} of all visitors together.`;
}

function othersWords({ others, spread }, before, { arm, labels }) {
  const one = labels.length === 2;
  const change = against(others, before.others);
  if (!change)
    return one ? "The other arm is as sure as at the start." : "The other arms are as sure as at the start.";
  const tighter = spread < before.spread,
    why =
      tighter !== others < before.others || three(spread) === three(before.spread)
        ? ""
        : `: with ${labels[arm]} as it now stands the population looks ${tighter ? "tighter" : "wider"} ` +
          `(sd ${three(spread)}, was ${three(before.spread)})`;
  return (
    `The other ${one ? "arm has" : "arms have"} not had one visitor more or fewer, and yet ` +
    `${one ? "its interval is" : "their intervals are"} ${change} than at the start${why}.`
  );
}

export const sentences = (now, before, state) =>
  `${pulledWords(now, state)} ${othersWords(now, before, state)}`;

export function showReadings(
  [estimate, pulled, width, spread],
  result,
  before,
  { arm, labels, rates, level },
) {
  const was = (value) => (three(value(result)) === three(value(before)) ? "" : `was ${three(value(before))}`);
  const one = labels.length === 2,
    away = Math.abs(result.overall - rates[arm]) >= NEAR,
    { way } = result;
  estimate.show(
    three(result.rows[arm].mean),
    was((r) => r.rows[arm].mean) || `${labels[arm]}, observed ${fixed(rates[arm], 2)}`,
  );
  if (!away) pulled.show("–", "already there");
  else if (way < 0 || way > 1) pulled.show("–", way < 0 ? "away from it" : "beyond it");
  else pulled.show(share(way), "of the way");
  width.show(
    three(result.others),
    was((r) => r.others) || `of ${one ? "its" : "their"} ${percent(level)} ${one ? "interval" : "intervals"}`,
  );
  spread.show(three(result.spread), was((r) => r.spread) || "sd of true rates");
}

export const keyOf = ({ labels, arm, level }) =>
  `Drag the knob to change ${labels[arm]}’s visitors, its large square to change the share of them that converted. Squares: observed. ` +
  `Dots, bars, humps: estimate, ${percent(level)} interval, density. Dotted: all visitors together.`;

export const leadOf = ({ labels, arm }) =>
  `Give ${labels[arm]} fewer visitors: how far is it pulled, and how sure ${labels.length === 2 ? "is the other" : "are the others"} then?`;

export const titleOf = ({ labels }) =>
  labels.length === 2
    ? "The other arm’s interval, enlarged: shorter is surer. It has neither gained nor lost a visitor."
    : "The other arms’ intervals, enlarged: shorter is surer. None of these arms has gained or lost a visitor.";

export const spoken = ({ successes, rows, others }, { labels, arm, trials }) =>
  `${labels[arm]}: ${successes[arm]} of ${trials[arm]}, estimate ${three(rows[arm].mean)}. ` +
  `Width of the others ${three(others)}.`;
