// Drag the estimate of a new market: the posterior and the decision under every rule for borrowing from the old ones.

import { slider, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { NARROW, forestFrame } from "../core/forest.js";
import { fixed, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { span } from "../core/shapes.js";
import { view } from "../core/view.js";
import {
  conflictTail,
  opensAt,
  powerPrior,
  predictive,
  priorAt,
  rulesOf,
  update,
} from "../engine/borrowing.js";
import {
  KEY,
  NAMES,
  RULES,
  askOf,
  captionOf,
  cellOf,
  figures,
  rulesWords,
  sentences,
  spoken,
  tailOf,
  titleOf,
} from "../words/conflict_gate.js";

const PAST = [
  "effects",
  "std_errors",
  "std_error",
  "alpha",
  "weight",
  "level",
  "bar",
  "mu_prior",
  "tau_prior",
];
const STATE = [...PAST, "new_effect"];
const MOVED = ["new_effect", "std_error", "alpha", "weight"];
const BOUNDS = [-2, 2.5],
  POINTS = 150,
  SHARE = 0.95,
  Z = 1.959963984540054;

// Every rule, and the estimates at which it opens: what does not depend on the estimate.
export function prepared(now) {
  const rules = rulesOf(now);
  return RULES.map((name) => ({
    name,
    pieces: rules[name],
    open: opensAt(rules[name], now.std_error, now.bar),
  }));
}

// What each rule makes of this estimate.
export function answers(rules, { new_effect: y, std_error: se, bar }) {
  const whole = rules.find(({ name }) => name === "whole").pieces[0].prior,
    check = conflictTail(y, predictive(whole, se));
  return Object.fromEntries(
    rules.map(({ name, pieces }) => {
      const prior = priorAt(pieces, y),
        post = update(prior, y, se),
        above = post.probAbove(0);
      const tail = name === "gate" ? check : prior && conflictTail(y, predictive(prior, se));
      return [name, { post, above, opens: above > bar, tail, check }];
    }),
  );
}

function rulesPlot({ get, change }) {
  const plot = forestFrame({
    labels: ["New estimate", ...RULES.map((name) => NAMES[name])],
    tails: [],
    describe: "The new market under every rule",
    caption: captionOf,
    columns: [
      { name: "conflict tail", width: 92, from: 640 },
      { name: "chance it works", width: 118, from: 0 },
    ],
    tall: 52,
  });
  const { x, geometry, path } = plot;
  const past = path("bs-mean"),
    now = path("bs-gate-now"),
    own = path("bs-gate-own");
  const rows = RULES.map(() => ({
    open: path("bs-gate-open"),
    area: path("bs-gate-area"),
    bar: path("bs-ci"),
    dot: plot.under.appendChild(svg("circle", { class: "bs-dot", r: 4.5 })),
  }));
  const hit = svg("rect", { class: "bs-hit", width: 32, height: 32 }),
    mark = svg("path", { class: "bs-held" }),
    grip = plot.marks.appendChild(svg("g", {}, hit, mark));
  const control = handle(grip, {
    label: "Estimate of the new market",
    bounds: () => BOUNDS,
    step: () => 0.01,
    get: () => get("new_effect"),
    set: (v) => change({ new_effect: roundTo(v, 2) }),
    text: (v) => fixed(v, 2),
    perPixel: () => 1 / plot.pixels(),
  });
  const layout = (width) => plot.layout(width, BOUNDS);

  function hump(post, y, tall, peak) {
    const [low, high] = BOUNDS;
    const from = Math.max(low, post.mean - 5 * post.sd),
      to = Math.min(high, post.mean + 5 * post.sd);
    if (!(to > from)) return "";
    const points = Array.from({ length: POINTS + 1 }, (_, i) => from + ((to - from) * i) / POINTS);
    const top = points.map((v) => `${x(v).toFixed(1)} ${(y - (tall * post.pdf(v)) / peak).toFixed(1)}`);
    return `M${x(from).toFixed(1)} ${y}L${top.join("L")}L${x(to).toFixed(1)} ${y}Z`;
  }

  function drawRow(k, { post }, { open }, peak) {
    const { open: strip, area, bar, dot } = rows[k],
      y = geometry.y[k + 1] - (geometry.width < NARROW ? 2 : -3),
      [left, right] = x.range();
    const within = (v) => Math.max(left, Math.min(right, Number.isFinite(v) ? x(v) : v > 0 ? right : left));
    set(area, { d: hump(post, y, 0.62 * geometry.row, peak) });
    set(bar, { d: span(x, ...post.interval(SHARE), y) });
    set(dot, { cx: Math.max(left - 8, Math.min(right + 8, x(post.mean))), cy: y });
    set(strip, {
      d: open
        .filter(([from]) => from < BOUNDS[1])
        .map(([from, to]) => `M${within(from)} ${y + 10}H${within(to)}`)
        .join(""),
    });
  }

  function draw(state, rules, found) {
    const { new_effect: at, std_error: se } = state,
      y = geometry.y[0];
    const peak = Math.max(...RULES.map((name) => found[name].post.pdf(found[name].post.mean)));
    const pooled = rules.find(({ name }) => name === "whole").pieces[0].prior.means[0];
    set(past, { d: `M${x(pooled)} ${geometry.top}V${geometry.bottom}` });
    set(now, { d: `M${x(at)} ${y}V${geometry.bottom}` });
    set(own, { d: span(x, at - Z * se, at + Z * se, y) });
    set(hit, { x: x(at) - 16, y: y - 16 });
    set(mark, { d: `M${x(at) - 7} ${y - 7}h14v14h-14Z` });
    plot.cell(0, 1, `${fixed(at, 2)} ± ${fixed(se, 2)}`);
    rules.forEach((rule, k) => {
      drawRow(k, found[rule.name], rule, peak);
      plot.cell(k + 1, 0, tailOf(found[rule.name].tail));
      plot.cell(k + 1, 1, cellOf(found[rule.name]));
    });
    control.refresh();
  }
  return { node: plot.node, layout, draw };
}

function dials({ get, change }) {
  const of = (name) => ({ get: () => get(name), put: (v) => change({ [name]: v }) });
  return [
    slider({
      label: "Power prior’s α",
      low: 0.01,
      high: 1,
      step: 0.02,
      log: true,
      text: figures,
      digits: 4,
      ...of("alpha"),
    }),
    slider({
      label: "Robust: weight",
      low: 0.02,
      high: 0.98,
      step: 0.02,
      text: figures,
      digits: 3,
      ...of("weight"),
    }),
    slider({
      label: "Standard error",
      low: 0.05,
      high: 0.8,
      step: 0.01,
      text: figures,
      digits: 3,
      ...of("std_error"),
    }),
  ];
}

export function render({ model, el }) {
  return view({ model, el }, "Conflict gate", (context) => {
    const { root, read, announce, reset } = context;
    const start = structuredClone(read(STATE));
    const plot = rulesPlot(context);
    const sliders = dials(context);
    const words = wordsBox(400);
    const rulesHint = html("p", { class: "bs-hint bs-later" });
    root.append(
      html("p", { class: "bs-title", text: titleOf(start.effects.length) }),
      div("bs-bar bs-beside", html("p", { class: "bs-hint", text: KEY }), reset(MOVED)),
      div("bs-stage", plot.node),
      words.node,
      div("bs-sliders bs-later", ...sliders.map((s) => s.node)),
      rulesHint,
    );
    const rulesFor = remembered(prepared);

    function draw() {
      const now = read(STATE);
      if (now.std_errors.length !== now.effects.length || now.effects.length < 2) return;
      const rules = rulesFor(now, ...PAST);
      const found = answers(rules, now);
      plot.draw(now, rules, found);
      words.say(sentences(found, now));
      set(rulesHint, { text: rulesWords(now) });
      announce(spoken(found, now));
      for (const control of sliders) control.refresh();
    }
    const question = shareQuestion(
      () => askOf(powerPrior(start.effects, start.std_errors, 1), start),
      () => answers(prepared(start), { ...start, new_effect: -1 }).whole.above,
    );
    return { layout: plot.layout, draw, question };
  });
}
