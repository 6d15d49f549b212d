// What WinnerPicker says: readings, sentences, and what is spoken.

import { fixed, percent, share } from "../core/format.js";

const two = (v) => fixed(v, 2);
// An average that would read 0.00.
const some = (v) => (two(v) === "0.00" ? "hardly anything" : two(v));

export const HINT =
  "Each column is an arm. Squares: estimates, small for late arms. Dots: true effects. The filled square has won and is shipped; " +
  "its promise and what is kept of it drop into the two strips below.";

const largest = ({ promised, kept }) =>
  `On average over all worlds the largest estimate promises ${two(promised)} and keeps ${some(kept)}: ${share(1 - kept / promised)} of it was luck.`;

// `few`: of the largest estimate alone, as long as the other rules are not shown.
export function sentences({ rules: [raw, strict, shrunk] }, { tau, arms, late }, few = false) {
  if (few && tau > 0) return largest(raw);
  if (tau === 0)
    return (
      `All ${arms} arms are equal, and still one of them always looks best: on average it promises ${two(raw.promised)} and keeps ` +
      `nothing. Shrunken estimates promise nothing. The test ships an arm in ${share(strict.ships, 1)} of the worlds, in vain.`
    );
  const test =
    `The test ships nothing in ${share(1 - strict.ships)} of the worlds; when it ships, it promises ${two(strict.promised / strict.ships)} ` +
    `and keeps ${some(strict.kept / strict.ships)}.`;
  return `${largest(raw)} The shrunken one promises what it keeps, ${some(shrunk.kept)}. ${found(raw, shrunk, late)} ${test}`;
}

function found(raw, shrunk, late) {
  if (!late) return "Shrinking picks the same arm, as all are equally precise; what it mends is the promise.";
  if (share(shrunk.best) === share(raw.best))
    return `It finds the best arm hardly more often (in ${share(shrunk.best)} of the worlds); what it mends is the promise.`;
  return `It also finds the best arm more often (in ${share(shrunk.best)} of the worlds, not ${share(raw.best)}): it does not fall for the late, noisy ones.`;
}

const promiseOf = ({ promised, kept }) =>
  `promises ${promised < 0 ? "a loss of " : ""}${two(Math.abs(promised))} and ` +
  (two(kept) === "0.00"
    ? "keeps nothing"
    : `${kept < 0 ? "brings a loss of" : "keeps"} ${two(Math.abs(kept))}`);

// What became of the world on show, and of all so far.
export function outcome({ world, worlds }, { tau, worlds: count }) {
  const best = world.truth.indexOf(Math.max(...world.truth)) === world.winner;
  const verdict = tau === 0 ? "all arms are equal" : best ? "it is the best arm" : "another arm is better";
  const now = `World ${count}: the winner ${promiseOf(world)}; ${verdict}.`;
  if (count === 1) return `${now} Play, and watch a hundred worlds.`;
  const seen = worlds.slice(0, count);
  const less = seen.filter(({ promised, kept }) => kept < promised).length;
  return `${now} So far ${less === count ? "every winner" : `${less} of ${count} winners`} kept less than promised.`;
}

export const lost = ({ promised, kept }) =>
  kept === 0
    ? "all of it was luck"
    : two(promised - kept) === "0.00"
      ? "hardly any of it was luck"
      : `lost on average: ${two(promised - kept)}`;

export function showReadings(
  [promised, kept, luck, finds],
  { rules: [raw, , shrunk], best },
  { late, arms, tau },
) {
  promised.show(two(raw.promised), "largest estimate");
  kept.show(two(raw.kept), tau ? `best there is: ${two(best)}` : "all arms are equal");
  luck.show(share(1 - raw.kept / raw.promised), "of the promise");
  if (!tau) finds.show("–", "there is no best arm");
  else
    finds.show(
      percent(raw.best),
      late ? `shrunken: ${percent(shrunk.best)}` : `by chance: ${percent(1 / arms)}`,
    );
}

export const spoken = ({ rules: [raw], world }, { tau, worlds }) =>
  `World ${worlds}: promised ${two(world.promised)}, kept ${two(world.kept)}. On average promised ${two(raw.promised)}, kept ` +
  `${two(raw.kept)}. ` +
  (tau ? `Finds the best in ${percent(raw.best)} of the worlds.` : "All arms are equal.");
