// What PriorPredictive says: numbers in people's units, readings, sentences, and what is spoken.

import { fixed, percent, share } from "../core/format.js";

// A multiple of what rivals get: ÷ 3 and × 3 are as far from one another as it sounds.
function multiple(effect) {
  const times = Math.exp(Math.abs(effect)),
    text = times >= 1e4 ? "10\u202f000+" : fixed(times, times >= 100 ? 0 : times >= 10 ? 1 : 2);
  return `${effect < 0 && text !== "1.00" ? "÷" : "×"} ${text.replace(/\.0+$/, "")}`;
}

export const written = (effect, story) =>
  story.ratio ? multiple(effect) : `${fixed(effect, Math.abs(effect) < 9.5 ? 1 : 0)} ${story.unit}`;

// On the axis: short.
export const tick = (effect, story) => (story.ratio ? multiple(effect).replace(" ", "") : fixed(effect, 0));

export const figures = (v) =>
  fixed(v, v >= 10 ? 1 : v >= 1 ? 2 : 3)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

export const TITLE =
  "Before any data: a hundred next tests, equally likely under your priors. Are they believable?";
export const HINT =
  "Drag the posts to where nobody would believe a result: tests beyond them are crosses. Then make the priors smaller until hardly a cross is left. Curve: the exact density. Bar: where 95 % of the estimates then fell.";

export const RAILS = {
  mu_sd: { label: "Mean μ: standard deviation", caption: "how far from 0 the mean may lie (sd of μ)" },
  tau_scale: { label: "Spread τ: scale", caption: "how much tests may differ (scale of τ)" },
  noise: { label: "Noise: standard error", caption: "noise of the next test (standard error)" },
};

// Both sides at once: the prior is symmetric about 0.
export const bothSides = (limit, story) =>
  story.ratio ? `÷ or ${multiple(limit)}` : `± ${written(limit, story)}`;

export function showReadings([absurd, range, without, plugged], now, { story }) {
  absurd.show(share(now.absurd, 1), `${now.crosses} of the hundred`);
  range.show(bothSides(now.range[1], story), "of the next tests");
  without.show(share(now.without, 1), "absurd true effects");
  plugged.show(share(now.plugged, 1), "absurd, τ at its mean");
}

export function sentences(now, { story, limit }) {
  const verdict =
    now.absurd > 0.2
      ? "These priors expect what nobody believes."
      : now.absurd > 0.05
        ? "Surprises are rather common under these priors."
        : now.absurd > 0.002
          ? "Believable, with room for a surprise."
          : "Hardly a surprise is allowed: would you bet that none comes?";
  const narrow = now.range[0] > story.seen[0] || now.range[1] < story.seen[1];
  return (
    `${verdict} Beyond ${bothSides(limit, story)}: ${share(now.absurd, 1)} of next tests. ` +
    (narrow
      ? `The estimates then reached further than the middle 95\u202f% of this prior: they would have surprised you.`
      : `The bar of the ${story.studies} lies inside the middle 95\u202f%.`)
  );
}

export const spoken = (now, { story, limit }) =>
  `${percent(now.absurd, 1)} of next tests beyond ${bothSides(limit, story)}; 95 percent within ${bothSides(now.range[1], story)}.`;
