// Drag the effects of segments, what they share, and the noise; sums of squares follow as areas.

import { areaColumn, roomFor } from "../core/areas.js";
import { numbersToggle, panel, readings, resetButton, wordsBox } from "../core/controls.js";
import { div, html, set } from "../core/dom.js";
import { forestFrame, rowOrder } from "../core/forest.js";
import { decimalsFor, fixed, niceStep, roundTo } from "../core/format.js";
import { gripIn } from "../core/grip.js";
import { chevrons, diamond } from "../core/shapes.js";
import { draggableStudies } from "../core/studies.js";
import { view } from "../core/view.js";
import { treatmentSquares } from "../engine/anova.js";
import { normalQuantile } from "../engine/special.js";
import { HINT, inWords, sentences, showReadings, spoken, sumsOf, TITLE } from "../words/sums_of_squares.js";

const STATE = ["labels", "effects", "n_treated", "n_control", "sigma", "residual_df", "level"];
// The largest that the square of a sum becomes, and how tall a row is for its square to be seen.
const AREA = 150,
  ROW = 42;
// How many times as long the sides of the sums may become before they are cut off.
const GROWTH = 2.2;

export function summarise({ effects, n_treated, n_control, sigma, residual_df }) {
  const result = treatmentSquares(effects, n_treated, n_control, sigma, residual_df);
  return {
    ...result,
    std_errors: result.weights.map((h) => sigma / Math.sqrt(h)),
    q: result.interaction / result.meanSquare,
  };
}

// What stays still while the reader drags: axis, decimals, smallest step, order. The diamond may go as far from zero,
// to either side, as the largest effect is, and takes all segments along.
function worldOf(start) {
  const { std_errors: s, common } = summarise(start);
  const most = s.reduce((a, b) => Math.max(a, b));
  const [least, largest] = [Math.min, Math.max].map((f) => start.effects.reduce((a, b) => f(a, b)));
  const far = Math.max(Math.abs(least), Math.abs(largest), 2 * most);
  const low = Math.min(0, least - far - common, least - 2.5 * most),
    high = Math.max(0, largest + far - common, largest + 2.5 * most);
  const digits = decimalsFor(s) - 1;
  const step = niceStep((high - low) / 200);
  return {
    domain: [Math.floor(low / step), Math.ceil(high / step)].map((v) => roundTo(v * step, 6)),
    digits,
    step,
    widest: roundTo(3 * most, digits + 1),
    order: rowOrder(start.effects),
    K: s.length,
  };
}

// Every segment's effect is dragged, and the noise by the end of any bar: all bars have it in common.
function segmentRows(plot, world, start, z, { get, change, read, schedule }) {
  return draggableStudies({
    plot,
    labels: start.labels,
    world,
    z,
    noun: "segment",
    redraw: () => schedule(),
    read: (trait) => (trait === "effects" ? get("effects") : summarise(read(STATE)).std_errors),
    edit(trait, k, value) {
      if (trait === "effects") change({ effects: get("effects").with(k, value) });
      else change({ sigma: value * Math.sqrt(summarise(start).weights[k]) });
    },
  });
}

// The diamond moves all segments together.
function commonGrip(plot, { domain, digits, step }, { get, change, read }) {
  const common = () => summarise(read(STATE)).common;
  return gripIn(plot, {
    size: 28,
    label: "Common effect: moves all segments",
    get: common,
    text: (v) => fixed(v, digits),
    step: () => step,
    bounds: () => [
      domain[0] - get("effects").reduce((a, b) => Math.min(a, b)) + common(),
      domain[1] - get("effects").reduce((a, b) => Math.max(a, b)) + common(),
    ],
    set: (value) => change({ effects: get("effects").map((d) => d + value - common()) }),
  });
}

function segmentsPlot(world, start, context, numbers) {
  const { digits, order, K } = world;
  const room = roomFor(2, AREA);
  const plot = forestFrame({
    labels: order.map((k) => start.labels[k]),
    tails: ["Common effect"],
    describe: "Segments",
    caption: () => "effect in the segment",
    columns: [
      { name: "visitors", width: 70, from: 700 },
      { name: "effect", width: 62, from: 700 },
    ],
    numbers,
    tall: ROW,
    ...room,
  });
  const { x, geometry, path } = plot;
  const z = () => normalQuantile(0.5 + context.get("level") / 2);
  const areas = areaColumn(plot, room, {
    kinds: ["bs-found-area", "bs-common-area"],
    head: "adds to disagreement",
  });
  const marks = { line: path("bs-mean"), diamond: path("bs-diamond"), chevrons: path("bs-chevrons") };
  const studies = segmentRows(plot, world, start, z, context);
  const grip = commonGrip(plot, world, context);
  const rowsOf = ({ pieces, byChance, common }, effects) =>
    order.map((k) => ({ found: pieces[k], chance: byChance[k], from: common, to: effects[k] }));

  function drawCommon(common, half) {
    const [left, right] = x.range();
    const y = geometry.y[K];
    const at = x(common);
    const [from, to] = [Math.max(left - 8, x(common - half)), Math.min(right + 8, x(common + half))];
    set(marks.line, { d: `M${at} ${geometry.top}V${y}` });
    set(marks.diamond, { d: diamond(x, common - half, common, common + half, y, 8) });
    set(marks.chevrons, { d: chevrons(from - 9, to + 9, y) });
    grip.place(at, y);
    plot.cell(K, 1, fixed(common, digits));
  }

  function draw(now, result, before) {
    const { std_errors, weights, common } = result;
    const total = weights.reduce((a, b) => a + b, 0);
    studies.draw(
      { effects: now.effects, std_errors },
      { effects: start.effects, std_errors: before.std_errors },
      weights.map((h) => h / total),
    );
    areas.draw(rowsOf(result, now.effects), sumsOf(result, K).map(inWords));
    drawCommon(common, (z() * now.sigma) / Math.sqrt(total));
    if (!numbers()) return;
    order.forEach((k, i) => {
      plot.cell(i, 0, String(now.n_treated[k] + now.n_control[k]));
      plot.cell(i, 1, fixed(now.effects[k], digits));
    });
  }
  function layout(width, before) {
    plot.layout(width, world.domain);
    areas.layout({ rows: rowsOf(before, start.effects), sums: sumsOf(before, K) }, GROWTH);
  }
  return { node: plot.node, picker: studies.picker, layout, draw, room: () => room.words(geometry) };
}

export function render({ model, el }) {
  return view({ model, el }, "Sums of squares", (context) => {
    const { root, change, read, announce, schedule } = context;
    let start = null;
    let plot = null;
    let world = null;
    let shape = "";
    const back = () => change({ effects: [...start.effects], sigma: start.sigma });
    const shows = readings("Interaction", "Treatment", "Interaction ÷ noise", "Noise per visitor, σ");
    const numbers = numbersToggle(schedule);
    const stage = div("bs-stage");
    const words = wordsBox(400);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      div("bs-bar bs-beside", html("p", { class: "bs-hint", text: HINT }), numbers.node, resetButton(back)),
      stage,
      words.node,
      panel(shows),
    );

    function rebuild(now) {
      start = { ...now, effects: [...now.effects] };
      world = worldOf(start);
      plot = segmentsPlot(world, start, context, numbers.on);
      stage.replaceChildren(...[plot.picker, plot.node].filter(Boolean));
    }

    function layout(width) {
      if (!plot) return;
      plot.layout(width, summarise(start));
      words.settle(plot.room());
    }

    function draw(width) {
      const now = read(STATE);
      const form = JSON.stringify([now.labels, now.n_treated, now.n_control, now.level]);
      const K = now.labels.length;
      if (now.effects.length !== K || now.n_treated.length !== K || now.n_control.length !== K) return;
      if (form !== shape) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      const result = summarise(now);
      plot.draw(now, result, summarise(start));
      showReadings(shows, result, now, world);
      numbers.refresh();
      words.say(sentences(result, K));
      announce(spoken(result, world));
    }
    const question = {
      ask: () => "How many times as much do the segments disagree as noise alone would make them?",
      truth: () => summarise(read(STATE)).interactionF,
      low: () => 0,
      high: () => 20,
      step: 0.1,
      digits: 1,
      text: (v) => fixed(v, 1),
    };
    return { layout, draw, question };
  });
}
