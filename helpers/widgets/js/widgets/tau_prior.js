// Priors of τ and the exact posterior they lead to: choose a family, drag its scale, drop studies.

import { panel, reading, resetButton, wordsBox } from "../core/controls.js";
import { dataChoice, STUDIES } from "../core/data.js";
import { densityStrip } from "../core/density.js";
import { div, html, set } from "../core/dom.js";
import {
  decimalsFor,
  fixed,
  interval,
  niceStep,
  percent,
  plural,
  probability,
  roundTo,
} from "../core/format.js";
import { handle } from "../core/handle.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { RandomEffects } from "../engine/random_effects.js";

const STATE = [...STUDIES, "family", "scale", "kept", "unit", "mu_sd", "dataset", "level"];
const KEY =
  "Mean of τ under each prior, and the chance that the next effect is above zero. Press one to see its curve.";

// usual: the scale at which one meets the family, in units of the data's own spread. says: what it expects.
const FAMILIES = {
  HalfNormal: {
    name: "Half-normal",
    part: "scale",
    usual: 1,
    prior: (scale) => ({ family: "HalfNormal", scale }),
    says: (r, f) => `before any data it is 95\u202f% sure that τ is below ${f(1.96 * r)}`,
  },
  HalfCauchy: {
    name: "Half-Cauchy",
    part: "scale",
    usual: 1,
    prior: (scale) => ({ family: "HalfCauchy", scale }),
    says: (r, f) => `before any data it is 95\u202f% sure that τ is below ${f(12.706 * r)}`,
  },
  Uniform: {
    name: "Uniform",
    part: "upper end",
    usual: 100,
    prior: (high) => ({ family: "Uniform", low: 0, high }),
    says: (r, f) => `before any data it is 95\u202f% sure that τ is above ${f(0.05 * r)}`,
  },
  GammaPrecision: {
    name: "Gamma on 1/τ²",
    part: "√ε of Gamma(ε, ε)",
    usual: Math.sqrt(0.001),
    prior: (r, unit) => ({ family: "GammaPrecision", shape: (r / unit) ** 2, rate: r * r }),
    says: (r, f, unit) =>
      `its density has a spike at ${f(r * Math.sqrt(2 / (1 + 2 * (r / unit) ** 2)))} and falls away on both sides`,
  },
};

// The posterior of τ and of the next effect under one prior.
export function answer({ effects, std_errors, kept, unit, mu_sd }, family, scale) {
  const prior = FAMILIES[family].prior(scale, unit);
  const post = new RandomEffects(
    effects.slice(0, kept),
    std_errors.slice(0, kept),
    { family: "Normal", mean: 0, sd: mu_sd },
    prior,
  );
  return { post, prior: post.tauPrior, tau: post.tau, next: post.thetaNew().probAbove(0) };
}

export function sentences(all, chosen, { family, scale, unit, kept, plural, digits }) {
  const means = all.map((a) => a.tau.mean),
    chances = all.map((a) => a.next),
    spread = (v) => [Math.min(...v), Math.max(...v)];
  const [low, high] = spread(means),
    [least, most] = spread(chances),
    { name, part, says } = FAMILIES[family],
    f = (v) => fixed(v, digits);
  const who =
    high > 2 * low
      ? "So far the prior does much of the talking."
      : high > 1.35 * low
        ? "The data and the prior both have a say."
        : "The data do nearly all the talking.";
  return (
    `${name}, ${part} ${f(scale)}: ${says(scale, f, unit)}. With ${kept} ${plural} the mean of τ is ${f(chosen.tau.mean)}. ` +
    `The four priors say anything from ${interval(low, high, digits)}, and from ${probability(least)} to ${probability(most)} for a next effect above zero. ${who}`
  );
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

// What stays still while the reader drags: the axis of τ, its steps and decimals, what studies are called.
function worldOf(now, noun = "study") {
  const first = answer({ ...now, kept: Math.min(3, now.effects.length) }, "HalfNormal", now.unit).tau;
  const top = 1.1 * first.quantile(0.975);
  const step = niceStep(top / 100);
  return {
    plural: plural(noun),
    digits: Math.max(2, decimalsFor(now.std_errors) - 1),
    step,
    top: Math.ceil(top / step) * step,
  };
}

// The posterior over the prior, whose scale is the knob's place; a scale beyond the axis stands at its stop.
function priorStrip({ get, change }, world) {
  const far = { text: "" };
  const strip = densityStrip({
    describe: "Prior and posterior of τ",
    stop: far,
    caption: () => "τ: drag the prior’s knob along its axis",
  });
  const beyond = () => get("scale") > world().top;
  const stop = () => world().top + world().step;
  const last = () => (get("family") === "GammaPrecision" ? Math.min(get("unit"), world().top) : stop());
  const scaleAt = (r) => {
    const { top, step, digits } = world();
    return r > top * 1.000001 ? 100 * get("unit") : roundTo(Math.max(r, step), digits + 1);
  };
  const knob = handle(strip.grip, {
    label: () => `${FAMILIES[get("family")].name}, ${FAMILIES[get("family")].part}`,
    bounds: () => [world().step, last()],
    step: () => world().step,
    get: () => (beyond() ? stop() : get("scale")),
    set: (r) => change({ scale: scaleAt(r) }),
    text: () => fixed(get("scale"), world().digits),
    perPixel: strip.perPixel,
  });

  function layout(width) {
    far.text = fixed(100 * get("unit"), 0);
    strip.layout(width, [0, world().top]);
  }

  function draw({ tau, prior }, level) {
    const { top } = world();
    const grid = Array.from({ length: 201 }, (_, i) => (top * i) / 200);
    // A prior that spreads its mass far beyond the axis would lie flat on it: its shape is what matters here.
    const heights = grid.map((t) => Math.exp(prior.logpdf(t)));
    const area = (heights.reduce((a, b) => a + b, 0) * top) / 200;
    const posterior = grid.map((t) => [t, tau.pdf(t)]);
    const shape = grid.map((t, i) => [t, heights[i] / area]);
    strip.curves(posterior, shape, tau.interval(level), ["p(τ | data)", "prior (its shape)"]);
    strip.place(beyond() ? Infinity : get("scale"), []);
    knob.refresh();
  }
  return { node: strip.node, layout, draw };
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
    const K = get("effects").length;
    ticks.splice(0, ticks.length, ...Array.from({ length: K - 1 }, (_, i) => i + 2));
    rail.layout(width, [2, Math.max(K, 3)]);
  }
  return { ...rail, layout };
}

function showFamilies(families, current, { family: chosen }, digits) {
  for (const [family, r] of families) {
    const { tau, next } = current.get(family);
    r.show(fixed(tau.mean, digits), `next effect > 0: ${probability(next)}`, family === chosen);
  }
}

function spoken({ tau, next }, { kept, family, level }, { plural, digits }) {
  return (
    `${kept} ${plural}, ${FAMILIES[family].name}: mean of tau ${fixed(tau.mean, digits)}, ${percent(level)} ` +
    `${interval(...tau.interval(level), digits)}; next effect above zero ${probability(next)}.`
  );
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
    let compared = "";

    const families = Object.entries(FAMILIES).map(([family, { name }]) => [
      family,
      reading(name, () => change({ family, scale: usual(family) })),
    ]);
    const strip = priorStrip(context, () => world);
    const rail = keptTrack(context, () => world);
    const words = wordsBox(330);
    const four = panel(families.map(([, r]) => r));
    set(four, { role: "group", "aria-label": "Prior of τ" });
    root.append(
      div("bs-bar", pick.node, resetButton(back)),
      html("p", { class: "bs-hint bs-key", text: KEY }),
      four,
      div("bs-stage", strip.node),
      div("bs-stage", rail.node),
      words.node,
    );

    function layout(width) {
      if (!world) return;
      strip.layout(width);
      rail.layout(width);
    }

    // What does not depend on the chosen prior is computed once.
    function prepare(now, width) {
      const form = JSON.stringify([now.effects, now.std_errors, now.unit, now.mu_sd, now.dataset]);
      if (form !== shape) {
        shape = form;
        world = worldOf(now, source().noun);
        others = null;
        layout(width);
      }
      const few = JSON.stringify([form, now.kept]);
      if (few === compared && others) return;
      others = new Map(families.map(([family]) => [family, answer(now, family, usual(family))]));
      compared = few;
    }

    function draw(width) {
      const now = read(STATE);
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      now.kept = Math.min(now.kept, now.effects.length);
      prepare(now, width);
      const chosen = answer(now, now.family, now.scale);
      const current = new Map(others).set(now.family, chosen);
      strip.draw(chosen, now.level);
      rail.place(now.kept);
      showFamilies(families, current, now, world.digits);
      words.say(sentences([...current.values()], chosen, { ...now, ...world }));
      announce(spoken(chosen, now, world));
      pick.refresh();
    }
    const factor = () => {
      const means = [...others.values()].map(({ tau }) => tau.mean);
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
