// Drag the visitors of one variant, and what it saw; every arm's rate follows, from one Beta population.

import { panel, readings, resetButton, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, interval, percent } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { span, square } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { BetaBinomial, intervalOf } from "../engine/beta_binomial.js";
import { against, keyOf, leadOf, sentences, showReadings, spoken, titleOf } from "../words/small_variant.js";

const FEWEST = 10,
  MOST = 200,
  HALF = 8; // of the height of a bar
const STATE = ["labels", "trials", "rates", "arm", "level"];
const three = (v) => fixed(v, 3);
const total = (values) => values.reduce((a, b) => a + b, 0);
const form = ({ trials, rates }) => JSON.stringify([trials, rates]);
const rounded = (value, step) => Math.round(value / step) * step;

// Everything shown, from the state alone.
export function summarise({ trials, rates, arm, level }) {
  const successes = trials.map((n, k) => Math.round(n * rates[k])),
    post = new BetaBinomial(successes, trials);
  const { rates: grid, densities } = post.densities(),
    overall = total(successes) / total(trials);
  const rows = trials.map((_, k) => ({
    ...post.moments(k),
    interval: intervalOf(grid, densities[k], level),
    density: densities[k],
  }));
  const widths = rows.map(({ interval: [low, high] }) => high - low),
    others = widths.filter((_, k) => k !== arm);
  const way = (rows[arm].mean - rates[arm]) / (overall - rates[arm]);
  return {
    successes,
    grid,
    rows,
    overall,
    way,
    widths,
    others: total(others) / others.length,
    spread: post.populationSd,
  };
}

function visitorsTrack({ get }, edit) {
  return track({
    describe: "Visitors",
    caption: () => `visitors in ${get("labels")[get("arm")]}, in steps of ten`,
    ticks: [10, 50, 100, 150, 200],
    text: String,
    knob: {
      label: () => `${get("labels")[get("arm")]}: visitors`,
      bounds: () => [FEWEST, MOST],
      step: () => 10,
      get: () => get("trials")[get("arm")],
      set: (n) => edit("trials", rounded(n, 10)),
      text: (n) => `${n} visitors`,
    },
  });
}

// The square of the arm that is dragged: the rate it was seen to have.
function observedSquare(plot, name, { get }, edit) {
  const hit = svg("rect", { class: "bs-hit", width: 26, height: 26 });
  const mark = svg("path", { class: "bs-small-raw" });
  const node = plot.marks.appendChild(svg("g", {}, hit, mark));
  const control = handle(node, {
    label: () => `${name}: observed rate`,
    bounds: () => [0.1, 0.9],
    step: () => 0.1,
    get: () => get("rates")[get("arm")],
    set: (r) => edit("rates", Math.round(10 * r) / 10),
    text: (r) => percent(r),
    perPixel: () => 1 / plot.pixels(),
  });
  return {
    place(at, y) {
      set(hit, { x: at - 13, y: y - 13 });
      set(mark, { d: `M${at - 5.5} ${y - 5.5}h11v11h-11Z` });
      control.refresh();
    },
  };
}

// Arm by arm: what was seen above, and below it the estimate with its interval and density.
function armsPlot({ labels, arm, level }, context, edit) {
  const plot = forestFrame({
    labels,
    tails: ["All visitors"],
    describe: "Conversion rates, arm by arm",
    caption: () => "conversion rate",
    columns: [
      { name: "observed", width: 92, from: 560 },
      { name: "estimate", width: 72, from: 480 },
      { name: `${percent(level)} interval`, width: 104, from: 580 },
    ],
  });
  const { x, geometry, path } = plot;
  const line = path("bs-mean");
  const arms = labels.map(() => ({
    area: path("bs-area"),
    ghost: path("bs-ghost"),
    link: path("bs-link"),
    raw: path("bs-raw"),
    bar: path("bs-ci"),
    dot: plot.under.appendChild(svg("circle", { class: "bs-dot", r: 5 })),
  }));
  const observed = observedSquare(plot, labels[arm], context, edit);

  function drawArm(k, rate, { mean, interval: [low, high], density }, grid, peak, was) {
    const { area, ghost, link, raw, bar, dot } = arms[k];
    const [up, down] = [geometry.y[k] - 7, geometry.y[k] + 7];
    const tall = geometry.row * 0.62;
    const top = grid.map((r, i) => `${x(r).toFixed(1)} ${(down - (tall * density[i]) / peak).toFixed(1)}`);
    set(area, { d: `M${x(0)} ${down}L${top.join("L")}L${x(1)} ${down}Z` });
    set(ghost, { d: was ? span(x, ...was, down + 6) : "" });
    set(link, { d: `M${x(rate)} ${up}L${x(mean)} ${down}` });
    set(raw, { d: k === arm ? "" : square(x(rate), up, 4) });
    set(bar, { d: span(x, low, high, down) });
    set(dot, { cx: x(mean), cy: down });
  }

  function drawTotals({ overall, successes }, trials) {
    set(line, { d: `M${x(overall)} ${geometry.top}V${geometry.y.at(-1)}` });
    plot.cell(labels.length, 0, `${total(successes)} of ${total(trials)}`);
    plot.cell(labels.length, 1, fixed(overall, 3));
  }

  // before: what there was at the start, its intervals drawn as ghosts; null: nothing has moved.
  function draw({ trials, rates }, result, before) {
    const peak = Math.max(...result.rows.flatMap(({ density }) => [...density]));
    result.rows.forEach((row, k) => {
      drawArm(k, rates[k], row, result.grid, peak, before?.rows[k].interval);
      plot.cell(k, 0, `${result.successes[k]} of ${trials[k]}`);
      plot.cell(k, 1, fixed(row.mean, 3));
      plot.cell(k, 2, interval(...row.interval, 2));
    });
    observed.place(x(rates[arm]), geometry.y[arm] - 7);
    drawTotals(result, trials);
  }
  return { node: plot.node, layout: plot.layout, draw };
}

// How wide the others' intervals are, on a scale of their own, where a few per cent are seen.
function widthsPlot({ labels, arm, level }, before) {
  const others = [...labels.keys()].filter((k) => k !== arm);
  const plot = forestFrame({
    labels: others.map((k) => labels[k]),
    tails: [],
    describe: "Widths of the other arms’ intervals",
    caption: () => `width of the ${percent(level)} interval; the line: at the start`,
    columns: [
      { name: "width", width: 64, from: 480 },
      { name: "", width: 128, from: 0 },
    ],
  });
  const rows = others.map(() => ({
    bar: plot.path("bs-small-width"),
    change: plot.path("bs-small-change"),
    start: plot.path("bs-small-start"),
  }));
  const { x, geometry } = plot;
  const box = (from, to, y) => `M${from} ${y - HALF}H${to}v${2 * HALF}H${from}Z`;
  const widest = 1.12 * Math.max(...others.map((k) => before.widths[k]));
  let size = [0, 0];

  // Longer bars than at the start may need a longer scale.
  function layout(width, top = widest) {
    size = [width, top];
    plot.layout(width, [0, top]);
  }

  function draw({ widths }) {
    const top = Math.max(widest, 1.02 * Math.max(...others.map((k) => widths[k])));
    if (top !== size[1]) layout(size[0], top);
    others.forEach((k, i) => {
      const { bar, change, start } = rows[i];
      const y = geometry.y[i];
      const [now, was] = [x(widths[k]), x(before.widths[k])];
      set(bar, { d: box(x(0), now, y) });
      set(change, { d: against(widths[k], before.widths[k]) ? box(now, was, y) : "" });
      set(start, { d: `M${was} ${y - HALF - 4}V${y + HALF + 4}` });
      plot.cell(i, 0, three(widths[k]));
      plot.cell(i, 1, against(widths[k], before.widths[k]) ?? "as at the start");
    });
  }
  return { node: plot.node, layout, draw };
}

export function render({ model, el }) {
  return view({ model, el }, "Small variant", (context) => {
    const { root, get, change, read, announce } = context;
    const edit = (trait, value) => change({ [trait]: get(trait).with(get("arm"), value) });
    let start = null;
    let before = null;
    let shape = "";
    let plot = null;
    let wide = null;

    const back = () => change({ trials: [...start.trials], rates: [...start.rates] });
    const sizes = visitorsTrack(context, edit);
    const rest = get("labels").length === 2 ? "other" : "others";
    const shows = readings("Estimate", "Pulled", `Width of the ${rest}`, "Spread of the arms");
    const lead = html("p", { class: "bs-title" });
    const key = html("p", { class: "bs-hint bs-key" });
    const stage = div("bs-stage");
    const title = html("p", { class: "bs-small-title" });
    const close = div("bs-stage");
    const words = wordsBox(400);
    root.append(
      lead,
      div("bs-bar bs-small-bar", key, resetButton(back)),
      div("bs-stage", sizes.node),
      panel(shows),
      stage,
      title,
      close,
      words.node,
    );

    function rebuild(now) {
      start = structuredClone(now);
      before = summarise(start);
      plot = armsPlot(now, context, edit);
      stage.replaceChildren(plot.node);
      wide = widthsPlot(now, before);
      close.replaceChildren(wide.node);
      set(key, { text: keyOf(now) });
      set(lead, { text: leadOf(now) });
      set(title, { text: titleOf(now) });
    }

    function layout(width) {
      sizes.layout(width, [0, MOST]);
      plot?.layout(width, [0, 1]);
      wide?.layout(width);
    }

    function draw(width) {
      const now = read(STATE);
      const K = now.labels.length;
      const kind = JSON.stringify([now.labels, now.arm, now.level]);
      if (K < 2 || now.trials.length !== K || now.rates.length !== K) return;
      if (kind !== shape) {
        shape = kind;
        rebuild(now);
        layout(width);
      }
      const result = summarise(now);
      sizes.place(now.trials[now.arm]);
      plot.draw(now, result, form(now) === form(start) ? null : before);
      wide.draw(result);
      showReadings(shows, result, before, now);
      words.say(sentences(result, before, now));
      announce(spoken(result, now));
    }
    const few = () => ({ ...start, trials: start.trials.map((n, k) => (k === start.arm ? FEWEST : n)) });
    const question = shareQuestion(
      () => {
        const name = start.labels[start.arm],
          seen = Math.round(FEWEST * start.rates[start.arm]);
        return (
          `Suppose ${name} had had only ${FEWEST} visitors, and ${seen} of them had signed up. ` +
          `With what the other arms show, what rate would you expect of ${name}?`
        );
      },
      () => summarise(few()).rows[get("arm")].mean,
    );
    return { layout, draw, question };
  });
}
