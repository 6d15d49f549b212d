// Every study is hidden in turn: what a model expects of it from the others, what it reported, and the score.

import { reading, resetButton, wordsBox } from "../core/controls.js";
import { dataChoice, STUDIES } from "../core/data.js";
import { div, html, set } from "../core/dom.js";
import { NARROW, forestFrame } from "../core/forest.js";
import { decimalsFor, fixed, niceStep, plural, roundTo } from "../core/format.js";
import { gripIn } from "../core/grip.js";
import { otherDraws } from "../core/play.js";
import { lozenge, span, square } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { POOLINGS, chancesOf, leftOut, sampledScores } from "../engine/leaving_out.js";
import { MODELS, askedOf, cellOf, keyOf, noteOf, sentences, spoken, total } from "../words/loo_influence.js";

const PRIORS = ["prior_mean", "prior_sd", "tau_scale"];
const STATE = [...STUDIES, ...PRIORS, "pooling", "seed", "level"];
const DRAWS = 2000,
  POINTS = 80,
  FEW = 30; // studies that have handles

// What stays still while the reader drags: the axis, decimals, what studies are called.
function worldOf({ effects, std_errors }, noun = "study") {
  const [low, high] = [Math.min(...effects), Math.max(...effects)],
    room = Math.max(high - low, 4 * Math.max(...std_errors)),
    digits = decimalsFor(std_errors);
  const domain = [low - 0.9 * room, high + 0.9 * room].map((v) => roundTo(v, digits));
  return { domain, digits, step: niceStep(room / 100), noun, plural: plural(noun) };
}

// The studies, each with the forecast of it.
function studiesPlot({ labels }, world, { get, change }, caption) {
  const K = labels.length;
  const plot = forestFrame({
    labels,
    tails: [`All ${K}`],
    describe: "Each study foreseen from the others",
    caption,
    columns: [
      { name: "k̂", width: 52, from: 620 },
      { name: "from draws", width: 92, from: 560 },
      { name: "score", width: 66, from: 480 },
    ],
  });
  const { x, geometry, path } = plot;
  const [hump, bar, line] = ["bs-area", "bs-ci", "bs-loo-line"].map((name) => path(name));
  const marks = ["bs-loo-in", "bs-loo-out"].map((name) => {
    const mark = path(name, plot.marks);
    set(mark, { "aria-hidden": "true" });
    return mark;
  });
  const grips = labels
    .slice(0, FEW)
    .map((label, k) =>
      gripIn(plot, {
        label: () => `${label}: reported`,
        bounds: () => world.domain,
        get: () => get("effects")[k],
        set: (value) => change({ effects: get("effects").with(k, roundTo(value, world.digits + 1)) }),
        text: (value) => fixed(value, world.digits),
        step: () => world.step,
      }),
    );

  const xs = () => {
    const [low, high] = x.domain();
    return Array.from({ length: POINTS + 1 }, (_, i) => low + ((high - low) * i) / POINTS);
  };
  function humpOf(heights, y, tall, at) {
    const top = at.map((v, i) => `${x(v).toFixed(1)} ${(y - tall * heights[i]).toFixed(1)}`);
    return `M${x(at[0])} ${y}L${top.join("L")}L${x(at.at(-1))} ${y}Z`;
  }

  function draw(now, exact, sampled) {
    const at = xs(),
      densities = exact.map(({ expected }) => at.map((v) => expected.pdf(v))),
      peak = Math.max(...densities.flat()),
      narrow = geometry.width < NARROW,
      tall = (narrow ? 0.5 : 0.62) * geometry.row,
      base = (k) => geometry.y[k] + (narrow ? 0.12 : 0.3) * geometry.row;
    const intervals = exact.map(({ expected }) => expected.interval(now.level)),
      inside = now.effects.map((y, k) => y >= intervals[k][0] && y <= intervals[k][1]);
    const hill = (density, k) => humpOf(density, base(k), tall / peak, at);
    set(hump, { d: densities.map(hill).join("") });
    set(bar, { d: intervals.map(([low, high], k) => span(x, low, high, base(k))).join("") });
    set(line, { d: exact.map(({ expected }, k) => `M${x(expected.mean)} ${base(k)}v${-5}`).join("") });
    const mark = (shape, which) =>
      now.effects.map((y, k) => (inside[k] === which ? shape(x(y), base(k), 5) : "")).join("");
    set(marks[0], { d: mark(square, true) });
    set(marks[1], { d: mark(lozenge, false) });
    grips.forEach((grip, k) => grip.place(x(now.effects[k]), base(k)));
    exact.forEach(({ score }, k) => {
      plot.cell(k, 0, cellOf(sampled[k].k));
      plot.cell(k, 1, fixed(sampled[k].score, 2));
      plot.cell(k, 2, fixed(score, 2));
    });
    plot.cell(K, 0, "");
    plot.cell(K, 1, fixed(total(sampled), 1));
    plot.cell(K, 2, fixed(total(exact), 1));
  }
  return { node: plot.node, layout: (width) => plot.layout(width, world.domain), draw };
}

// The prior's sd, each step a ratio; the knob's value is the logarithm.
function sdTrack({ get, change }, world) {
  const unit = () => niceStep(world()?.domain ? world().domain[1] - world().domain[0] : 1);
  const ends = () => [Math.log10(unit() / 20), Math.log10(unit() * 20)];
  const ticks = [];
  const text = (log) => String(Number((10 ** log).toPrecision(2)));
  const rail = track({
    describe: "Width of the prior",
    caption: () => "sd of the prior",
    ticks,
    text,
    knob: {
      label: () => "Prior, sd",
      bounds: ends,
      step: () => 0.02,
      get: () => Math.log10(get("prior_sd")),
      set: (log) => change({ prior_sd: Number((10 ** log).toPrecision(2)) }),
      text,
      typed: (value) => value > 0 && change({ prior_sd: value }),
    },
  });
  function layout(width) {
    const [low, high] = ends();
    ticks.splice(0);
    for (const lead of [1, 2, 5])
      for (let n = Math.floor(low) - 1; n <= high; n++) {
        const at = Math.log10(lead) + n;
        if (at >= low - 1e-9 && at <= high + 1e-9) ticks.push(at);
      }
    rail.layout(width, [low, high]);
  }
  return { node: rail.node, layout, place: () => rail.place(Math.log10(get("prior_sd"))) };
}

function meanTrack({ get, change }, world) {
  const ticks = [];
  const text = (v) => fixed(v, 2).replace(/\.?0+$/, "");
  const rail = track({
    describe: "Mean of the prior",
    caption: () => "mean of the prior",
    ticks,
    text,
    knob: {
      label: () => "Prior, mean",
      bounds: () => world().domain,
      step: () => world().step,
      get: () => get("prior_mean"),
      set: (v) => change({ prior_mean: roundTo(v, world().digits) }),
      text,
    },
  });
  function layout(width) {
    const [low, high] = world().domain,
      step = niceStep((high - low) / 5);
    ticks.splice(0);
    for (let v = Math.ceil(low / step) * step; v <= high; v += step) ticks.push(roundTo(v, world().digits));
    rail.layout(width, [low, high]);
  }
  return { node: rail.node, layout, place: () => rail.place(get("prior_mean")) };
}

export function render({ model, el }) {
  return view({ model, el }, "Left out, one by one", (context) => {
    const { root, get, change, read, announce } = context;
    // Other data bring their priors along.
    const load = (values) => {
      const { mu_prior, tau_prior } = (values.datasets ?? get("datasets"))[values.dataset];
      const priors = mu_prior
        ? { prior_mean: mu_prior.mean, prior_sd: mu_prior.sd, tau_scale: tau_prior.scale }
        : {};
      change({ ...values, ...priors });
    };
    const { pick, source } = dataChoice(get, load, STUDIES);
    const start = structuredClone(read([...STUDIES, ...PRIORS, "dataset", "pooling", "seed"]));
    const back = () => {
      if (get("dataset") === start.dataset) change(structuredClone(start));
      else load({ dataset: get("dataset"), ...Object.fromEntries(STUDIES.map((n) => [n, source()[n]])) });
    };
    let world = null,
      plot = null,
      shape = "",
      chances = null,
      drawnAs = "";

    const models = POOLINGS.map((pooling) => [pooling, reading(MODELS[pooling], () => change({ pooling }))]);
    const tiles = div("bs-panel bs-loo-tiles", ...models.map(([, r]) => r.node));
    set(tiles, { role: "group", "aria-label": "Model" });
    const [sd, mean] = [sdTrack, meanTrack].map((make) => make(context, () => world));
    const title = html("p", { class: "bs-title" }),
      key = html("p", { class: "bs-hint bs-key" });
    const stage = div("bs-stage"),
      words = wordsBox(330);
    root.append(
      title,
      div("bs-bar", div("bs-later", pick.node), otherDraws(context), resetButton(back)),
      key,
      tiles,
      stage,
      div("bs-stage bs-later", mean.node),
      div("bs-stage bs-later", sd.node),
      words.node,
    );

    function rebuild(now) {
      world = worldOf(source().effects?.length === now.effects.length ? source() : now, source().noun);
      plot = studiesPlot(now, world, context, () => source().scale ?? "effect");
      stage.replaceChildren(plot.node);
      set(title, { text: askedOf(world) });
      set(key, { text: keyOf(world, now.level) });
    }
    function layout(width) {
      if (!plot) return;
      plot.layout(width);
      sd.layout(width);
      mean.layout(width);
    }
    function prepare(now, width) {
      const form = JSON.stringify([now.labels, get("dataset"), source().effects, now.level]);
      if (form !== shape) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      const luck = `${now.seed} ${now.effects.length}`;
      if (luck !== drawnAs) chances = chancesOf(now.seed, DRAWS, now.effects.length);
      drawnAs = luck;
    }

    function draw(width) {
      const now = read(STATE),
        K = now.effects.length;
      if (K < 2 || now.std_errors.length !== K || now.labels.length !== K) return;
      prepare(now, width);
      const results = POOLINGS.map((pooling) => leftOut(now, pooling)),
        best = results.reduce((one, other) => (total(other) > total(one) ? other : one));
      models.forEach(([pooling, tile], i) => {
        tile.show(fixed(total(results[i]), 1), noteOf(best, results[i]), pooling === now.pooling);
      });
      const exact = results[POOLINGS.indexOf(now.pooling)],
        sampled = sampledScores(now, now.pooling, chances);
      plot.draw(now, exact, sampled);
      sd.place();
      mean.place();
      words.say(sentences(now.pooling, exact, sampled, now, world));
      announce(spoken(now.pooling, exact, sampled));
      pick.refresh();
    }
    const scoreOf = (pooling) => total(leftOut(read(STATE), pooling));
    const question = {
      ask: () =>
        `Partial pooling foresees the hidden ${world.plural} with a score of ${fixed(scoreOf("partial"), 1)}, all together (higher is better). ` +
        "No pooling has no use for the others. What is its score?",
      truth: () => scoreOf("none"),
      low: () => Math.round(scoreOf("partial") - 50),
      high: () => Math.round(scoreOf("partial") + 10),
      step: 1,
      digits: 0,
      text: (v) => fixed(v, 0),
    };
    return { layout, draw, question };
  });
}
