// Priors of τ and the exact posteriors they lead to: choose a family, set its scale, drop studies.

import { panel, reading, resetButton, wordsBox } from "../core/controls.js";
import { dataChoice, STUDIES } from "../core/data.js";
import { div, html, set } from "../core/dom.js";
import { decimalsFor, fixed, niceStep, plural } from "../core/format.js";
import { overlay } from "../core/overlay.js";
import { lozenge } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { RandomEffects } from "../engine/random_effects.js";
import {
  FAMILIES,
  askedOf,
  captionOf,
  chance,
  figures,
  labelOf,
  sentences,
  spoken,
} from "../words/tau_prior.js";

const STATE = [...STUDIES, "family", "scale", "kept", "unit", "mu_sd", "dataset", "level"];
const KEY =
  "Each curve: where τ, their spread, may lie after the data, from one prior belief. Tile: its mean, and the chance of a next effect above zero. " +
  "Press a tile to draw its curve boldly, over its prior (dashed).";
const POINTS = 200,
  HEADROOM = 1.12,
  TICKS = 10;
const NAMES = Object.keys(FAMILIES);

// The posterior of τ and of the next effect under one prior.
export function answer({ effects, std_errors, kept, unit, mu_sd }, family, scale) {
  const prior = FAMILIES[family].prior(scale, unit);
  const post = new RandomEffects(
    effects.slice(0, kept),
    std_errors.slice(0, kept),
    { family: "Normal", mean: 0, sd: mu_sd },
    prior,
  );
  return { family, scale, prior: post.tauPrior, tau: post.tau, next: post.thetaNew().probAbove(0) };
}

// A data set brings its own scale along.
function opening({ get, change }) {
  return (values) => {
    const source = (values.datasets ?? get("datasets"))[values.dataset];
    const unit = source.tau_prior?.scale ?? get("unit");
    const mu_sd = source.mu_prior?.sd ?? get("mu_sd");
    change({ ...values, family: "HalfNormal", scale: unit, unit, mu_sd, kept: values.effects.length });
  };
}

// What stays still while the reader drags: the axis of τ and its points, close together near 0, where priors can be
// narrow; decimals; what studies are called.
function worldOf(now, noun = "study") {
  const first = answer({ ...now, kept: Math.min(3, now.effects.length) }, "HalfNormal", now.unit).tau;
  const reach = 1.1 * first.quantile(0.975);
  const step = niceStep(reach / 100);
  const top = Math.ceil(reach / step) * step;
  return {
    plural: plural(noun),
    digits: Math.max(2, decimalsFor(now.std_errors) - 1),
    top,
    grid: Array.from({ length: POINTS + 1 }, (_, i) => top * (i / POINTS) ** 2),
  };
}

const curveOf = ({ tau }, grid) => grid.map((t) => [t, tau.pdf(t)]);
const areaUnder = (points) =>
  points.slice(1).reduce((sum, [t, d], i) => sum + 0.5 * (t - points[i][0]) * (d + points[i][1]), 0);
const peakOf = (points) => Math.max(...points.map(([, d]) => d));

// The four posteriors, the chosen one strong and above its prior.
function posteriorsPlot(world) {
  const plot = overlay({ count: NAMES.length, caption: "τ: how much the true effects differ" });

  // usual: the curves at the usual scales, which fix how high the drawing is; one lone spike may stick out of it.
  function draw(answers, usual, now) {
    const { grid, digits } = world(),
      chosen = NAMES.indexOf(now.family),
      mine = answers[chosen];
    const [highest, second] = usual.map(peakOf).sort((a, b) => b - a),
      top = HEADROOM * Math.min(highest, 1.25 * second);
    // A prior that spreads its mass far beyond the axis would lie flat on it: its shape is what matters here.
    const prior = grid.map((t) => [t, Math.exp(mine.prior.logpdf(t))]),
      area = areaUnder(prior);
    plot.draw({
      curves: usual.map((points, k) => (k === chosen ? curveOf(mine, grid) : points)),
      chosen,
      shape: prior.map(([t, d]) => [t, d / area]),
      interval: mine.tau.interval(now.level),
      top,
      labels: [...answers.map((a) => labelOf({ ...a, unit: now.unit })), "its prior, dashed"],
      describe: `Posterior of τ under four priors. ${answers
        .map(({ family, tau }) => `${FAMILIES[family].name}: mean ${fixed(tau.mean, digits)}`)
        .join("; ")}.`,
    });
  }
  return { ...plot, draw };
}

// The scale of the prior, each step a ratio; the knob's value is the logarithm.
function scaleTrack({ get, change }) {
  const family = () => FAMILIES[get("family")];
  const reach = () => family().reach(get("unit"));
  const bounds = () => reach().map(Math.log10);
  const put = (value) => {
    const [low, high] = reach();
    const within = Math.max(low, Math.min(high, Number(value.toPrecision(3))));
    change({ scale: family().scale(within, get("unit")) });
  };
  const ticks = [];
  const at = () => Math.log10(family().shown(get("scale"), get("unit")));
  const text = (log) => figures(10 ** log);
  const rail = track({
    describe: "Scale of the prior",
    look: "bs-prior-rail",
    mark: lozenge,
    caption: () => captionOf({ family: get("family"), unit: get("unit") }),
    ticks,
    text,
    knob: {
      label: () => `${family().name}, ${family().part}`,
      bounds,
      step: () => 0.02,
      get: at,
      set: (log) => put(10 ** log),
      text,
      typed: (value) => value > 0 && put(value),
    },
  });
  function layout(width) {
    const [low, high] = bounds();
    ticks.splice(0);
    for (let n = Math.ceil(low - 1e-9); n <= high + 1e-9; n++) ticks.push(n);
    rail.layout(width, [low, high]);
  }
  return { node: rail.node, layout, place: () => rail.place(at()) };
}

function keptTrack({ get, change }, world) {
  const ticks = [];
  const rail = track({
    describe: "Studies kept",
    caption: () => `${world().plural} kept, from the first`,
    ticks,
    text: (v) => String(Math.round(v)),
    knob: {
      label: () => `${world()?.plural ?? "studies"} kept`,
      bounds: () => [2, get("effects").length],
      step: () => 1,
      get: () => get("kept"),
      set: (n) => change({ kept: Math.round(n) }),
      text: (n) => `${n} of ${get("effects").length}`,
    },
  });
  function layout(width) {
    const K = get("effects").length,
      apart = Math.max(1, Math.ceil(niceStep((2 * K) / TICKS)));
    ticks.splice(0);
    for (let n = 2; n <= K; n += n === 2 && apart > 2 ? apart - 2 : apart) ticks.push(n);
    rail.layout(width, [2, Math.max(K, 3)]);
  }
  return { ...rail, layout };
}

function showFamilies(families, answers, { family: chosen }, digits) {
  families.forEach(([family, r], k) => {
    const { tau, next } = answers[k];
    r.show(fixed(tau.mean, digits), `next effect > 0: ${chance(next)}`, family === chosen);
  });
}

export function render({ model, el }) {
  return view({ model, el }, "Priors for τ", (context) => {
    const { root, get, change, read, announce } = context;
    const usual = (family) => FAMILIES[family].usual * get("unit");
    const { pick, source } = dataChoice(get, opening(context), STUDIES);
    // As the figure opened, or, with other data, as these came.
    const start = structuredClone(read(["dataset", "family", "scale", "kept"]));
    const back = () => {
      const { dataset, ...mine } = start;
      if (get("dataset") === dataset) change(mine);
      else change({ family: "HalfNormal", scale: get("unit"), kept: get("effects").length });
    };
    let world = null;
    let shape = "";
    let others = null;
    let curves = null;
    let compared = "";
    let railed = "";

    const families = NAMES.map((family) => [
      family,
      reading(FAMILIES[family].name, () => change({ family, scale: usual(family) })),
    ]);
    const plot = posteriorsPlot(() => world);
    const scale = scaleTrack(context);
    const kept = keptTrack(context, () => world);
    const words = wordsBox(340);
    const asked = html("p", { class: "bs-title" });
    const four = panel(families.map(([, r]) => r));
    set(four, { role: "group", "aria-label": "Prior of τ" });
    root.append(
      asked,
      div("bs-bar", div("bs-later", pick.node), resetButton(back)),
      html("p", { class: "bs-hint bs-key", text: KEY }),
      four,
      div("bs-stage bs-answer", plot.node),
      div("bs-stage", scale.node),
      div("bs-stage", kept.node),
      words.node,
    );

    function layout(width) {
      if (!world) return;
      plot.layout(width, [0, world.top]);
      scale.layout(width);
      kept.layout(width);
    }

    // What does not depend on the chosen prior is computed once.
    function prepare(now, width) {
      const form = JSON.stringify([now.effects, now.std_errors, now.unit, now.mu_sd, now.dataset]);
      if (form !== shape) {
        world = worldOf(now, source().noun);
        others = null;
        railed = "";
        layout(width);
      }
      shape = form;
      if (railed !== now.family) scale.layout(width);
      railed = now.family;
      const few = JSON.stringify([form, now.kept]);
      if (few === compared && others) return;
      others = NAMES.map((family) => answer(now, family, usual(family)));
      curves = others.map((one) => curveOf(one, world.grid));
      compared = few;
    }

    function draw(width) {
      const now = read(STATE);
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      now.kept = Math.min(now.kept, now.effects.length);
      prepare(now, width);
      const chosen = answer(now, now.family, now.scale);
      const answers = others.map((one) => (one.family === now.family ? chosen : one));
      set(asked, { text: askedOf(now.kept, world.plural) });
      plot.draw(answers, curves, now);
      scale.place();
      kept.place(now.kept);
      showFamilies(families, answers, now, world.digits);
      words.say(sentences(answers, chosen, { ...now, ...world }));
      announce(spoken(chosen, now, world));
      pick.refresh();
    }
    const factor = () => {
      const means = others.map(({ tau }) => tau.mean);
      return Math.max(...means) / Math.min(...means);
    };
    const question = {
      ask: () =>
        "Four priors see the same data. By what factor will the largest mean of τ exceed the smallest?",
      truth: () => factor(),
      low: () => 1,
      high: () => 5,
      step: 0.1,
      digits: 1,
      text: (v) => `× ${fixed(v, 1)}`,
    };
    return { layout, draw, question };
  });
}
