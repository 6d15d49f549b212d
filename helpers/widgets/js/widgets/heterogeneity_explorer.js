// Drag the points and bars of a forest plot, or all bars at once; the squares that make Q follow, and what is read off them.

import { areaColumn, roomFor } from "../core/areas.js";
import {
  disclosure,
  numbersToggle,
  reading,
  readings,
  resetButton,
  toggle,
  wordsBox,
} from "../core/controls.js";
import { copyOf, dataChoice, STUDIES } from "../core/data.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame, rowOrder } from "../core/forest.js";
import { decimalsFor, fixed, interval, niceStep, percent, roundTo } from "../core/format.js";
import { shareQuestion } from "../core/predict.js";
import { diamond, span } from "../core/shapes.js";
import { draggableStudies } from "../core/studies.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { cochranQ, iSquared, pool, qPieces, tauSquared } from "../engine/heterogeneity.js";
import { median } from "../engine/pooling.js";
import { normalQuantile } from "../engine/special.js";
import {
  brief,
  hintOf,
  sentences,
  shortOf,
  showReadings,
  spoken,
  titleOf,
} from "../words/heterogeneity_explorer.js";

const METHODS = ["DL", "PM", "REML"];
const STATE = [...STUDIES, "method", "hksj", "level"];
// How many times the sample size may become what it was, on an axis of doublings.
const TIMES = [0.25, 0.5, 1, 2, 5, 10];
const [FEWEST, MOST] = [TIMES[0], TIMES.at(-1)];

// The largest that the square of Q becomes, and how tall a row is for its square to be seen.
const AREA = 184,
  ROW = 38;

// Everything shown, from the state alone.
export function summarise({ effects, std_errors, method, hksj, level }) {
  const tau2 = Object.fromEntries(METHODS.map((m) => [m, tauSquared(effects, std_errors, m)]));
  const adjust = hksj ? "hksj" : null;
  const pooled = pool(effects, std_errors, { method, level, adjust, tau2: tau2[method] });
  const pieces = qPieces(effects, std_errors);
  return { q: cochranQ(effects, std_errors), i2: iSquared(effects, std_errors), tau2, pooled, pieces };
}

const rowsOf = ({ pieces }, effects, order) =>
  order.map((k) => ({ found: pieces.found[k], chance: pieces.chance[k], from: pieces.mean, to: effects[k] }));
const sumOf = ({ q }) => ({
  found: q.statistic,
  chance: q.df,
  words: [`Q = ${brief(q.statistic)}`, `by chance ${q.df}`],
});

// What stays still while the reader drags: axis, decimals, smallest step, order.
function worldOf(now, start, { predictionLow, predictionHigh }) {
  const studies = [now, start].flatMap((d) => d.effects.map((y, i) => [y, 2 * d.std_errors[i]]));
  let low = studies.reduce((least, [y, h]) => Math.min(least, y - h), 0),
    high = studies.reduce((most, [y, h]) => Math.max(most, y + h), 0);
  const range = high - low;
  // With room for where the next one may lie once the estimates are dragged further apart.
  const room = range / 6;
  if (predictionLow > low - range / 2) low = Math.min(low, predictionLow - room);
  if (predictionHigh < high + range / 2) high = Math.max(high, predictionHigh + room);
  const digits = decimalsFor(start.std_errors),
    step = niceStep(range / 200);
  const domain = [low - range / 50, high + range / 50].map((v) => roundTo(v, digits + 1));
  const widest = Math.max(roundTo(range / 3, digits + 1), ...now.std_errors);
  return { domain, digits, step, widest, order: rowOrder(start.effects), K: now.effects.length };
}

// One handle on all standard errors: as if every study had so many times its visitors. It stands where most studies are.
function sizeTrack({ get, change }, start, world) {
  const times = () => median(get("std_errors").map((s, i) => (start().std_errors[i] / s) ** 2));
  function put(wanted) {
    const to = roundTo(Math.min(MOST, Math.max(FEWEST, wanted)), 2),
      shrink = Math.sqrt(times() / to);
    const near = (s, was) => (Math.abs(s / was - 1) < 1e-9 ? was : s);
    change({ std_errors: get("std_errors").map((s, i) => near(s * shrink, start().std_errors[i])) });
  }
  const short = (v) => `× ${Number((2 ** v).toFixed(2))}`;
  const rail = track({
    describe: "Sample size",
    caption: () => `sample size of every ${world().noun}`,
    ticks: TIMES.map(Math.log2),
    text: short,
    knob: {
      label: () => `Sample size of every ${world().noun}`,
      bounds: () => [Math.log2(FEWEST), Math.log2(MOST)],
      step: () => 0.1,
      get: () => Math.log2(times()),
      set: (v) => put(2 ** v),
      typed: put,
      text: (v) => `${fixed(2 ** v, 2)} times what it was`,
    },
  });
  const place = () => rail.place(Math.min(Math.log2(MOST), Math.max(Math.log2(FEWEST), Math.log2(times()))));
  return { node: rail.node, place, layout: (width) => rail.layout(width, [FEWEST, MOST].map(Math.log2)) };
}

// The reading of I² carries a bar that shows it as a share.
function shareReading() {
  const r = reading("I²");
  const bar = html("span");
  r.node.append(html("span", { class: "bs-share", "aria-hidden": "true" }, bar));
  const fill = (share) => set(bar, { style: `width:${(100 * share).toFixed(1)}%` });
  return { ...r, fill };
}

// What is read off the figure, for whoever asks.
function statistics({ get, change }) {
  const q = reading("Q");
  const i2 = shareReading();
  const [mean, next] = readings("Pooled mean", "Prediction interval");
  const taus = METHODS.map((method) => [method, reading(`τ̂ ${method}`, () => change({ method }))]);
  const hksj = toggle({ label: "Hartung–Knapp", get: () => get("hksj"), flip: (on) => change({ hksj: on }) });
  const three = div("bs-three", ...taus.map(([, r]) => r.node));
  set(three, { role: "group", "aria-label": "Estimate of τ used for the pooled results" });
  const more = disclosure(
    "All readings",
    div("bs-panel", q.node, i2.node, three),
    div("bs-panel bs-halves", mean.node, next.node),
    div("bs-bar", hksj.node),
  );
  function show(result, before, now, about) {
    showReadings({ q, i2, taus, mean, next }, result, before, now, about);
    i2.fill(result.i2);
    hksj.refresh();
  }
  return { node: more, show };
}

// The forest plot of one data set, whose studies are dragged, with its squares.
function studiesPlot({ labels, level }, world, { get, change, schedule }, scale, numbers) {
  const { order, digits, K } = world;
  const room = roomFor(1, AREA);
  const plot = forestFrame({
    labels: order.map((k) => labels[k]),
    tails: ["Pooled mean", `Next ${world.noun}`],
    describe: "Forest plot",
    caption: scale,
    numbers,
    columns: [
      { name: "weight", width: 62, from: 580 },
      { name: "estimate", width: 70, from: 680 },
      { name: `${percent(level)} interval`, width: 132, from: 580 },
    ],
    tall: ROW,
    ...room,
  });
  const { x, geometry, path } = plot;
  const areas = areaColumn(plot, room, { kinds: ["bs-found-area"], head: "adds to Q" });
  // Distances are from the mean that is right if all effects are equal; the pooled mean allows them to differ.
  const middle = plot.under.appendChild(
    svg("text", { class: "bs-head", y: 12, "text-anchor": "middle", text: "weighted mean" }),
  );
  const marks = { line: path("bs-from"), diamond: path("bs-diamond"), next: path("bs-next") };
  const z = () => normalQuantile(0.5 + get("level") / 2);
  const edit = (trait, k, value) => change({ [trait]: get(trait).with(k, value) });
  const redraw = () => schedule();
  const studies = draggableStudies({ plot, labels, world, z, read: get, edit, noun: world.noun, redraw });

  function drawPooled({ mean, ciLow, ciHigh, predictionLow, predictionHigh }) {
    const [yMean, yNext] = geometry.y.slice(K);
    set(marks.diamond, { d: diamond(x, ciLow, mean, ciHigh, yMean, 8) });
    set(marks.next, { d: span(x, predictionLow, predictionHigh, yNext, 5) });
    plot.cell(K, 1, fixed(mean, digits));
    plot.cell(K, 2, interval(ciLow, ciHigh, digits));
    plot.cell(K + 1, 2, interval(predictionLow, predictionHigh, digits));
  }

  function writeNumbers({ effects, std_errors }, weights) {
    const half = z();
    order.forEach((k, i) => {
      const reach = half * std_errors[k];
      plot.cell(i, 0, percent(weights[k], 1));
      plot.cell(i, 1, fixed(effects[k], digits));
      plot.cell(i, 2, interval(effects[k] - reach, effects[k] + reach, digits));
    });
  }

  function draw(now, start, result) {
    studies.draw(now, start, result.pooled.weights);
    areas.draw(rowsOf(result, now.effects, order), [sumOf(result)]);
    if (numbers()) writeNumbers(now, result.pooled.weights);
    drawPooled(result.pooled);
    const at = x(result.pieces.mean);
    set(middle, { x: at });
    set(marks.line, { d: `M${at} 16V${geometry.rule}` });
  }
  function layout(width, start, before) {
    plot.layout(width, world.domain);
    // Ten times the visitors make the side of Q about three times as long.
    areas.layout({ rows: rowsOf(before, start.effects, order), sums: [sumOf(before)] }, Math.sqrt(MOST));
  }
  return { node: plot.node, picker: studies.picker, layout, draw, room: () => room.words(geometry) };
}

export function render({ model, el }) {
  return view({ model, el }, "Heterogeneity explorer", (context) => {
    const { root, get, change, read, announce, schedule } = context;
    const { pick, source } = dataChoice(get, change, STUDIES);
    let start = null;
    let shape = "";
    let plot = null;
    let world = null;
    let before = null;
    let compared = "";

    const opened = read(["method", "hksj"]);
    const reset = resetButton(() => change({ ...copyOf(start), ...opened }));
    const stage = div("bs-stage");
    const words = wordsBox(520);
    const shows = statistics(context);
    const size = sizeTrack(
      context,
      () => start,
      () => world,
    );
    const numbers = numbersToggle(schedule);
    const title = html("p", { class: "bs-title" }),
      short = html("p", { class: "bs-short" }),
      hint = html("p", { class: "bs-hint" });
    root.append(
      title,
      div("bs-bar", div("bs-later", pick.node), reset),
      div("bs-strip", size.node, short),
      div("bs-bar bs-beside", hint, numbers.node),
      stage,
      words.node,
      shows.node,
    );

    function rebuild(now) {
      compared = "";
      start = source().effects?.length === now.effects.length ? copyOf(source()) : copyOf(now);
      before = summarise({ ...now, ...start });
      world = { ...worldOf(now, start, before.pooled), noun: source().noun ?? "study" };
      plot = studiesPlot(now, world, context, () => source().scale ?? "effect", numbers.on);
      stage.replaceChildren(...[plot.picker, plot.node].filter(Boolean));
      set(title, { text: titleOf(world) });
      set(hint, { text: hintOf(world, plot.picker !== null) });
    }

    function layout(width) {
      if (!plot) return;
      size.layout(width);
      plot.layout(width, start, before);
      words.settle(plot.room());
    }

    // The axis is drawn anew for other data, and when a study has left it.
    function prepare(now, width) {
      const form = JSON.stringify([now.labels, get("dataset"), source().effects, now.level]);
      const outside = (v) => v < world.domain[0] || v > world.domain[1];
      if (form !== shape || now.effects.some(outside)) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      const settings = JSON.stringify([now.method, now.hksj]);
      if (settings !== compared) [before, compared] = [summarise({ ...now, ...start }), settings];
    }

    function draw(width) {
      const now = read(STATE);
      const K = now.effects.length;
      // Python may send effects, errors and labels one after the other: wait until they agree.
      if (K < 2 || now.std_errors.length !== K || now.labels.length !== K) return;
      prepare(now, width);
      const result = summarise(now);
      plot.draw(now, start, result);
      size.place();
      set(short, { text: shortOf(result) });
      shows.show(result, before, now, world);
      words.say(sentences(result, { ...world, method: now.method }));
      announce(spoken(result, world));
      pick.refresh();
      numbers.refresh();
    }
    const question = shareQuestion(
      () => "How much of the variation between these estimates goes beyond what noise explains?",
      () => iSquared(get("effects"), get("std_errors")),
    );
    return { layout, draw, question };
  });
}
