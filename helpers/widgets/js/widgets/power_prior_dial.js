// Drag the exponent of a power prior over the belief about the next effect; pull the past estimates apart.

import { button, panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set } from "../core/dom.js";
import { decimalsFor, fixed, niceStep, probability, roundTo } from "../core/format.js";
import { overlay } from "../core/overlay.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { priorEffectiveSampleSize } from "../engine/planning.js";
import { matchingAlpha, powerPrior, pulledApart } from "../engine/power_prior.js";
import { normal } from "../engine/mixtures.js";
import { RandomEffects } from "../engine/random_effects.js";
import { ASKED, KEY, alphaText, sentences, spoken, whole } from "../words/power_prior_dial.js";

const STATE = ["effects", "std_errors", "sigma", "alpha", "apart", "mu_sd", "tau_scale"];
const LEAST = 0.003,
  POINTS = 240,
  HEADROOM = 1.12,
  REACH = 3.2; // sds of the belief on either side

// The belief about the next effect, from the estimates as far apart as they are set; it does not know alpha.
export function beliefOf({ effects, std_errors, apart, mu_sd, tau_scale }) {
  const post = new RandomEffects(
    pulledApart(effects, std_errors, apart),
    std_errors,
    { family: "Normal", mean: 0, sd: mu_sd },
    { family: "HalfNormal", scale: tau_scale },
  );
  return post.thetaNew();
}

// What the readings and sentences say.
export function summarise({ effects, std_errors, sigma, alpha }, belief) {
  const { mean, sd } = powerPrior(effects, std_errors, alpha);
  const both = (f) => ({ prior: f(normal(mean, sd)), belief: f(belief) });
  return {
    prior: { mean, sd },
    belief: { mean: belief.mean, sd: belief.sd },
    worth: both((of) => priorEffectiveSampleSize(of, sigma)),
    above: both((of) => of.probAbove(0)),
    all: priorEffectiveSampleSize(powerPrior(effects, std_errors, 1), sigma),
    match: matchingAlpha(effects, std_errors, belief.sd),
  };
}

// What stays still while the reader drags: the axis and its points, about the belief as the markets really lie.
function worldOf(now) {
  const { mean, sd } = beliefOf({ ...now, apart: 1 });
  const step = niceStep(sd);
  const low = Math.floor((mean - REACH * sd) / step) * step,
    high = Math.ceil((mean + REACH * sd) / step) * step;
  return {
    low,
    high,
    digits: Math.max(2, decimalsFor(now.std_errors) - 1),
    grid: Array.from({ length: POINTS + 1 }, (_, i) => low + ((high - low) * i) / POINTS),
  };
}

const curveOf = (of, grid) => grid.map((x) => [x, of.pdf(x)]);
const peakOf = (points) => Math.max(...points.map(([, d]) => d));

// The exponent, each step a ratio; the knob's value is its logarithm.
function alphaTrack({ get, change }) {
  const text = (log) => alphaText(10 ** log);
  const put = (alpha) => change({ alpha: Math.min(1, Math.max(LEAST, Number(alpha.toPrecision(3)))) });
  return track({
    describe: "Exponent of the power prior",
    caption: () => "α: how much of the past counts",
    ticks: [1, 0.3, 0.1, 0.03, 0.01, 0.003].map(Math.log10),
    text,
    knob: {
      label: "α, exponent of the power prior",
      bounds: () => [Math.log10(LEAST), 0],
      step: () => 0.02,
      get: () => Math.log10(get("alpha")),
      set: (log) => put(10 ** log),
      text,
      typed: (value) => value > 0 && put(value),
    },
  });
}

function apartTrack({ get, change }) {
  const text = (v) => `× ${fixed(v, 2).replace(/\.?0+$/, "")}`;
  return track({
    describe: "How far apart the past estimates lie",
    caption: () => "how far apart the past markets lie",
    ticks: [0, 0.5, 1, 1.5, 2],
    text,
    look: "bs-apart-rail",
    knob: {
      label: "Estimates apart, as a multiple",
      bounds: () => [0, 2],
      step: () => 0.05,
      get: () => get("apart"),
      set: (v) => change({ apart: roundTo(v, 2) }),
      text,
    },
  });
}

function show([sd, above, worth, match], now, digits) {
  sd.show(fixed(now.prior.sd, digits + 1), `belief: ${fixed(now.belief.sd, digits + 1)}`);
  above.show(probability(now.above.prior), `belief: ${probability(now.above.belief)}`);
  worth.show(whole(now.worth.prior), `belief: ${whole(now.worth.belief)} visitors`);
  match.show(now.match > 1 ? "none" : alphaText(now.match), "as wide as the belief");
}

export function render({ model, el }) {
  return view({ model, el }, "Power prior", (context) => {
    const { root, get, change, read, announce, reset } = context;
    let world = null;
    let shape = "";
    let belief = null;
    let dashed = [];
    let from = "";
    let last = null;
    const start = priorEffectiveSampleSize(powerPrior(get("effects"), get("std_errors"), 1), get("sigma"));

    const plot = overlay({ count: 1, caption: "true effect in the next market", zero: true });
    const alpha = alphaTrack(context);
    const apart = apartTrack(context);
    const shows = readings("Its width (sd)", "P(next effect > 0)", "Worth, per arm", "Matching α");
    const words = wordsBox(400);
    const toMatch = button("Make it as wide as the belief", () => change({ alpha: roundTo(last.match, 5) }));
    root.append(
      html("p", { class: "bs-title", text: ASKED }),
      html("p", { class: "bs-hint bs-key", text: KEY }),
      div("bs-stage", plot.node),
      div("bs-stage", alpha.node),
      div("bs-bar bs-later", toMatch, reset(["alpha", "apart"])),
      panel(shows),
      div("bs-stage bs-later", apart.node),
      words.node,
    );

    function layout(width) {
      if (world) plot.layout(width, [world.low, world.high]);
      alpha.layout(width, [Math.log10(LEAST), 0]);
      apart.layout(width, [0, 2]);
    }

    // What does not depend on alpha is computed once.
    function prepare(now, width) {
      const { alpha: _, ...rest } = now;
      const { apart: __, ...data } = rest;
      if (JSON.stringify(data) !== shape) {
        world = worldOf(now);
        shape = JSON.stringify(data);
        layout(width);
      }
      if (JSON.stringify(rest) === from) return;
      belief = beliefOf(now);
      dashed = curveOf(belief, world.grid);
      from = JSON.stringify(rest);
    }

    function draw(width) {
      const now = read(STATE);
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      prepare(now, width);
      const result = (last = summarise(now, belief));
      const { mean, sd } = result.prior;
      const solid = curveOf(normal(mean, sd), world.grid);
      plot.draw({
        curves: [solid],
        chosen: 0,
        shape: dashed,
        interval: [mean - 1.96 * sd, mean + 1.96 * sd],
        top: HEADROOM * Math.max(peakOf(solid), peakOf(dashed)),
        labels: ["power prior", "belief, dashed"],
        describe: spoken(result, now),
      });
      alpha.place(Math.log10(now.alpha));
      apart.place(now.apart);
      show(shows, result, world.digits);
      set(toMatch, { disabled: result.match > 1 || result.match < LEAST });
      words.say(sentences(result, now, world.digits));
      announce(spoken(result, now));
    }
    const question = {
      ask: () =>
        `The past tests together are as precise as one with ${whole(last.all)} visitors per arm. How many visitors of the next market is that worth?`,
      truth: () => last.worth.belief,
      low: () => 0,
      high: () => niceStep(last.all) * Math.ceil(last.all / niceStep(last.all)),
      step: Math.max(1, niceStep(start / 400)),
      digits: 0,
      text: whole,
    };
    return { layout, draw, question };
  });
}
