// What ChainDoctor says: its patients, readings, sentences, and what is spoken.

import { fixed } from "../core/format.js";

const LIMIT = 1.01,
  ENOUGH = 400;
const WELL = { apart: 0, drift: 0, memory: 0.5, width: 1 };

export const PATIENTS = [
  { name: "Healthy", ailment: WELL },
  { name: "All drift", ailment: { ...WELL, drift: 2 } },
  { name: "One apart", ailment: { ...WELL, apart: 2 } },
  { name: "Slow", ailment: { ...WELL, memory: 0.97 } },
  { name: "One timid", ailment: { ...WELL, width: 0.4 } },
];
export const patientOf = (now) =>
  PATIENTS.find(({ ailment }) => Object.entries(ailment).every(([name, v]) => now[name] === v))?.name ?? null;

export const TITLE = "Four chains: would you trust their mean?";
export const HINT =
  "Pick a patient. Left: its four chains, draw by draw; the band holds 95\u202f% of what is right. Right: the ranks of each chain’s draws among all; " +
  "bars level with the dotted line are as they should be.";

const ratio = (v) => (Number.isFinite(v) ? fixed(v, 2) : "–");
const passes = (v) => (v <= LIMIT ? "✓ at most 1.01" : "✗ above 1.01");

export function showReadings([plain, split, ranked, ess], found) {
  plain.show(ratio(found.plain), passes(found.plain));
  split.show(ratio(found.split), passes(found.split));
  ranked.show(ratio(found.ranked), passes(found.ranked));
  ess.show(
    `${Math.round(found.bulk)} of ${found.total}`,
    `${Math.min(found.bulk, found.tail) >= ENOUGH ? "✓" : "✗"} tails ${Math.round(found.tail)}; 400 wanted`,
  );
}

function complaint({ plain, split, ranked, bulk, tail, total }, { apart, drift, memory, width }) {
  const few = Math.min(bulk, tail) < ENOUGH;
  if (few && memory > 0.8 && drift + apart === 0 && width === 1)
    return `Each draw is nearly a copy of the one before: ${total} are worth ${Math.round(bulk)}. So short of draws, the chains differ by chance, and R-hat (${ratio(ranked)}) says so.`;
  if (plain > LIMIT)
    return `The chains disagree with one another: R-hat is ${ratio(plain)} over whole chains, ${ratio(split)} over halves.`;
  if (split > LIMIT)
    return `Whole chains agree with one another, so R-hat is ${ratio(plain)}. First and second halves do not: cut in two, it is ${ratio(split)}.`;
  if (ranked > LIMIT)
    return `All means agree: R-hat is ${ratio(plain)} over whole chains, ${ratio(split)} over halves. By rank it is ${ratio(ranked)}: one chain is narrower than the others.`;
  if (few) return `The chains agree, but their draws are worth only ${Math.round(bulk)} of ${total}.`;
  return `Nothing to complain of: R-hat is ${ratio(ranked)}, and the draws are worth ${Math.round(bulk)} independent ones.`;
}

export function sentences(found, now) {
  const off = Math.abs(found.mean - found.exact) / found.mcse,
    claimed = `${fixed(found.mean, 2)} ± ${fixed(2 * found.mcse, 2)}`;
  const verdict =
    off > 3
      ? `The mean, ${claimed}, is ${fixed(off, 0)} of its own standard errors away from the exact ${fixed(found.exact, 0)}: they count chance alone, and this is not chance.`
      : `The mean, ${claimed}, ${off > 2 ? "all but holds" : "holds"} the exact ${fixed(found.exact, 0)}${Math.min(found.bulk, found.tail) < ENOUGH ? ", and claims little" : ""}.`;
  return `${complaint(found, now)} ${verdict}`;
}

export const spoken = (found) =>
  `R-hat of whole chains ${ratio(found.plain)}, of halves ${ratio(found.split)}, by rank ${ratio(found.ranked)}; ` +
  `${Math.round(found.bulk)} effective draws; mean ${fixed(found.mean, 2)} plus or minus ${fixed(2 * found.mcse, 2)}, exact ${fixed(found.exact, 0)}.`;
