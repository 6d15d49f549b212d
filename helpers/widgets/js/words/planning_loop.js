// What PlanningLoop says: readings, sentences, and what is spoken.

import { fixed, plural, probability } from "../core/format.js";

export const TITLE = "Each result changes the next plan";
export const HINT =
  "Press Next round, or drag the knob. Blue bar: where the next market’s effect is believed to lie, nine times in ten. Square: what its experiment finds, filled if the redesign is shipped there; green mark: what is true there. Green strip: nine in ten of all true markets.";
export const KEY =
  "In the long run the bar becomes the green strip, and more visitors do not make it narrower. Cross at the top: shipped where it does harm. Grey: the middle eight tenths of 100 other programmes in such markets, of the belief’s mean and of the size.";

export const short = (n) =>
  n < 1000 ? String(n) : n < 9950 ? `${fixed(n / 1000, 1).replace(/\.0$/, "")}k` : `${Math.round(n / 1000)}k`;
export const whole = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");

const count = (n, noun) => `${n} ${n === 1 ? noun : plural(noun)}`;

export function showReadings([belief, works, size, shipped], { beliefs, sizes, rounds }, done) {
  const { mean, sd, works: chance } = beliefs[done],
    run = rounds.slice(0, done);
  belief.show(`${fixed(mean, 2)} ± ${fixed(sd, 2)}`, "mean and sd");
  works.show(probability(chance), "in the next market");
  size.show(whole(sizes[done]), "visitors per arm");
  const wrong = run.filter((r) => r.shipped && r.truth <= 0).length;
  shipped.show(
    `${run.filter((r) => r.shipped).length} of ${done}`,
    wrong ? `${wrong} where it does harm` : "",
  );
}

export function sentences({ beliefs, sizes, rounds }, { tau }, done) {
  const now = beliefs[done];
  if (!done)
    return `Nothing is known: the next market’s effect is believed to be 0, give or take ${fixed(now.sd, 2)}. Wide beliefs expect large effects, and those are easily seen.`;
  const { estimate, shipped, n } = rounds[done - 1],
    narrower = now.sd < beliefs[done - 1].sd;
  const found = `Round ${done}: ${whole(n)} visitors per arm found ${fixed(estimate, 2)}, and the redesign is ${shipped ? "shipped" : "held back"} there.`;
  const learnt = `The belief about the next market is now ${fixed(now.mean, 2)} ± ${fixed(now.sd, 2)}, ${narrower ? "narrower" : "wider"} than before (markets differ by ${fixed(tau, 2)}, which nobody told it).`;
  const [before, after] = [sizes[done - 1], sizes[done]];
  const plan =
    after > 1.05 * before
      ? "a larger experiment"
      : after < 0.95 * before
        ? "a smaller experiment"
        : "one as large";
  return `${found} ${learnt} So it plans ${plan}: ${whole(after)}.`;
}

export const spoken = ({ beliefs, sizes }, done) =>
  `After ${count(done, "round")}: next market ${fixed(beliefs[done].mean, 2)} give or take ${fixed(beliefs[done].sd, 2)}; next experiment ${sizes[done]} visitors per arm.`;

export const described = ({ beliefs, rounds }, done) =>
  `Beliefs before ${count(done + 1, "round")}, mean and standard deviation: ${beliefs
    .slice(0, done + 1)
    .map(({ mean, sd }) => `${fixed(mean, 2)} (${fixed(sd, 2)})`)
    .join(", ")}. Experiments, visitors per arm and estimate: ${
    rounds
      .slice(0, done)
      .map(({ n, estimate, shipped }) => `${n}, ${fixed(estimate, 2)}, ${shipped ? "shipped" : "held"}`)
      .join("; ") || "none yet"
  }.`;
