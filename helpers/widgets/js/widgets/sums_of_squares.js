// Drag the effects of segments, what they share, and the noise; sums of squares follow as areas.

import { areaChart } from "../core/areas.js";
import { button, reading } from "../core/controls.js";
import { html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { decimalsFor, fixed, niceStep, percent, pValue, roundTo, short } from "../core/format.js";
import { gripIn } from "../core/grip.js";
import { chevrons, diamond } from "../core/shapes.js";
import { draggableStudies } from "../core/studies.js";
import { view } from "../core/view.js";
import { treatmentSquares } from "../engine/anova.js";
import { normalQuantile } from "../engine/special.js";

const STATE = ["labels", "effects", "n_treated", "n_control", "sigma", "residual_df", "level"];

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

export function render({ model, el }) {
  return view({ model, el }, "Sums of squares", ({ root, get, change, announce }) => {
    const all = () => Object.fromEntries(STATE.map((name) => [name, get(name)])),
      z = () => normalQuantile(0.5 + get("level") / 2);
    let start = null,
      plot = null,
      parts = null,
      studies = null,
      world = null,
      shape = "";
    const reset = button(
      "Reset",
      () => change({ effects: [...start.effects], sigma: start.sigma }),
      "bs-plain",
    );
    const interaction = reading("Interaction"),
      treatment = reading("Treatment"),
      q = reading("Interaction ÷ noise"),
      noise = reading("Noise per visitor, σ");
    const hint =
      "Drag a square to move a segment’s effect, the diamond to move all six together, the end of a bar to change the noise. Keyboard: Tab, then arrow keys.";
    const stage = html("div", { class: "bs-stage" }),
      areas = areaChart(),
      words = html("p", { class: "bs-words" });
    root.append(
      html("div", { class: "bs-panel bs-four" }, interaction.node, treatment.node, q.node, noise.node),
      html(
        "div",
        { class: "bs-bar" },
        html("p", { class: "bs-hint bs-squares-hint", text: hint.replace("six", get("labels").length) }),
        reset,
      ),
      stage,
      html("div", { class: "bs-squares" }, areas.node),
      words,
    );

    function rebuild(now) {
      start = { ...now, effects: [...now.effects] };
      const { std_errors: s } = summarise(start),
        reach = 2.5 * Math.max(...s),
        digits = decimalsFor(s) - 1;
      const low = Math.min(0, ...now.effects) - reach,
        high = Math.max(0, ...now.effects) + reach,
        step = niceStep((high - low) / 200);
      world = {
        domain: [low, high].map((v) => roundTo(Math.round(v / step) * step, 6)),
        digits,
        step,
        widest: roundTo(3 * Math.max(...s), digits + 1),
        K: s.length,
      };
      plot = forestFrame({
        labels: now.labels,
        tails: ["Common effect"],
        describe: "Segments",
        caption: () => "effect in the segment",
        columns: [
          { name: "visitors", width: 70, from: 620 },
          { name: "effect", width: 62, from: 540 },
        ],
      });
      stage.replaceChildren(plot.node);
      const path = (name, g = plot.under) => g.appendChild(svg("path", { class: name }));
      parts = {
        line: path("bs-mean"),
        arms: path("bs-squares-arm"),
        diamond: path("bs-diamond"),
        chevrons: path("bs-squares-chevrons"),
      };
      studies = draggableStudies({
        plot,
        labels: now.labels,
        world,
        z,
        read: (trait) => (trait === "effects" ? get("effects") : summarise(all()).std_errors),
        edit(trait, k, value) {
          if (trait === "effects") change({ effects: get("effects").with(k, value) });
          else change({ sigma: value * Math.sqrt(summarise(start).weights[k]) });
        },
      });
      const common = () => summarise(all()).common;
      parts.grip = gripIn(plot, {
        size: 28,
        label: "Common effect: moves all segments",
        get: common,
        text: (v) => fixed(v, digits),
        step: () => step,
        bounds: () => [
          world.domain[0] - Math.min(...get("effects")) + common(),
          world.domain[1] - Math.max(...get("effects")) + common(),
        ],
        set: (value) => change({ effects: get("effects").map((d) => d + value - common()) }),
      });
    }

    const layout = (width) => plot?.layout(width, world.domain);
    function draw(width) {
      const now = all(),
        form = JSON.stringify([now.labels, now.n_treated, now.n_control, now.level]),
        K = now.labels.length;
      if (now.effects.length !== K || now.n_treated.length !== K || now.n_control.length !== K) return;
      if (form !== shape) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      show(now, summarise(now), summarise(start), width);
    }

    function show(now, result, before, width) {
      const { x, geometry } = plot,
        { digits, K } = world,
        yMean = geometry.y[K],
        at = x(result.common),
        [left, right] = x.range(),
        total = result.weights.reduce((a, b) => a + b, 0);
      studies.draw(
        { effects: now.effects, std_errors: result.std_errors },
        { effects: start.effects, std_errors: before.std_errors },
        result.weights.map((h) => h / total),
      );
      const half = (z() * now.sigma) / Math.sqrt(total);
      set(parts.line, { d: `M${at} ${geometry.top}V${yMean}` });
      set(parts.arms, { d: now.effects.map((d, k) => `M${at} ${geometry.y[k]}H${x(d)}`).join("") });
      set(parts.diamond, {
        d: diamond(x, result.common - half, result.common, result.common + half, yMean, 8),
      });
      set(parts.chevrons, {
        d: chevrons(
          Math.max(left - 8, x(result.common - half)) - 9,
          Math.min(right + 8, x(result.common + half)) + 9,
          yMean,
        ),
      });
      parts.grip.place(at, yMean);
      now.effects.forEach((d, k) => {
        plot.cell(k, 0, String(now.n_treated[k] + now.n_control[k]));
        plot.cell(k, 1, fixed(d, digits));
      });
      plot.cell(K, 1, fixed(result.common, digits));
      areas.draw(width, result, before, now.labels);

      interaction.show(`F ${large(result.interactionF)}`, pValue(result.interactionP));
      treatment.show(`F ${large(result.treatmentF)}`, pValue(result.treatmentP));
      q.show(large(result.q), `${K - 1} expected: this is Q`);
      noise.show(fixed(now.sigma, 2), `σ² = ${short(result.meanSquare)}`);
      set(words, { text: sentences(result, K) });
      announce(
        `Interaction: F ${fixed(result.interactionF, 1)}, ${pValue(result.interactionP)}. Treatment: F ${fixed(result.treatmentF, 1)}, ` +
          `${pValue(result.treatmentP)}. Common effect ${fixed(result.common, digits)}.`,
      );
    }
    return { layout, draw };
  });
}
