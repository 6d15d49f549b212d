// Drag the visitors of one variant, and what it saw; every arm's rate follows, from one Beta population.

import { button, reading } from "../core/controls.js";
import { html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, interval, percent } from "../core/format.js";
import { handle } from "../core/handle.js";
import { span, square } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { BetaBinomial, intervalOf } from "../engine/beta_binomial.js";

const FEWEST = 10,
  MOST = 200,
  NEAR = 0.05,
  DATA = ["labels", "trials", "rates"];
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
      : `${name} saw ${count}. Its estimate has gone ${percent(now.way)} of the way from its own ${percent(rates[arm])} to the ` +
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

export function render({ model, el }) {
  return view({ model, el }, "Small variant", ({ root, get, change, announce }) => {
    const state = () => ({
      ...Object.fromEntries(DATA.map((name) => [name, [...get(name)]])),
      arm: get("arm"),
      level: get("level"),
    });
    const edit = (trait, value) => change({ [trait]: get(trait).with(get("arm"), value) });
    let start = null,
      before = null,
      shape = "",
      plot = null,
      arms = [],
      observed = null;

    const reset = button(
      "Reset",
      () => change({ trials: [...start.trials], rates: [...start.rates] }),
      "bs-plain",
    );
    const sizes = track({
      describe: "Visitors",
      caption: () => `visitors in ${get("labels")[get("arm")]}`,
      ticks: [10, 50, 100, 150, 200],
      text: String,
    });
    const visitors = handle(sizes.grip, {
      label: () => `${get("labels")[get("arm")]}: visitors`,
      bounds: () => [FEWEST, MOST],
      step: () => 10,
      get: () => get("trials")[get("arm")],
      set: (n) => edit("trials", rounded(n, 10)),
      text: (n) => `${n} visitors`,
      perPixel: sizes.perPixel,
    });
    const shows = ["Estimate", "Pulled", "Width of the others", "Spread of the arms"].map((name) =>
      reading(name),
    );
    const key = html("p", { class: "bs-hint bs-key" }),
      stage = html("div", { class: "bs-stage" }),
      words = html("p", { class: "bs-words" });
    root.append(
      html("div", { class: "bs-bar" }, key, reset),
      html("div", { class: "bs-stage" }, sizes.node),
      html("div", { class: "bs-panel bs-four" }, ...shows.map((r) => r.node)),
      stage,
      words,
    );

    function rebuild(now) {
      const { labels, arm, level } = now;
      start = structuredClone(now);
      before = summarise(start);
      plot = forestFrame({
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
      stage.replaceChildren(plot.node);
      const path = (name) => plot.under.appendChild(svg("path", { class: name }));
      const line = path("bs-mean");
      arms = labels.map(() => ({
        area: path("bs-area"),
        ghost: path("bs-ghost"),
        link: path("bs-link"),
        raw: path("bs-raw"),
        bar: path("bs-ci"),
        dot: plot.under.appendChild(svg("circle", { class: "bs-dot", r: 5 })),
      }));
      const hit = svg("rect", { class: "bs-hit", width: 26, height: 26 }),
        node = plot.marks.appendChild(svg("g", {}, hit, svg("path", { class: "bs-small-raw" })));
      observed = {
        hit,
        node,
        control: handle(node, {
          label: () => `${labels[arm]}: observed rate`,
          bounds: () => [0.1, 0.9],
          step: () => 0.1,
          get: () => get("rates")[arm],
          set: (r) => edit("rates", Math.round(10 * r) / 10),
          text: (r) => percent(r),
          perPixel: () =>
            (plot.x.invert(1) - plot.x.invert(0)) *
            (plot.geometry.width / plot.node.getBoundingClientRect().width),
        }),
      };
      plot.parts = { line };
      set(key, {
        text: `Drag the knob for visitors, ${labels[arm]}’s square for what they did. Squares: observed. Dots and bars: estimate and ${percent(level)} interval.`,
      });
    }

    function layout(width) {
      sizes.layout(width, [0, MOST]);
      plot?.layout(width, [0, 1]);
    }

    function draw(width) {
      const now = state(),
        K = now.labels.length,
        kind = JSON.stringify([now.labels, now.arm, now.level]);
      if (K < 2 || now.trials.length !== K || now.rates.length !== K) return;
      if (kind !== shape) {
        shape = kind;
        rebuild(now);
        layout(width);
      }
      show(now, summarise(now));
    }

    function show(now, result) {
      const { x, geometry } = plot,
        { arm, trials, rates, labels } = now,
        tall = geometry.row * 0.62;
      const peak = Math.max(...result.rows.flatMap(({ density }) => [...density]));
      const moved = form(now) !== form(start);
      sizes.place(trials[arm]);
      visitors.refresh();
      result.rows.forEach(({ mean, interval: [low, high], density }, k) => {
        const { area, ghost, link, raw, bar, dot } = arms[k],
          y = geometry.y[k],
          up = y - 7,
          down = y + 7,
          [was0, was1] = before.rows[k].interval;
        const top = result.grid.map(
          (r, i) => `${x(r).toFixed(1)} ${(down - (tall * density[i]) / peak).toFixed(1)}`,
        );
        set(area, { d: `M${x(0)} ${down}L${top.join("L")}L${x(1)} ${down}Z` });
        set(ghost, { d: moved ? span(x, was0, was1, down + 6) : "" });
        set(link, { d: `M${x(rates[k])} ${up}L${x(mean)} ${down}` });
        set(raw, { d: k === arm ? "" : square(x(rates[k]), up, 4) });
        set(bar, { d: span(x, low, high, down) });
        set(dot, { cx: x(mean), cy: down });
        plot.cell(k, 0, `${result.successes[k]} of ${trials[k]}`);
        plot.cell(k, 1, fixed(mean, 3));
        plot.cell(k, 2, interval(low, high, 2));
      });
      const at = x(rates[arm]),
        y = geometry.y[arm] - 7;
      set(observed.hit, { x: at - 13, y: y - 13 });
      set(observed.node.lastChild, { d: `M${at - 5.5} ${y - 5.5}h11v11h-11Z` });
      observed.control.refresh();
      set(plot.parts.line, { d: `M${x(result.overall)} ${geometry.top}V${geometry.y.at(-1)}` });
      plot.cell(labels.length, 0, `${total(result.successes)} of ${total(trials)}`);
      plot.cell(labels.length, 1, fixed(result.overall, 3));

      const was = (value, format) =>
        format(value(result)) === format(value(before)) ? "" : `was ${format(value(before))}`;
      const three = (v) => fixed(v, 3),
        two = (v) => fixed(v, 2),
        away = Math.abs(result.overall - rates[arm]) >= NEAR;
      shows[0].show(
        three(result.rows[arm].mean),
        was((r) => r.rows[arm].mean, three) || `${labels[arm]}, observed ${two(rates[arm])}`,
      );
      shows[1].show(away ? percent(result.way) : "–", away ? "of the way" : "already there");
      shows[2].show(
        three(result.others),
        was((r) => r.others, three) || `of their ${percent(now.level)} intervals`,
      );
      shows[3].show(three(result.spread), was((r) => r.spread, three) || "sd of true rates");
      set(words, { text: sentences(result, before, now) });
      announce(
        `${labels[arm]}: ${result.successes[arm]} of ${trials[arm]}, estimate ${three(result.rows[arm].mean)}. Width of the others ${three(result.others)}.`,
      );
    }
    return { layout, draw };
  });
}
