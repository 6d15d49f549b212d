// What MetropolisWalk says: readings, sentences, and what is spoken.

import { fixed, percent } from "../core/format.js";
import { acceptance, worth } from "../engine/walk.js";

const figures = (v) => String(Number(v.toPrecision(2)));

const many = (ess) => (ess < 1.5 ? "one independent draw" : `${Math.round(ess)} independent draws`);

export const TITLE = "How far should each step go?";
export const HINT =
  "Drag the knob below: the typical step. Bars: places visited; dark line: the exact density; triangle and dotted line: their means. Below the bars the latest moves, downwards: where a candidate is refused, the walk stays.";
export const KEY =
  "Both curves are computed, not simulated, for a normal density: the share of candidates accepted, and how many independent draws one draw is worth for the mean.";

export function showReadings([accepted, ess, mean, each], found, now) {
  accepted.show(percent(found.accepted), `in the long run ${percent(acceptance(now.ratio))}`);
  ess.show(Number.isNaN(found.ess) ? "–" : String(Math.round(found.ess)), `of ${found.counted.length} draws`);
  mean.show(
    fixed(found.mean, 3),
    Number.isFinite(found.mcse) ? `± ${fixed(found.mcse, 3)}, exact ${fixed(now.mean, 3)}` : "",
  );
  each.show(figures(worth(now.ratio)), `one independent in ${figures(1 / worth(now.ratio))}`);
}

export function sentences(found, { ratio, mean, sd, moves }) {
  const way =
    ratio < 1
      ? `Steps of ${figures(ratio)} standard deviations: nearly every candidate is accepted, and the walk gets nowhere.`
      : ratio > 6
        ? `Steps of ${figures(ratio)} standard deviations: most candidates land where the density is low, and the walk stands still.`
        : `Steps of ${figures(ratio)} standard deviations: some candidates are refused, and those accepted go somewhere.`;
  const off = Math.abs(found.mean - mean) / sd;
  const result =
    moves < 200
      ? "Play on, or press All 2000."
      : `Of ${moves} moves the first 100 do not count; the rest are worth ${many(found.ess)}, and their mean is ${fixed(off, 2)} standard deviations from the exact one.`;
  return `${way} ${result}`;
}

export const spoken = (found, { ratio, moves }) =>
  `${moves} moves with steps of ${figures(ratio)} standard deviations: ${percent(found.accepted)} accepted, worth ${Math.round(found.ess) || "few"} draws.`;
