// One posterior in coordinates between effects and offsets, over it the draws of a sampler that moves in them, and beside
// it τ alone, exact and drawn.

import { scaleLinear } from "d3-scale";

import { panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { fixed, roundTo, ticksOf } from "../core/format.js";
import { otherDraws } from "../core/play.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { levelCurves, RandomEffects, sample } from "../engine/funnel.js";
import { askedOf, axisOf, describe, HINT, sentences, showReadings, spoken, ways } from "../words/funnel.js";

const STATE = ["effects", "std_errors", "mu_prior", "tau_prior", "alike", "centring", "visitors", "seed"];
const RUN = { chains: 4, draws: 250, warm: 100 };
const SHARES = [0.5, 0.8, 0.95];
const STUDY = 0; // whose effect is drawn
const TIMES = [0.25, 1, 4, 16, 64, 256];
const TOP = 26,
  FOOT = 50,
  LEFT = 42,
  GAP = 14,
  BIN = 9;

// All that is shown of one state: the exact answers and the draws.
export function seen({ effects, std_errors, mu_prior, tau_prior, alike, centring, visitors, seed }) {
  const s = std_errors.map((v) => v / Math.sqrt(visitors)),
    post = new RandomEffects(effects, s, mu_prior, tau_prior),
    tau = post.tau;
  const range = [
    Math.log(Math.min(tau.quantile(0.004), 0.6 * alike)),
    Math.log(Math.max(tau.quantile(0.9995), 2 * alike)),
  ];
  const draws = sample(post, centring, STUDY, { ...RUN, seed });
  const density = Array.from({ length: 121 }, (_, i) => range[0] + ((range[1] - range[0]) * i) / 120).map(
    (l) => [l, tau.pdf(Math.exp(l)) * Math.exp(l)],
  );
  const below = draws.logTau.filter((l) => l < Math.log(alike)).length / draws.logTau.length;
  return {
    ...draws,
    below,
    range,
    density,
    exact: { mean: tau.mean, below: tau.cdf(alike) },
    curves: levelCurves(post, centring, STUDY, SHARES, range),
  };
}

// Marks of a logarithmic axis: ones, and threes where there is room.
function decades([low, high]) {
  const marks = [];
  for (let n = Math.floor(low / Math.LN10); n <= high / Math.LN10; n++)
    for (const lead of [1, 3]) marks.push(roundTo(lead * 10 ** n, Math.max(0, -n)));
  return marks.filter((v) => Math.log(v) >= low && Math.log(v) <= high);
}

function plane() {
  const node = svg("svg", { class: "bs-plot bs-funnel", role: "img" });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    axis = back.appendChild(svg("g"));
  const path = (name) => back.appendChild(svg("path", { class: name }));
  const neck = path("bs-funnel-neck"),
    bars = path("bs-lane-bars"),
    exact = path("bs-lane-exact"),
    dots = path("bs-funnel-draws"),
    lines = SHARES.map(() => path("bs-funnel-level")),
    broken = path("bs-funnel-broken"),
    truth = path("bs-lane-truth"),
    mean = path("bs-lane-mean");
  const x = scaleLinear(),
    y = scaleLinear(),
    wide = scaleLinear();
  const label = (name, attributes) => svg("text", { class: name, ...attributes });
  let [right, base] = [0, 0];

  function frame(width, shown, now) {
    const tall = width < 520 ? 280 : 340;
    base = TOP + tall;
    right = width - Math.max(76, 0.2 * width) - GAP;
    const outer = shown.curves.at(-1),
      low = Math.min(...outer.map((p) => p[1])),
      high = Math.max(...outer.map((p) => p[2])),
      margin = 0.08 * (high - low);
    x.domain([low - margin, high + margin]).range([LEFT, right]);
    y.domain(shown.range).range([base, TOP]);
    wide.domain([0, 1.25 * Math.max(...shown.density.map((d) => d[1]))]).range([right + GAP, width - 2]);
    const rule = (x1, x2, y1, y2, name = "bs-rule") => svg("line", { class: name, x1, x2, y1, y2 });
    axis.replaceChildren(
      rule(LEFT, right, base, base),
      rule(LEFT, LEFT, TOP, base),
      rule(right + GAP, right + GAP, TOP, base),
      ...decades(shown.range).flatMap((v) => [
        rule(LEFT - 5, LEFT, y(Math.log(v)), y(Math.log(v))),
        label("bs-tick", {
          x: LEFT - 8,
          y: y(Math.log(v)),
          dy: "0.35em",
          "text-anchor": "end",
          text: String(v).replace(/^0/, ""),
        }),
      ]),
      ...ticksOf(x, width < 520 ? 4 : 7).flatMap(([v, text]) => [
        rule(x(v), x(v), base, base + 5),
        label("bs-tick", { x: x(v), y: base + 19, "text-anchor": "middle", text }),
      ]),
      label("bs-caption", { x: 0, y: 13, text: "τ, on a log scale" }),
      label("bs-caption", {
        x: (LEFT + right) / 2,
        y: base + 40,
        "text-anchor": "middle",
        text: axisOf(now.centring, width < 520),
      }),
      label("bs-caption", { x: width, y: 13, "text-anchor": "end", text: "τ alone" }),
      label("bs-label bs-note-text", {
        x: LEFT + 6,
        y: y(Math.log(now.alike)) + 16,
        text: `τ below ${now.alike}`,
      }),
    );
    set(neck, { d: `M${LEFT} ${y(Math.log(now.alike))}H${width}` });
    set(node, { width, height: base + FOOT, viewBox: `0 0 ${width} ${base + FOOT}` });
  }

  const within = (v, scale) => {
    const [a, b] = scale.range();
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), scale(v))).toFixed(1);
  };
  const spot = ([z, l]) => [within(z, x), within(l, y)];
  const through = (points) =>
    points.map(([a, b], i) => `${i ? "L" : "M"}${a.toFixed(1)} ${b.toFixed(1)}`).join("");

  function histogram(logTau) {
    const count = Math.round((base - TOP) / BIN),
      tall = (base - TOP) / count,
      filled = new Float64Array(count);
    for (const l of logTau) filled[Math.min(count - 1, Math.floor((base - within(l, y)) / tall))]++;
    const unit = (y.invert(0) - y.invert(tall)) * logTau.length,
      end = (n) => Math.min(wide.range()[1], wide(n / unit)).toFixed(1);
    return Array.from(filled, (n, i) =>
      n
        ? `M${right + GAP} ${(base - i * tall).toFixed(1)}H${end(n)}v${(-tall).toFixed(1)}H${right + GAP}Z`
        : "",
    ).join("");
  }

  function draw(width, shown, now) {
    frame(width, shown, now);
    shown.curves.forEach((rows, i) => {
      const side = (j) => rows.map((p) => [x(p[j]), y(p[0])]);
      set(lines[i], { d: `${through([...side(1), ...side(2).reverse()])}Z` });
    });
    set(dots, { d: shown.spots.map((p) => `M${spot(p).join(" ")}h0`).join("") });
    set(broken, { d: shown.breaks.map((p) => `M${spot(p).join(" ")}m-4-4l8 8m0-8l-8 8`).join("") });
    set(bars, { d: histogram(shown.logTau) });
    set(exact, { d: through(shown.density.map(([l, d]) => [wide(d), y(l)])) });
    set(truth, { d: `M${right + GAP} ${y(Math.log(shown.exact.mean))}H${width}` });
    set(mean, { d: `M${right + GAP} ${y(Math.log(shown.mean))}l-10-6v12Z` });
    set(node, { "aria-label": describe(shown, now) });
  }
  return { node, draw };
}

function centringTrack({ get, change }) {
  const text = (v) => ways(v);
  return track({
    describe: "What the sampler moves",
    caption: () => "what the sampler moves",
    ticks: [0, 0.5, 1],
    text,
    knob: {
      label: "From offsets to effects",
      bounds: () => [0, 1],
      step: () => 0.05,
      get: () => get("centring"),
      set: (v) => change({ centring: roundTo(v, 2) }),
      text: (v) => `${fixed(v, 2)}, ${ways(v)}`,
    },
  });
}

function visitorsTrack({ get, change }) {
  const put = (v) => change({ visitors: Math.min(256, Math.max(0.25, Number(v.toPrecision(3)))) });
  const text = (log) => `× ${Number((2 ** log).toPrecision(3))}`;
  return track({
    describe: "Visitors",
    caption: () => "visitors, with the same estimates",
    ticks: TIMES.map(Math.log2),
    text,
    knob: {
      label: "Visitors of every market",
      bounds: () => [-2, 8],
      step: () => 0.25,
      get: () => Math.log2(get("visitors")),
      set: (v) => put(2 ** v),
      typed: put,
      text: (v) => `${Number((2 ** v).toPrecision(3))} times as many`,
    },
  });
}

export function render({ model, el }) {
  return view({ model, el }, "Funnel", (context) => {
    const { root, get, read, announce, reset } = context;
    const plot = plane(),
      centring = centringTrack(context),
      visitors = visitorsTrack(context);
    const other = otherDraws(context);
    const shows = readings(
      "Exact mean of τ",
      "Mean of the draws",
      `Chance of τ below ${get("alike")}`,
      "Broken paths",
    );
    const words = wordsBox(330);
    const asked = html("p", { class: "bs-title", text: askedOf() });
    root.append(
      asked,
      div("bs-bar", other, reset(["centring", "visitors", "seed"])),
      html("p", { class: "bs-hint bs-key", text: HINT }),
      div("bs-stage bs-answer", plot.node),
      div("bs-stage", centring.node),
      div("bs-stage bs-later", visitors.node),
      panel(shows),
      words.node,
    );
    const known = remembered(seen);
    let shown = null;

    function draw(width) {
      const now = read(STATE);
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      shown = known(now, ...STATE);
      plot.draw(width, shown, now);
      centring.place(now.centring);
      visitors.place(Math.log2(now.visitors));
      showReadings(shows, shown);
      words.say(sentences(shown, now));
      announce(spoken(shown, now));
    }
    function layout(width) {
      centring.layout(width, [0, 1]);
      visitors.layout(width, [-2, 8]);
    }
    const question = shareQuestion(
      () =>
        `The exact posterior has ${fixed(100 * shown.exact.below, 0)}\u202f% of its weight below the line. What share of these draws lies there?`,
      () => shown.below,
    );
    return { layout, draw, question };
  });
}
