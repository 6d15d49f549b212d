// Drag the points and error bars of a forest plot; Q, I², τ̂ and the pooled results follow.

import { button, reading, toggle } from "../core/controls.js";
import { copyOf, dataChoice, STUDIES } from "../core/data.js";
import { html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { decimalsFor, fixed, interval, niceStep, percent, pValue, roundTo } from "../core/format.js";
import { diamond, span } from "../core/shapes.js";
import { draggableStudies } from "../core/studies.js";
import { view } from "../core/view.js";
import { cochranQ, iSquared, pool, tauSquared } from "../engine/heterogeneity.js";
import { normalQuantile } from "../engine/special.js";

const METHODS = ["DL", "PM", "REML"];

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
  const expected = `Q is ${fixed(q.statistic, 1)}; ${K} ${noun}s with equal true effects would give ${q.df} on average.`;
  if (q.statistic <= q.df) {
    return (
      `${expected} The estimates differ by no more than their standard errors explain. That is not proof of ` +
      `equal effects: with ${K} ${noun}s, real differences can hide in here.`
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

export function render({ model, el }) {
  return view({ model, el }, "Heterogeneity explorer", ({ root, get, change, announce }) => {
    const { pick, source } = dataChoice(get, change, STUDIES);
    const z = () => normalQuantile(0.5 + get("level") / 2);
    let start = null,
      shape = "",
      plot = null,
      studies = null,
      world = null,
      before = null,
      compared = "";

    const reset = button("Reset", () => change(copyOf(start)), "bs-plain");
    const hint =
      "Drag a square to move an estimate, the end of a bar to change its standard error. Keyboard: Tab, then arrow keys.";
    const stage = html("div", { class: "bs-stage" }),
      words = html("p", { class: "bs-words" });
    const q = reading("Q"),
      i2 = reading("I²"),
      mean = reading("Pooled mean"),
      next = reading("Prediction interval");
    const share = i2.node.appendChild(
      html("span", { class: "bs-share", "aria-hidden": "true" }, html("span")),
    ).firstChild;
    const taus = METHODS.map((method) => [method, reading(`τ̂ ${method}`, () => change({ method }))]);
    const hksj = toggle({
      label: "Hartung–Knapp",
      get: () => get("hksj"),
      flip: (on) => change({ hksj: on }),
    });
    mean.node.append(hksj.node);
    root.append(
      html("div", { class: "bs-bar" }, pick.node, reset),
      html(
        "div",
        { class: "bs-panel" },
        q.node,
        i2.node,
        html(
          "div",
          { class: "bs-three", role: "group", "aria-label": "Estimate of τ used for the pooled results" },
          ...taus.map(([, r]) => r.node),
        ),
      ),
      html("p", { class: "bs-hint", text: hint }),
      stage,
      html("div", { class: "bs-panel bs-halves" }, mean.node, next.node),
      words,
    );

    function rebuild(now) {
      compared = "";
      start = source().effects?.length === now.effects.length ? copyOf(source()) : copyOf(now);
      before = summarise({ ...now, ...start });
      world = { ...worldOf(now, start, before.pooled), noun: source().noun ?? "study" };
      plot = forestFrame({
        labels: now.labels,
        tails: ["Pooled mean", `Next ${world.noun}`],
        describe: "Forest plot",
        caption: () => source().scale ?? "effect",
        columns: [
          { name: "weight", width: 62, from: 580 },
          { name: "estimate", width: 70, from: 680 },
          { name: `${percent(now.level)} interval`, width: 132, from: 580 },
        ],
      });
      stage.replaceChildren(plot.node);
      const path = (name) => plot.under.appendChild(svg("path", { class: name }));
      plot.parts = { line: path("bs-mean"), diamond: path("bs-diamond"), next: path("bs-next") };
      studies = draggableStudies({
        plot,
        labels: now.labels,
        world,
        z,
        read: get,
        edit: (trait, i, value) => change({ [trait]: get(trait).with(i, value) }),
      });
    }

    const layout = (width) => plot?.layout(width, world.domain);

    function draw(width) {
      const now = Object.fromEntries(
        [...STUDIES, "method", "hksj", "level"].map((name) => [name, get(name)]),
      );
      const K = now.effects.length,
        form = JSON.stringify([now.labels, get("dataset"), source().effects, now.level]);
      // Python may send effects, errors and labels one after the other: wait until they agree.
      if (K < 2 || now.std_errors.length !== K || now.labels.length !== K) return;
      if (form !== shape || now.effects.some((v) => v < world.domain[0] || v > world.domain[1])) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      const settings = JSON.stringify([now.method, now.hksj]);
      if (settings !== compared) [before, compared] = [summarise({ ...now, ...start }), settings];
      show(now, summarise(now), K);
    }

    function show(now, result, K) {
      const { pooled } = result,
        { digits, noun } = world,
        { x, geometry, parts } = plot,
        half = z();
      const [yMean, yNext] = geometry.y.slice(K),
        range = (low, high) => interval(low, high, digits);
      studies.draw(now, start, pooled.weights);
      set(parts.line, { d: `M${x(pooled.mean)} ${geometry.top}V${yMean}` });
      set(parts.diamond, { d: diamond(x, pooled.ciLow, pooled.mean, pooled.ciHigh, yMean, 8) });
      set(parts.next, { d: span(x, pooled.predictionLow, pooled.predictionHigh, yNext, 5) });
      now.effects.forEach((effect, i) => {
        plot.cell(i, 0, percent(pooled.weights[i], 1));
        plot.cell(i, 1, fixed(effect, digits));
        plot.cell(i, 2, range(effect - half * now.std_errors[i], effect + half * now.std_errors[i]));
      });
      plot.cell(K, 1, fixed(pooled.mean, digits));
      plot.cell(K, 2, range(pooled.ciLow, pooled.ciHigh));
      plot.cell(K + 1, 2, range(pooled.predictionLow, pooled.predictionHigh));

      const was = (format) => (format(result) === format(before) ? "" : `was ${format(before)}`);
      const share2 = (r) => percent(r.i2),
        reach = ({ pooled: p }) => range(p.predictionLow, p.predictionHigh);
      q.show(fixed(result.q.statistic, 2), `${result.q.df} expected, ${pValue(result.q.pValue)}`);
      i2.show(share2(result), was(share2));
      set(share, { style: `width:${(100 * result.i2).toFixed(1)}%` });
      for (const [m, r] of taus) {
        const tau = ({ tau2 }) => fixed(Math.sqrt(tau2[m]), digits);
        r.show(tau(result), was(tau), m === now.method);
      }
      mean.show(
        fixed(pooled.mean, digits),
        `${percent(now.level)} interval ${range(pooled.ciLow, pooled.ciHigh)}`,
      );
      next.show(
        reach(result),
        K === 2 ? "needs at least three studies" : was(reach) || `for the true effect in the next ${noun}`,
      );
      set(words, { text: sentences(result, { method: now.method, K, digits, noun }) });
      announce(
        `Q ${fixed(result.q.statistic, 1)}, I squared ${share2(result)}, tau ${fixed(Math.sqrt(pooled.tau2), digits)}, ` +
          `pooled mean ${fixed(pooled.mean, digits)}, prediction interval ${reach(result)}.`,
      );
      for (const control of [pick, hksj]) control.refresh();
    }
    return { layout, draw };
  });
}
