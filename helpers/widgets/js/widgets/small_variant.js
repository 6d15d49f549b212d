// Drag the visitors of one variant, and what it saw; every arm's rate follows, from one Beta population.

import { panel, readings, resetButton, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, interval, percent, share } from "../core/format.js";
import { handle } from "../core/handle.js";
import { span, square } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { BetaBinomial, intervalOf } from "../engine/beta_binomial.js";

const FEWEST = 10,
  MOST = 200,
  NEAR = 0.05;
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
  const others = rows.filter((_, k) => k !== arm).map(({ interval: [low, high] }) => high - low);
  const way = (rows[arm].mean - rates[arm]) / (overall - rates[arm]);
  return {
    successes,
    grid,
    rows,
    overall,
    way,
    others: total(others) / others.length,
    spread: post.populationSd,
  };
}

export function sentences(now, before, { trials, rates, arm, labels }) {
  const name = labels[arm],
    count = `${now.successes[arm]} of ${trials[arm]}`,
    gap = Math.abs(now.overall - rates[arm]);
  const pulled =
    gap < NEAR
      ? `${name} saw ${count}, about the rate of all visitors together: there is nothing to pull.`
      : `${name} saw ${count}. Its estimate has gone ${share(now.way)} of the way from its own ${percent(rates[arm])} to the ` +
        `${percent(now.overall)} of all visitors together; the rest it keeps.`;
  const change = now.others / before.others - 1;
  const rest =
    Math.abs(change) < 0.005
      ? "The other arms are as sure as at the start."
      : `The other arms have not had one visitor more or fewer, and yet their intervals are ${percent(Math.abs(change))} ` +
        `${change < 0 ? "narrower" : "wider"} than at the start: ${name} ${change < 0 ? "disagrees less firmly" : "disagrees more firmly"}, so the ` +
        `population looks ${change < 0 ? "tighter" : "wider"} (sd ${fixed(now.spread, 2)}, was ${fixed(before.spread, 2)}).`;
  return `${pulled} ${rest}`;
}

function visitorsTrack({ get }, edit) {
  return track({
    describe: "Visitors",
    caption: () => `visitors in ${get("labels")[get("arm")]}`,
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

function showReadings([estimate, pulled, width, spread], result, before, { arm, labels, rates, level }) {
  const was = (value) => (three(value(result)) === three(value(before)) ? "" : `was ${three(value(before))}`);
  const away = Math.abs(result.overall - rates[arm]) >= NEAR;
  estimate.show(
    three(result.rows[arm].mean),
    was((r) => r.rows[arm].mean) || `${labels[arm]}, observed ${fixed(rates[arm], 2)}`,
  );
  pulled.show(away ? percent(result.way) : "–", away ? "of the way" : "already there");
  width.show(three(result.others), was((r) => r.others) || `of their ${percent(level)} intervals`);
  spread.show(three(result.spread), was((r) => r.spread) || "sd of true rates");
}

const keyOf = ({ labels, arm, level }) =>
  `Drag the knob for visitors, ${labels[arm]}’s square for what they did. Squares: observed. ` +
  `Dots and bars: estimate and ${percent(level)} interval.`;

const spoken = ({ successes, rows, others }, { labels, arm, trials }) =>
  `${labels[arm]}: ${successes[arm]} of ${trials[arm]}, estimate ${three(rows[arm].mean)}. ` +
  `Width of the others ${three(others)}.`;

export function render({ model, el }) {
  return view({ model, el }, "Small variant", (context) => {
    const { root, get, change, read, announce } = context;
    const edit = (trait, value) => change({ [trait]: get(trait).with(get("arm"), value) });
    let start = null;
    let before = null;
    let shape = "";
    let plot = null;

    const back = () => change({ trials: [...start.trials], rates: [...start.rates] });
    const sizes = visitorsTrack(context, edit);
    const shows = readings("Estimate", "Pulled", "Width of the others", "Spread of the arms");
    const key = html("p", { class: "bs-hint bs-key" });
    const stage = div("bs-stage");
    const words = wordsBox(420);
    root.append(
      div("bs-bar", key, resetButton(back)),
      div("bs-stage", sizes.node),
      panel(shows),
      stage,
      words.node,
    );

    function rebuild(now) {
      start = structuredClone(now);
      before = summarise(start);
      plot = armsPlot(now, context, edit);
      stage.replaceChildren(plot.node);
      set(key, { text: keyOf(now) });
    }

    function layout(width) {
      sizes.layout(width, [0, MOST]);
      plot?.layout(width, [0, 1]);
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
      showReadings(shows, result, before, now);
      words.say(sentences(result, before, now));
      announce(spoken(result, now));
    }
    return { layout, draw };
  });
}
