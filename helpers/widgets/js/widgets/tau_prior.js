// Priors of τ and the exact posterior they lead to: choose a family, drag its scale, drop studies.

import { reading } from "../core/controls.js";
import { dataChoice, STUDIES } from "../core/data.js";
import { densityStrip } from "../core/density.js";
import { html } from "../core/dom.js";
import { decimalsFor, fixed, interval, niceStep, percent, probability, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { RandomEffects } from "../engine/random_effects.js";

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

export function render({ model, el }) {
  return view({ model, el }, "Priors for τ", ({ root, get, change, announce }) => {
    const usual = (family) => FAMILIES[family].usual * get("unit");
    // A data set brings its own scale along.
    const opening = (values) => {
      const source = (values.datasets ?? get("datasets"))[values.dataset],
        unit = source.tau_prior?.scale ?? get("unit");
      change({
        ...values,
        family: "HalfNormal",
        scale: unit,
        unit,
        mu_sd: source.mu_prior?.sd ?? get("mu_sd"),
        kept: values.effects.length,
      });
    };
    const { pick, source } = dataChoice(get, opening, STUDIES);
    let world = null,
      shape = "",
      others = null,
      compared = "";

    const families = Object.entries(FAMILIES).map(([family, { name }]) => [
      family,
      reading(name, () => change({ family, scale: usual(family) })),
    ]);
    const far = { text: "" },
      strip = densityStrip({
        describe: "Prior and posterior of τ",
        stop: far,
        caption: () => "τ: drag the prior’s knob along its axis",
      });
    const beyond = () => get("scale") > world.top,
      place = () => (beyond() ? world.top + world.step : get("scale"));
    const last = () =>
      get("family") === "GammaPrecision" ? Math.min(get("unit"), world.top) : world.top + world.step;
    const setScale = (r) =>
      change({
        scale:
          r > world.top * 1.000001 ? 100 * get("unit") : roundTo(Math.max(r, world.step), world.digits + 1),
      });
    const knob = handle(strip.grip, {
      label: () => `${FAMILIES[get("family")].name}, ${FAMILIES[get("family")].part}`,
      bounds: () => [world.step, last()],
      step: () => world.step,
      get: place,
      set: setScale,
      text: () => fixed(get("scale"), world.digits),
      perPixel: strip.perPixel,
    });
    const marks = [],
      rail = track({
        describe: "Studies kept",
        caption: () => `${world.plural} kept, from the first`,
        ticks: marks,
        text: (v) => String(Math.round(v)),
      });
    const count = handle(rail.grip, {
      label: () => `${world?.plural ?? "studies"} kept`,
      bounds: () => [2, get("effects").length],
      step: () => 1,
      get: () => get("kept"),
      set: (n) => change({ kept: Math.round(n) }),
      text: (n) => `${n} of ${get("effects").length}`,
      perPixel: rail.perPixel,
    });
    const words = html("p", { class: "bs-words" }),
      stage = (node) => html("div", { class: "bs-stage" }, node);
    const key = html("p", {
      class: "bs-hint bs-key",
      text: "Mean of τ under each prior, and the chance that the next effect is above zero. Press one to see its curve.",
    });
    root.append(
      html("div", { class: "bs-bar" }, pick.node),
      key,
      html(
        "div",
        { class: "bs-panel bs-four", role: "group", "aria-label": "Prior of τ" },
        ...families.map(([, r]) => r.node),
      ),
      stage(strip.node),
      stage(rail.node),
      words,
    );

    function rebuild(now) {
      const first = answer({ ...now, kept: Math.min(3, now.effects.length) }, "HalfNormal", now.unit).tau;
      const top = 1.1 * first.quantile(0.975),
        step = niceStep(top / 100);
      const noun = source().noun ?? "study";
      world = {
        plural: noun === "study" ? "studies" : `${noun}s`,
        digits: Math.max(2, decimalsFor(now.std_errors) - 1),
        step,
        top: Math.ceil(top / step) * step,
      };
      others = null;
    }

    function layout(width) {
      if (!world) return;
      far.text = fixed(100 * get("unit"), 0);
      strip.layout(width, [0, world.top]);
      const K = get("effects").length;
      marks.splice(0, marks.length, ...Array.from({ length: K - 1 }, (_, i) => i + 2));
      rail.layout(width, [2, Math.max(K, 3)]);
    }

    function draw(width) {
      const now = Object.fromEntries(
        [...STUDIES, "family", "scale", "kept", "unit", "mu_sd", "dataset", "level"].map((name) => [
          name,
          get(name),
        ]),
      );
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      now.kept = Math.min(now.kept, now.effects.length);
      const form = JSON.stringify([now.effects, now.std_errors, now.unit, now.mu_sd, now.dataset]),
        few = JSON.stringify([form, now.kept]);
      if (form !== shape) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      if (few !== compared || !others)
        [others, compared] = [new Map(families.map(([f]) => [f, answer(now, f, usual(f))])), few];
      show(now, answer(now, now.family, now.scale));
    }

    function show(now, chosen) {
      const { digits, top, plural } = world,
        { tau, prior } = chosen,
        grid = Array.from({ length: 201 }, (_, i) => (top * i) / 200);
      const current = new Map(others).set(now.family, chosen);
      // A prior that spreads its mass far beyond the axis would lie flat on it: its shape is what matters here.
      const heights = grid.map((t) => Math.exp(prior.logpdf(t))),
        area = (heights.reduce((a, b) => a + b, 0) * top) / 200;
      strip.curves(
        grid.map((t) => [t, tau.pdf(t)]),
        grid.map((t, i) => [t, heights[i] / area]),
        tau.interval(now.level),
        ["p(τ | data)", "prior (its shape)"],
      );
      strip.place(beyond() ? Infinity : now.scale, []);
      rail.place(now.kept);
      knob.refresh();
      count.refresh();
      for (const [family, r] of families) {
        const { tau: t, next } = current.get(family);
        r.show(fixed(t.mean, digits), `next effect > 0: ${probability(next)}`, family === now.family);
      }
      words.textContent = sentences([...current.values()], chosen, { ...now, plural, digits });
      announce(
        `${now.kept} ${plural}, ${FAMILIES[now.family].name}: mean of tau ${fixed(tau.mean, digits)}, ${percent(now.level)} ` +
          `${interval(...tau.interval(now.level), digits)}; next effect above zero ${probability(chosen.next)}.`,
      );
      pick.refresh();
    }
    return { layout, draw };
  });
}
