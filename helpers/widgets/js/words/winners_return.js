// What WinnersReturn says: readings, sentences, and what is spoken.

import { fixed, share } from "../core/format.js";

const two = (v) => (v === undefined ? "–" : fixed(v, 2));
export const spaced = (n) => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");

export const ASKED = "How much of a winner’s lift comes back?";
export const HINT =
  "Hollow squares: the lift with which the winners won. Diamonds: what the archive promises of it. Dots: what they delivered, " +
  "± 2 standard errors, in visitors who had no part in the choice.";
export const PASTE =
  "One experiment a line, all of them, not only those that were shipped: effect and standard error; behind them, if it was " +
  "measured again, effect and standard error of that. They stay in this figure: nothing is sent or stored.";

export const tailsText = (tails) =>
  tails ? `${fixed(tails, 2)}, t with ${fixed(1 / tails, 1)} df` : "0.00, normal";

const populationOf = ({ tails }, { mean, scale }, own) =>
  `${tails ? `Student-t with scale ${fixed(scale, 3)} and ${fixed(1 / tails, 1)} degrees of freedom` : `normal with sd ${fixed(scale, 3)}`}` +
  (own ? `, mean ${fixed(mean, 3)}` : "");

const gapOf = ({ gap, gapError }) => `${fixed(gap, 3)} ± ${fixed(2 * gapError, 3)}`;

export function showReadings([raw, promise, kept, gap], { all, population }, now, own) {
  raw.show(two(all.raw), `${spaced(all.n)} ${own ? "experiments" : "winners"}`);
  promise.show(
    two(all.promised),
    now.tails ? `t, scale ${fixed(population.scale, 3)}` : `normal, sd ${fixed(population.scale, 3)}`,
  );
  kept.show(
    two(all.delivered),
    all.delivered === undefined ? "not measured again" : `± ${two(2 * all.error)}`,
  );
  gap.show(
    all.gap === undefined ? "–" : fixed(all.gap, 3),
    all.gap === undefined ? "" : `± ${fixed(2 * all.gapError, 3)}`,
  );
}

// Which bands are promised more, or less, than they deliver, by more than two standard errors.
function missed(bands, names, way) {
  const found = names.filter(
    (_, i) => bands[i].gap !== undefined && way * bands[i].gap > 2 * bands[i].gapError,
  );
  return found.length ? found.join(", ") : "none";
}

export function sentences({ bands, all, population, better }, now, names, own) {
  const whose = own ? "Your experiments" : "The true lifts";
  const fit =
    `${whose} are taken for ${populationOf(now, population, own)}` +
    (now.tails
      ? `: log likelihood ${fixed(Math.abs(better), 1)} ${better < 0 ? "below" : "above"} the normal’s.`
      : ".");
  if (all.raw === undefined) return `${fit} Too few are left to say more.`;
  if (all.delivered === undefined)
    return `${fit} Their ${spaced(all.n)} effects average ${two(all.raw)}, shrunken ${two(all.promised)}; the bands say what is left of the largest.`;
  const luck =
    all.raw > 0
      ? ` ${share(Math.max(0, Math.min(1, 1 - all.delivered / all.raw)))} of the raw lift did not come back.`
      : "";
  return `${fit}${luck} Promised − delivered: ${gapOf(all)}. Promised too much: ${missed(bands, names, 1)}. Too little: ${missed(bands, names, -1)}.`;
}

export const spoken = ({ all }, { tails }) =>
  `Tails ${tailsText(tails)}. Raw ${two(all.raw)}, promised ${two(all.promised)}, delivered ${two(all.delivered)}.`;
