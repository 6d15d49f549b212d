// What ComplexityDial says: its question, sentences, and what is spoken.

import { fixed, percent, share } from "../core/format.js";

export const ASKED = "Is pooling worth it here?";
export const HINT =
  "Drag how different the markets truly are. Lower is better: each line is a way to estimate every market’s effect.";
const LITTLE = 0.05;

export const whole = (n) => String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, "\u202f");

// A share of the plain error: percent as long as that can be read, then times.
export const part = (share) => (share < 9.995 ? percent(share) : `× ${whole(share)}`);

export const times = (worth) => `× ${fixed(worth, worth < 9.995 ? 2 : 0)}`;

export const offBy = (error) => `off by ${fixed(Math.sqrt(error), Math.sqrt(error) < 0.0995 ? 3 : 2)}`;

export const sharesOf = ({ mean }) => ({
  complete: mean.complete / mean.plain,
  partial: mean.partial / mean.plain,
  known: mean.known / mean.plain,
});

export const tauText = (tau) => fixed(tau, 2).replace(/^0/, "");

export const armsText = ({ arms }, imbalance) =>
  imbalance < 1.005
    ? `${whole(arms[0])} visitors per arm in every market`
    : `${whole(arms[0])} visitors per arm in half of the markets, ${whole(arms[1])} in the others`;

function verdict({ complete, partial }) {
  if (partial > 1 - LITTLE)
    return `Partial pooling leaves ${share(partial)} of the plain error: report each market on its own, and nothing much is lost.`;
  const worth = `Partial pooling leaves ${percent(partial)} of the plain error, as if every market had ${fixed(1 / partial, 1)} times its visitors.`;
  if (complete < partial + LITTLE)
    return `${worth} Markets so alike would be served by one number for all as well.`;
  return complete > 1
    ? `${worth} One number for all would be worse than no pooling.`
    : `${worth} One number for all leaves more: ${percent(complete)}.`;
}

function sides({ by }, imbalance) {
  if (imbalance < 1.5) return "";
  const [small, large] = by.plain.map((plain, c) => by.partial[c] / plain);
  return ` The small markets are left ${percent(small)} of theirs, the large ones ${percent(large)}.`;
}

export const sentences = (errors, { imbalance }) => verdict(sharesOf(errors)) + sides(errors, imbalance);

export function spoken(errors, { tau, groups }) {
  const { complete, partial } = sharesOf(errors);
  return (
    `${groups} markets, tau ${tauText(tau)}: of the plain error one number for all leaves ${part(complete)}, ` +
    `partial pooling ${percent(partial)}.`
  );
}

export const question = ({ groups, tau }, { arms }) =>
  `${groups} markets, ${whole(arms[0])} visitors in each arm, true effects that scatter with τ = ${tauText(tau)}. How much of the plain estimates’ squared error will partial pooling leave?`;
