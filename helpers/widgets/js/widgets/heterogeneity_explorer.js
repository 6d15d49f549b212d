// Drag the points and error bars of a forest plot; Q, I², τ̂ and the pooled results follow.

import { reading, readings, resetButton, toggle, wordsBox } from "../core/controls.js";
import { copyOf, dataChoice, STUDIES } from "../core/data.js";
import { div, html, set } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { decimalsFor, fixed, interval, niceStep, percent, plural, pValue, roundTo } from "../core/format.js";
import { shareQuestion } from "../core/predict.js";
import { diamond, span } from "../core/shapes.js";
import { draggableStudies } from "../core/studies.js";
import { view } from "../core/view.js";
import { cochranQ, iSquared, pool, tauSquared } from "../engine/heterogeneity.js";
import { normalQuantile } from "../engine/special.js";

const METHODS = ["DL", "PM", "REML"];
const STATE = [...STUDIES, "method", "hksj", "level"];
const HINT =
  "Drag a square to move an estimate, the end of a bar to change its standard error. Keyboard: Tab, then arrow keys.";

// Everything shown, from the state alone.
export function summarise({ effects, std_errors, method, hksj, level }) {
  const tau2 = Object.fromEntries(METHODS.map((m) => [m, tauSquared(effects, std_errors, m)]));
  const pooled = pool(effects, std_errors, {
    method,
    level,
    adjust: hksj ? "hksj" : null,
    tau2: tau2[method],
  });
  return { q: cochranQ(effects, std_errors), i2: iSquared(effects, std_errors), tau2, pooled };
}

export function sentences({ q, i2, tau2 }, { method, K, digits, noun }) {
  const expected = `Q is ${fixed(q.statistic, 1)}; ${K} ${plural(noun)} with equal true effects would give ${q.df} on average.`;
  if (q.statistic <= q.df) {
    return (
      `${expected} The estimates differ by no more than their standard errors explain. That is not proof of ` +
      `equal effects: with ${K} ${plural(noun)}, real differences can hide in here.`
    );
  }
  return (
    `${expected} I²: ${percent(i2)} of the variation between the estimates goes beyond what their standard ` +
    `errors explain. That is a share, not a size: make every ${noun} more precise and it rises, with the same differences. ` +
    `The size is τ̂: true effects that differ with a standard deviation of about ${fixed(Math.sqrt(tau2[method]), digits)}.`
  );
}

// What stays still while the reader drags: axis, decimals, smallest step.
function worldOf(now, start, { predictionLow, predictionHigh }) {
  const studies = [now, start].flatMap((d) => d.effects.map((y, i) => [y, 2 * d.std_errors[i]]));
  let low = Math.min(0, ...studies.map(([y, h]) => y - h)),
    high = Math.max(0, ...studies.map(([y, h]) => y + h));
  const range = high - low;
  if (predictionLow > low - range / 2) low = Math.min(low, predictionLow);
  if (predictionHigh < high + range / 2) high = Math.max(high, predictionHigh);
  const digits = decimalsFor(start.std_errors),
    step = niceStep(range / 200);
  const domain = [low - range / 50, high + range / 50].map((v) => roundTo(v, digits + 1));
  return { domain, digits, step, widest: Math.max(roundTo(range / 3, digits + 1), ...now.std_errors) };
}

// The reading of I² carries a bar that shows it as a share.
function shareReading() {
  const r = reading("I²");
  const bar = html("span");
  r.node.append(html("span", { class: "bs-share", "aria-hidden": "true" }, bar));
  const fill = (share) => set(bar, { style: `width:${(100 * share).toFixed(1)}%` });
  return { ...r, fill };
}

// The statistics; their notes say what they were `before` the reader moved anything.
function statistics({ get, change }) {
  const q = reading("Q");
  const i2 = shareReading();
  const [mean, next] = readings("Pooled mean", "Prediction interval");
  const taus = METHODS.map((method) => [method, reading(`τ̂ ${method}`, () => change({ method }))]);
  const hksj = toggle({ label: "Hartung–Knapp", get: () => get("hksj"), flip: (on) => change({ hksj: on }) });
  const three = div("bs-three", ...taus.map(([, r]) => r.node));
  set(three, { role: "group", "aria-label": "Estimate of τ used for the pooled results" });

  function show(result, before, { method, level }, { K, digits, noun }) {
    const { pooled } = result;
    const range = (low, high) => interval(low, high, digits);
    const was = (format) => (format(result) === format(before) ? "" : `was ${format(before)}`);
    const share = (r) => percent(r.i2);
    const reach = ({ pooled: p }) => range(p.predictionLow, p.predictionHigh);
    q.show(fixed(result.q.statistic, 2), `${result.q.df} expected, ${pValue(result.q.pValue)}`);
    i2.show(share(result), was(share));
    i2.fill(result.i2);
    for (const [m, r] of taus) {
      const tau = ({ tau2 }) => fixed(Math.sqrt(tau2[m]), digits);
      r.show(tau(result), was(tau), m === method);
    }
    mean.show(fixed(pooled.mean, digits), `${percent(level)} interval ${range(pooled.ciLow, pooled.ciHigh)}`);
    next.show(
      reach(result),
      K === 2
        ? `needs at least three ${plural(noun)}`
        : was(reach) || `for the true effect in the next ${noun}`,
    );
    hksj.refresh();
  }
  return {
    top: div("bs-panel", q.node, i2.node, three),
    bottom: div("bs-panel bs-halves", mean.node, next.node),
    adjust: hksj.node,
    show,
  };
}

// The forest plot of one data set, whose studies are dragged.
function studiesPlot({ labels, level }, world, { get, change }, scale) {
  const plot = forestFrame({
    labels,
    tails: ["Pooled mean", `Next ${world.noun}`],
    describe: "Forest plot",
    caption: scale,
    columns: [
      { name: "weight", width: 62, from: 580 },
      { name: "estimate", width: 70, from: 680 },
      { name: `${percent(level)} interval`, width: 132, from: 580 },
    ],
  });
  const { x, geometry, path } = plot;
  const marks = { line: path("bs-mean"), diamond: path("bs-diamond"), next: path("bs-next") };
  const z = () => normalQuantile(0.5 + get("level") / 2);
  const edit = (trait, i, value) => change({ [trait]: get(trait).with(i, value) });
  const studies = draggableStudies({ plot, labels, world, z, read: get, edit });

  function drawPooled({ mean, ciLow, ciHigh, predictionLow, predictionHigh }, K) {
    const [yMean, yNext] = geometry.y.slice(K);
    set(marks.line, { d: `M${x(mean)} ${geometry.top}V${yMean}` });
    set(marks.diamond, { d: diamond(x, ciLow, mean, ciHigh, yMean, 8) });
    set(marks.next, { d: span(x, predictionLow, predictionHigh, yNext, 5) });
    plot.cell(K, 1, fixed(mean, world.digits));
    plot.cell(K, 2, interval(ciLow, ciHigh, world.digits));
    plot.cell(K + 1, 2, interval(predictionLow, predictionHigh, world.digits));
  }

  function draw(now, start, pooled) {
    const half = z();
    studies.draw(now, start, pooled.weights);
    now.effects.forEach((effect, i) => {
      const reach = half * now.std_errors[i];
      plot.cell(i, 0, percent(pooled.weights[i], 1));
      plot.cell(i, 1, fixed(effect, world.digits));
      plot.cell(i, 2, interval(effect - reach, effect + reach, world.digits));
    });
    drawPooled(pooled, now.effects.length);
  }
  return { node: plot.node, layout: (width) => plot.layout(width, world.domain), draw };
}

function spoken({ q, i2, pooled }, { digits }) {
  return (
    `Q ${fixed(q.statistic, 1)}, I squared ${percent(i2)}, tau ${fixed(Math.sqrt(pooled.tau2), digits)}, ` +
    `pooled mean ${fixed(pooled.mean, digits)}, ` +
    `prediction interval ${interval(pooled.predictionLow, pooled.predictionHigh, digits)}.`
  );
}

export function render({ model, el }) {
  return view({ model, el }, "Heterogeneity explorer", (context) => {
    const { root, get, change, read, announce } = context;
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
    const words = wordsBox(430);
    const shows = statistics(context);
    root.append(
      div("bs-bar", pick.node, shows.adjust, reset),
      shows.top,
      html("p", { class: "bs-hint", text: HINT }),
      stage,
      shows.bottom,
      words.node,
    );

    function rebuild(now) {
      compared = "";
      start = source().effects?.length === now.effects.length ? copyOf(source()) : copyOf(now);
      before = summarise({ ...now, ...start });
      world = { ...worldOf(now, start, before.pooled), noun: source().noun ?? "study" };
      plot = studiesPlot(now, world, context, () => source().scale ?? "effect");
      stage.replaceChildren(plot.node);
    }

    const layout = (width) => plot?.layout(width);

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
      const about = { ...world, K };
      plot.draw(now, start, result.pooled);
      shows.show(result, before, now, about);
      words.say(sentences(result, { ...about, method: now.method }));
      announce(spoken(result, world));
      pick.refresh();
    }
    const question = shareQuestion(
      () => "How much of the variation between these estimates goes beyond what noise explains?",
      () => iSquared(get("effects"), get("std_errors")),
    );
    return { layout, draw, question };
  });
}
