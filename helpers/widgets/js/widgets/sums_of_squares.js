// Drag the effects of segments, what they share, and the noise; sums of squares follow as areas.

import { areaChart } from "../core/areas.js";
import { panel, readings, resetButton, wordsBox } from "../core/controls.js";
import { div, html, set } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { decimalsFor, fixed, niceStep, percent, pValue, roundTo, short } from "../core/format.js";
import { gripIn } from "../core/grip.js";
import { chevrons, diamond } from "../core/shapes.js";
import { draggableStudies } from "../core/studies.js";
import { view } from "../core/view.js";
import { treatmentSquares } from "../engine/anova.js";
import { normalQuantile } from "../engine/special.js";

const STATE = ["labels", "effects", "n_treated", "n_control", "sigma", "residual_df", "level"];
const hint = (segments) =>
  `Drag a square to move a segment’s effect, the diamond to move all ${segments} together, the end of a bar to change ` +
  "the noise. Keyboard: Tab, then arrow keys.";

export function summarise({ effects, n_treated, n_control, sigma, residual_df }) {
  const result = treatmentSquares(effects, n_treated, n_control, sigma, residual_df);
  return {
    ...result,
    std_errors: result.weights.map((h) => sigma / Math.sqrt(h)),
    q: result.interaction / result.meanSquare,
  };
}

const large = (v) => (v >= 1000 ? fixed(v, 0) : fixed(v, 2));
const times = (ratio) => (ratio >= 0.95 ? `${short(ratio)} times` : percent(ratio));

export function sentences({ treatment, interaction, treatmentF, interactionF, meanSquare }, K) {
  return (
    `Disagreement: the ${K} squares add up to ${fixed(interaction, 0)}. Noise alone would give ${K - 1} squares of ${short(meanSquare)}, ` +
    `and the disagreement is ${times(interactionF)} as much. Common effect: its square is ${fixed(treatment, 0)}, ` +
    `${times(treatmentF)} the one noise square.`
  );
}

// What stays still while the reader drags: axis, decimals, smallest step.
function worldOf(start) {
  const s = summarise(start).std_errors;
  const reach = 2.5 * Math.max(...s);
  const digits = decimalsFor(s) - 1;
  const low = Math.min(0, ...start.effects) - reach;
  const high = Math.max(0, ...start.effects) + reach;
  const step = niceStep((high - low) / 200);
  return {
    domain: [low, high].map((v) => roundTo(Math.round(v / step) * step, 6)),
    digits,
    step,
    widest: roundTo(3 * Math.max(...s), digits + 1),
    K: s.length,
  };
}

// Every segment's effect is dragged, and the noise by the end of any bar: all bars have it in common.
function segmentRows(plot, world, start, z, { get, change, read }) {
  return draggableStudies({
    plot,
    labels: start.labels,
    world,
    z,
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
      domain[0] - Math.min(...get("effects")) + common(),
      domain[1] - Math.max(...get("effects")) + common(),
    ],
    set: (value) => change({ effects: get("effects").map((d) => d + value - common()) }),
  });
}

function segmentsPlot(world, start, context) {
  const plot = forestFrame({
    labels: start.labels,
    tails: ["Common effect"],
    describe: "Segments",
    caption: () => "effect in the segment",
    columns: [
      { name: "visitors", width: 70, from: 620 },
      { name: "effect", width: 62, from: 540 },
    ],
  });
  const { x, geometry, path } = plot;
  const { digits, K } = world;
  const z = () => normalQuantile(0.5 + context.get("level") / 2);
  const marks = {
    line: path("bs-mean"),
    arms: path("bs-squares-arm"),
    diamond: path("bs-diamond"),
    chevrons: path("bs-squares-chevrons"),
  };
  const studies = segmentRows(plot, world, start, z, context);
  const grip = commonGrip(plot, world, context);

  function drawCommon({ effects }, common, half) {
    const [left, right] = x.range();
    const y = geometry.y[K];
    const at = x(common);
    const [from, to] = [Math.max(left - 8, x(common - half)), Math.min(right + 8, x(common + half))];
    set(marks.line, { d: `M${at} ${geometry.top}V${y}` });
    set(marks.arms, { d: effects.map((d, k) => `M${at} ${geometry.y[k]}H${x(d)}`).join("") });
    set(marks.diamond, { d: diamond(x, common - half, common, common + half, y, 8) });
    set(marks.chevrons, { d: chevrons(from - 9, to + 9, y) });
    grip.place(at, y);
    plot.cell(K, 1, fixed(common, digits));
  }

  function draw(now, { std_errors, weights, common }, before) {
    const total = weights.reduce((a, b) => a + b, 0);
    studies.draw(
      { effects: now.effects, std_errors },
      { effects: start.effects, std_errors: before.std_errors },
      weights.map((h) => h / total),
    );
    drawCommon(now, common, (z() * now.sigma) / Math.sqrt(total));
    now.effects.forEach((d, k) => {
      plot.cell(k, 0, String(now.n_treated[k] + now.n_control[k]));
      plot.cell(k, 1, fixed(d, digits));
    });
  }
  return { node: plot.node, layout: (width) => plot.layout(width, world.domain), draw };
}

function showReadings([interaction, treatment, q, noise], result, { sigma }, { K }) {
  interaction.show(`F ${large(result.interactionF)}`, pValue(result.interactionP));
  treatment.show(`F ${large(result.treatmentF)}`, pValue(result.treatmentP));
  q.show(large(result.q), `${K - 1} expected: this is Q`);
  noise.show(fixed(sigma, 2), `σ² = ${short(result.meanSquare)}`);
}

function spoken({ interactionF, interactionP, treatmentF, treatmentP, common }, { digits }) {
  return (
    `Interaction: F ${fixed(interactionF, 1)}, ${pValue(interactionP)}. Treatment: F ${fixed(treatmentF, 1)}, ` +
    `${pValue(treatmentP)}. Common effect ${fixed(common, digits)}.`
  );
}

export function render({ model, el }) {
  return view({ model, el }, "Sums of squares", (context) => {
    const { root, get, change, read, announce } = context;
    let start = null;
    let plot = null;
    let world = null;
    let shape = "";
    const back = () => change({ effects: [...start.effects], sigma: start.sigma });
    const shows = readings("Interaction", "Treatment", "Interaction ÷ noise", "Noise per visitor, σ");
    const stage = div("bs-stage");
    const areas = areaChart();
    const words = wordsBox(230);
    root.append(
      panel(shows),
      div(
        "bs-bar",
        html("p", { class: "bs-hint bs-squares-hint", text: hint(get("labels").length) }),
        resetButton(back),
      ),
      stage,
      div("bs-squares", areas.node),
      words.node,
    );

    function rebuild(now) {
      start = { ...now, effects: [...now.effects] };
      world = worldOf(start);
      plot = segmentsPlot(world, start, context);
      stage.replaceChildren(plot.node);
    }

    const layout = (width) => plot?.layout(width);

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
      const before = summarise(start);
      plot.draw(now, result, before);
      areas.draw(width, result, before, now.labels);
      showReadings(shows, result, now, world);
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
