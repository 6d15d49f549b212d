// Drag τ from complete pooling to none, over the exact posterior of τ; or let the data choose.

import { choice, numbersToggle, panel, readings, wordsBox } from "../core/controls.js";
import { dataChoice, STUDIES } from "../core/data.js";
import { densityStrip } from "../core/density.js";
import { div, html, set } from "../core/dom.js";
import { forestFrame, MANY, rowOrder } from "../core/forest.js";
import { decimalsFor, fixed, interval, niceStep, percent, plural, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { diamond, dot, span, square } from "../core/shapes.js";
import { view } from "../core/view.js";
import { normal } from "../engine/mixtures.js";
import { median, resultsAt } from "../engine/pooling.js";
import { RandomEffects } from "../engine/random_effects.js";
import { keyOf, priorsOf, shortOf, showReadings, spoken, wordsFor } from "../words/tau_explorer.js";

// What the posterior of τ and its picture depend on; the rest is only where the handle stands.
const SHAPE = [...STUDIES, "dataset", "level", "mu_prior", "tau_prior"];
const STATE = [...SHAPE, "tau", "averaged"];
const ASKED = (noun) => `How different may ${plural(noun)} be?`;

// What stays still while the reader drags: the posterior of τ, the axes, steps and decimals.
function worldOf(post, { effects, std_errors, level }, noun = "study") {
  const marginal = post.tau;
  const [low, high] = marginal.interval(level);
  const reach = Math.max(marginal.quantile(0.99) * 1.15, 2 * median(std_errors));
  const step = niceStep(reach / 100);
  const grid = Array.from({ length: 161 }, (_, i) => (reach * i) / 160);
  // The intervals of many studies are not drawn.
  const width = effects.length > MANY ? 0.2 : 2;
  const studies = effects.flatMap((v, i) => [v - width * std_errors[i], v + width * std_errors[i]]);
  const edges = [0, ...studies, ...post.thetaNew().interval(level)];
  const [from, to] = [Math.min(...edges), Math.max(...edges)];
  const proper = post.tauPrior.tail > 1;
  return {
    noun,
    order: rowOrder(effects),
    digits: decimalsFor(std_errors),
    step,
    top: Math.ceil(reach / step) * step,
    low,
    high,
    centre: marginal.mean,
    domain: [from - (to - from) / 25, to + (to - from) / 25],
    points: grid.map((t) => [t, marginal.pdf(t)]),
    prior: proper ? grid.map((t) => [t, Math.exp(post.tauPrior.logpdf(t))]) : [],
    cdf: marginal.cdf,
  };
}

function poolingChoice({ get, change }) {
  return choice({
    label: "Pooling",
    options: () => [
      ["0", "Complete pooling"],
      ["data", "Let the data choose"],
      ["Infinity", "No pooling"],
    ],
    get: () => (get("averaged") ? "data" : String(Number(get("tau")))),
    pick: (to) => change(to === "data" ? { averaged: true } : { averaged: false, tau: to === "0" ? 0 : to }),
  });
}

// The posterior of τ with the one handle: on its axis, or at ∞ beyond it.
function tauStrip({ get, change }, world) {
  const strip = densityStrip({
    describe: "Posterior of τ",
    stop: { text: "∞" },
    caption: () => "τ, their spread: drag",
    ends: ["all alike", "each alone"],
    slim: true,
  });
  const tau = () => Number(get("tau"));
  const stop = () => world().top + world().step;
  const place = () => (get("averaged") ? Math.min(world().centre, world().top) : tau());
  const tauAt = (value) => (value > world().top * 1.000001 ? "Infinity" : roundTo(value, world().digits + 1));
  function said() {
    if (get("averaged")) return `averaged, mean ${fixed(world().centre, world().digits)}`;
    if (tau() === Infinity) return "infinite: no pooling";
    return tau() === 0 ? "0: complete pooling" : fixed(tau(), world().digits);
  }
  const slider = handle(strip.grip, {
    label: "τ, the spread of the true effects",
    bounds: () => [0, stop()],
    step: () => world().step,
    get: () => Math.min(place(), stop()),
    set: (value) => change({ averaged: false, tau: tauAt(value) }),
    perPixel: strip.perPixel,
    text: said,
    typed: (v) => change({ averaged: false, tau: v === Infinity ? "Infinity" : Math.max(0, v) }),
  });

  function layout(width) {
    const { top, points, prior, low, high } = world();
    strip.layout(width, [0, top]);
    strip.curves(points, prior, [low, high], ["after the data", "before"]);
  }

  function draw() {
    const at = place();
    const left = world().points.filter(([t]) => t <= at);
    strip.place(at, left);
    strip.node.classList.toggle("bs-averaged", get("averaged"));
    slider.refresh();
  }
  return { node: strip.node, place, layout, draw };
}

// Each study alone and its posterior below it; the average and the next study.
function studiesPlot({ labels, level }, { noun, digits, domain, order }, scale, numbers) {
  const plot = forestFrame({
    labels: order.map((i) => labels[i]),
    numbers,
    tails: ["Average, μ", `Next ${noun}`],
    describe: `Estimates and posteriors, ${noun} by ${noun}`,
    caption: scale,
    columns: [
      { name: "weight on μ", width: 84, from: 580 },
      { name: "posterior", width: 72, from: 680 },
      { name: `${percent(level)} interval`, width: 132, from: 580 },
    ],
  });
  const { x, geometry, path } = plot;
  const [line, tip, ahead] = [path("bs-mean"), path("bs-diamond"), path("bs-next")];
  const marks = { raw: path("bs-raw"), link: path("bs-link"), bar: path("bs-ci"), dot: path("bs-dot") };
  const range = ([low, high]) => interval(low, high, digits);

  function drawStudies({ effects, std_errors }, { theta, pull }) {
    const z = normal(0, 1).quantile(0.5 + level / 2);
    const rows = { raw: "", link: "", bar: "", dot: "" };
    // Of many studies, whose rows are thin, the marks are small and nothing is joined.
    const thin = geometry.many;
    const [apart, large] = thin ? [0, Math.max(1, geometry.row / 2)] : [6, 5];
    order.forEach((k, i) => {
      const [effect, pulled] = [effects[k], theta[k]];
      const [up, down] = [geometry.y[i] - apart, geometry.y[i] + apart];
      const half = z * std_errors[k];
      const middle = x(pulled.mean);
      rows.raw += thin ? "" : span(x, effect - half, effect + half, up);
      rows.raw += square(x(effect), up, thin ? large : 4);
      rows.link += thin ? "" : `M${x(effect)} ${up}L${middle} ${down}`;
      rows.dot += dot(middle, down, large);
      if (thin && !numbers()) return;
      const reach = pulled.interval(level);
      rows.bar += thin ? "" : span(x, ...reach, down);
      plot.cell(i, 0, percent(pull[k]));
      plot.cell(i, 1, fixed(pulled.mean, digits));
      plot.cell(i, 2, range(reach));
    });
    for (const [name, d] of Object.entries(rows)) set(marks[name], { d });
  }

  function drawTails({ mu, next }, infinite) {
    const K = labels.length;
    const [yMean, yNext] = geometry.y.slice(K);
    const [low, high] = mu.interval(level);
    const reach = infinite ? [-Infinity, Infinity] : next.interval(level);
    // Without pooling there is no average.
    set(line, { d: infinite ? "" : `M${x(mu.mean)} ${geometry.top}V${yMean}` });
    set(tip, { d: infinite ? "" : diamond(x, low, mu.mean, high, yMean, 8) });
    set(ahead, { d: span(x, ...reach, yNext, 5) });
    plot.cell(K, 1, infinite ? "–" : fixed(mu.mean, digits));
    plot.cell(K, 2, infinite ? "its prior" : range([low, high]));
    plot.cell(K + 1, 2, range(reach));
  }

  function draw(now, results, infinite) {
    drawStudies(now, results);
    drawTails(results, infinite);
  }
  return { node: plot.node, layout: (width) => plot.layout(width, domain), draw };
}

export function render({ model, el }) {
  return view({ model, el }, "τ explorer", (context) => {
    const { root, get, change, read, announce, reset, schedule } = context;
    const { pick, source } = dataChoice(get, change, [...STUDIES, "mu_prior", "tau_prior"]);
    let post = null;
    let world = null;
    let plot = null;
    let shape = "";
    let chosen = null;

    const ends = poolingChoice(context);
    const strip = tauStrip(context, () => world);
    const shows = readings("Spread, τ", "Works on average", "", "The next test shows it");
    const key = html("p", { class: "bs-hint bs-key" });
    const beliefs = html("p", { class: "bs-hint bs-later bs-priors" });
    const asked = html("p", { class: "bs-title bs-tau-asked" });
    const short = html("p", { class: "bs-short bs-tau-short", "aria-hidden": "true" });
    const stage = div("bs-stage");
    const numbers = numbersToggle(schedule, "bs-later");
    const words = wordsBox(520);
    root.append(
      asked,
      div("bs-bar bs-later", pick.node),
      div("bs-bar", ends.node, reset(["tau", "averaged"])),
      div("bs-strip", strip.node, short),
      panel(shows),
      div("bs-bar bs-tau-key", key, numbers.node),
      stage,
      words.node,
      beliefs,
    );

    function rebuild(now) {
      post = new RandomEffects([...now.effects], [...now.std_errors], now.mu_prior, now.tau_prior);
      world = worldOf(post, now, source().noun);
      chosen = null;
      plot = studiesPlot(now, world, () => source().scale ?? "effect", numbers.on);
      stage.replaceChildren(plot.node);
      set(key, { text: keyOf(world, now.effects.length > MANY) });
      set(beliefs, { text: priorsOf(now) });
      set(asked, { text: ASKED(world.noun) });
    }

    function layout(width) {
      if (!plot) return;
      strip.layout(width);
      plot.layout(width);
    }

    function draw(width) {
      const now = read(STATE);
      const K = now.effects.length;
      if (K < 2 || now.std_errors.length !== K || now.labels.length !== K) return;
      const form = JSON.stringify(SHAPE.map((name) => now[name]));
      if (form !== shape) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      const results = now.averaged
        ? (chosen ??= resultsAt(post, 0, true))
        : resultsAt(post, Number(now.tau), false);
      const place = strip.place();
      strip.draw();
      plot.draw(now, results, place === Infinity);
      showReadings(shows, results, now, place, world);
      set(short, { text: shortOf(results, place, world) });
      words.say(wordsFor(results, now, world));
      announce(spoken(results, place === Infinity, world));
      for (const control of [pick, ends, numbers]) control.refresh();
    }
    const question = shareQuestion(
      () =>
        `How likely is it that the change works in a new ${world.noun}? Guess first; then the figure is yours.`,
      () => post.thetaNew().probAbove(0),
    );
    return { layout, draw, question };
  });
}
