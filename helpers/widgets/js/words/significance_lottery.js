// What SignificanceLottery says: readings, sentences, and what is spoken.

import { set } from "../core/dom.js";
import { fixed, percent, share } from "../core/format.js";

const FEW = 20; // worlds, below which shares are not worth showing
export const HINT =
  "Filled squares are significant; green ticks are the true effects. Drag the diamond, their mean, or the round grip, their spread as its " +
  "distance from the mean; or the end of a bar, for a market’s visitors. Keyboard: Tab, then arrow keys.";

export const titleOf = (K) => `${K} markets: how many will be significant?`;
export const columnsOf = (least) =>
  `Columns: how often to expect each count. Dots: worlds drawn, the latest at the arrows. Orange: ${least} or more.`;

export function sentences({ exact, alike, mean }, { mu, tau, observed }, { K, digits }) {
  const now = exact[observed] ?? 0,
    then = alike[observed] ?? 0,
    both = `${observed} of ${K}`;
  if (tau === 0) {
    return (
      `All ${K} markets have the same true effect, ${fixed(mu, digits)}. Their estimates differ by noise alone, and on ` +
      `average ${fixed(mean, 2)} of them are significant. A vote of ${both} turns up in ${share(now)} of such worlds.`
    );
  }
  const apart =
    Math.max(now, then) < 1.25 * Math.min(now, then)
      ? "The vote cannot tell these worlds from those."
      : Math.max(now, then) < 3 * Math.min(now, then)
        ? "That is faint news."
        : "Now the vote begins to tell these worlds from those.";
  return (
    `The true effects differ, with a standard deviation of ${fixed(tau, digits)}. A vote of ${both} turns up in ${share(now)} ` +
    `of such worlds, and ${share(now) === share(then) ? "as often in" : `in ${share(then)} of`} worlds where all markets are alike. ${apart}`
  );
}

const tail = (values, from) => values.slice(from).reduce((a, b) => a + b, 0);

export function showReadings(
  [drawn, average, asked, atLeast],
  { votes, mean, exact, seen },
  { observed },
  worlds,
  K,
  from,
) {
  const share = percent(seen[observed] ?? 0);
  set(asked.node.firstChild, { text: `Chance of exactly ${observed} of ${K}` });
  set(atLeast.node.firstChild, { text: `${from} or more of ${K}` });
  atLeast.show(
    percent(tail(exact, from), 1),
    `seen in ${Math.round(worlds * tail(seen, from))} of ${worlds}`,
  );
  drawn.show(`${votes} of ${K}`, `world ${worlds}`);
  average.show(fixed(mean, 2), "over all such worlds");
  asked.show(percent(exact[observed] ?? 0, 1), worlds < FEW ? "" : `seen: ${share} of ${worlds} worlds`);
}

export const spoken = ({ votes, mean, exact }, { observed }, worlds, K) =>
  `World ${worlds}: ${votes} of ${K} significant. On average ${fixed(mean, 2)}. ` +
  `Exactly ${observed}: ${percent(exact[observed] ?? 0, 1)}.`;
