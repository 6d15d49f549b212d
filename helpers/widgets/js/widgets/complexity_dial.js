// Drag how different the groups are: the error of plain estimates, of one for all and of partial pooling, exactly.

import { scaleLinear } from "d3-scale";

import { panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { percent, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { closedErrors, COARSE, errorsAt, sizesOf } from "../engine/pooling_errors.js";
import {
  armsText,
  ASKED,
  HINT,
  offBy,
  part,
  question as asked,
  sentences,
  sharesOf,
  spoken,
  tauText,
  times,
  whole,
} from "../words/complexity_dial.js";

const SHAPE = ["groups", "visitors", "imbalance", "sigma"];
const STATE = [...SHAPE, "tau"];
const MOST_TAU = 1,
  TALLEST = 1.4,
  POINTS = 28;
const TOP = 30,
  TALL = 220,
  LEFT = 50,
  RIGHT = 12;
const NAMES = { plain: "each on its own", complete: "one number for all", partial: "partial pooling" };

// Shares of the plain error along τ; partial pooling on coarser nodes, which the eye does not see.
export function curvesOf(now) {
  const sizes = sizesOf(now),
    taus = Array.from({ length: POINTS + 1 }, (_, i) => MOST_TAU * (i / POINTS) ** 2);
  const partial = taus.map((tau) => [tau, sharesOf(errorsAt(sizes, tau, 1, COARSE)).partial]);
  const weigh = (e) => (e[0] * sizes.counts[0] + e[1] * sizes.counts[1]) / now.groups;
  const complete = Array.from({ length: 101 }, (_, i) => {
    const tau = (MOST_TAU * i) / 100,
      { complete: c, plain } = closedErrors(sizes.variances, sizes.counts, tau);
    return [tau, weigh(c) / weigh(plain)];
  });
  return { partial, complete };
}

function errorPlot({ get, change }) {
  const node = svg("svg", { class: "bs-plot", role: "group", "aria-label": "Squared error against τ" });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    axis = back.appendChild(svg("g"));
  const lines = Object.fromEntries(
    Object.keys(NAMES).map((name) => [name, back.appendChild(svg("path", { class: `bs-dial-${name}` }))]),
  );
  const tags = Object.fromEntries(
    Object.entries(NAMES).map(([name, text]) => [
      name,
      back.appendChild(svg("text", { class: `bs-note-text bs-dial-${name}-name`, text })),
    ]),
  );
  const hit = svg("rect", { class: "bs-hit", width: 32, y: TOP - 8, height: TALL + 26 }),
    stem = svg("line", { class: "bs-stem", y1: TOP, y2: TOP + TALL });
  const dots = Object.fromEntries(
    Object.keys(NAMES).map((name) => [name, svg("circle", { class: `bs-at bs-dial-${name}-dot`, r: 4.5 })]),
  );
  const knob = svg("circle", { class: "bs-knob", r: 9, cy: TOP + TALL }),
    grip = node.appendChild(svg("g", {}, hit, stem, ...Object.values(dots), knob));
  const x = scaleLinear().domain([0, MOST_TAU]),
    y = (share) => TOP + TALL * (1 - share / TALLEST);
  const base = TOP + TALL;

  function layout(width) {
    x.range([LEFT, width - RIGHT]);
    const line = (x1, x2, y1, y2, name) => svg("line", { class: name, x1, x2, y1, y2 });
    axis.replaceChildren(
      ...[0, 0.25, 0.5, 0.75, 1, 1.25].flatMap((share) => [
        line(LEFT, width - RIGHT, y(share), y(share), share ? "bs-grid" : "bs-rule"),
        svg("text", {
          class: "bs-tick",
          x: LEFT - 8,
          y: y(share),
          dy: "0.35em",
          "text-anchor": "end",
          text: percent(share),
        }),
      ]),
      ...[0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((tau) => [
        line(x(tau), x(tau), base, base + 5, "bs-rule"),
        svg("text", {
          class: "bs-tick",
          x: x(tau) - (tau === 1 ? 6 : 0),
          y: base + 30,
          "text-anchor": "middle",
          text: tauText(tau).replace(/\.?0+$/, "") || "0",
        }),
      ]),
      svg("text", { class: "bs-caption", x: 0, y: 13, text: "squared error, in % of the plain estimates’" }),
      svg("text", {
        class: "bs-caption",
        x: (LEFT + width - RIGHT) / 2,
        y: base + 50,
        "text-anchor": "middle",
        text: "τ, how different the markets truly are: drag",
      }),
    );
    set(node, { width, height: base + 58, viewBox: `0 0 ${width} ${base + 58}` });
  }

  const within = (points) => {
    const inside = points.filter(([, share]) => share <= TALLEST);
    return inside
      .map(([tau, share], i) => `${i ? "L" : "M"}${x(tau).toFixed(1)} ${y(share).toFixed(1)}`)
      .join("");
  };

  // Names stand where their lines end; one that leaves the drawing at the top is named beside its way out.
  function name({ partial, complete }) {
    const [, to] = x.range(),
      ends = { partial: partial.at(-1)[1], complete: complete.at(-1)[1] };
    const out = complete.find(([, share]) => share > TALLEST),
      lower = ends.complete < ends.partial;
    set(tags.plain, { x: to - 2, y: y(1) - 7, "text-anchor": "end" });
    set(tags.partial, { x: to - 2, y: y(ends.partial) + (lower ? -9 : 19), "text-anchor": "end" });
    const exit = out && x(out[0]);
    if (!out)
      set(tags.complete, { x: to - 2, y: y(ends.complete) + (lower ? 19 : -9), "text-anchor": "end" });
    else if (exit > to - 150) set(tags.complete, { x: exit - 14, y: TOP + 8, "text-anchor": "end" });
    else set(tags.complete, { x: exit + 8, y: TOP + 8, "text-anchor": "start" });
  }

  function draw(curves, shares, tau) {
    set(lines.plain, { d: `M${x.range()[0]} ${y(1)}H${x.range()[1]}` });
    for (const kind of ["partial", "complete"]) set(lines[kind], { d: within(curves[kind]) });
    name(curves);
    const at = x(tau);
    for (const [kind, share] of Object.entries({ plain: 1, ...shares }))
      if (dots[kind]) set(dots[kind], { cx: at, cy: y(share), display: share > TALLEST ? "none" : null });
    set(hit, { x: at - 16 });
    set(stem, { x1: at, x2: at });
    set(knob, { cx: at });
    control.refresh();
  }

  const control = handle(grip, {
    label: "τ, the spread of the true effects",
    bounds: () => [0, MOST_TAU],
    step: () => 0.01,
    get: () => get("tau"),
    set: (tau) => change({ tau: roundTo(tau, 3) }),
    text: (tau) => `τ = ${tauText(tau)}`,
    perPixel: () =>
      (x.invert(1) - x.invert(0)) * (node.viewBox.baseVal.width / node.getBoundingClientRect().width),
  });
  return { node, layout, draw };
}

// A rail on which equal steps are equal ratios; the knob's value is the logarithm.
function ratioTrack({ get, change }, { name, label, caption, ticks, digits, text }) {
  const bounds = [Math.log(ticks[0]), Math.log(ticks.at(-1))];
  const put = (v) =>
    change({ [name]: Math.min(ticks.at(-1), Math.max(ticks[0], Number(v.toPrecision(digits)))) });
  const rail = track({
    describe: label,
    caption: () => caption,
    ticks: ticks.map(Math.log),
    text: (log) => text(Math.exp(log)),
    knob: {
      label,
      bounds: () => bounds,
      step: () => 0.05,
      get: () => Math.log(get(name)),
      set: (log) => put(Math.exp(log)),
      typed: (v) => v > 0 && put(v),
      text: (log) => text(Math.exp(log)),
    },
  });
  return {
    ...rail,
    layout: (width) => rail.layout(width, bounds),
    show: () => rail.place(Math.log(get(name))),
  };
}

function groupsTrack({ get, change }) {
  const rail = track({
    describe: "Markets",
    caption: () => "markets",
    ticks: [2, 10, 20, 30, 40, 50],
    text: (n) => String(Math.round(n)),
    knob: {
      label: "Markets",
      bounds: () => [2, 50],
      step: () => 1,
      get: () => get("groups"),
      set: (n) => change({ groups: Math.round(n) }),
      text: (n) => `${Math.round(n)} markets`,
    },
  });
  return { ...rail, layout: (width) => rail.layout(width, [2, 50]), show: () => rail.place(get("groups")) };
}

export function render({ model, el }) {
  return view({ model, el }, "Complexity dial", (context) => {
    const { root, read, announce, reset } = context;
    const plot = errorPlot(context);
    const groups = groupsTrack(context),
      visitors = ratioTrack(context, {
        name: "visitors",
        label: "Visitors per arm",
        caption: "visitors per arm, in the average market",
        ticks: [20, 100, 1000, 10_000, 50_000],
        digits: 3,
        text: whole,
      }),
      imbalance = ratioTrack(context, {
        name: "imbalance",
        label: "Imbalance",
        caption: "visitors: a large market against a small one",
        ticks: [1, 3, 10, 30, 100],
        digits: 2,
        text: (v) => `× ${Number(v.toPrecision(2))}`,
      });
    const [alone, one, partial, worth] = readings(
      "Each on its own",
      "One number for all",
      "Partial pooling",
      "Worth in visitors",
    );
    const sizes = wordsBox(72, "bs-hint bs-later");
    const words = wordsBox(260);
    root.append(
      html("p", { class: "bs-title", text: ASKED }),
      div("bs-bar", reset(STATE)),
      html("p", { class: "bs-hint bs-key", text: HINT }),
      div("bs-stage bs-answer", plot.node),
      div("bs-stage", groups.node),
      div("bs-stage bs-later", visitors.node),
      div("bs-stage bs-later", imbalance.node),
      sizes.node,
      panel([alone, one, partial, worth]),
      words.node,
    );
    const curves = remembered(curvesOf),
      exact = remembered((now) => errorsAt(sizesOf(now), now.tau));
    let errors = null;

    function draw() {
      const now = read(STATE);
      errors = exact(now, ...STATE);
      const shares = sharesOf(errors),
        { mean } = errors;
      plot.draw(curves(now, ...SHAPE), shares, now.tau);
      for (const rail of [groups, visitors, imbalance]) rail.show();
      alone.show(percent(1), offBy(mean.plain));
      one.show(part(shares.complete), offBy(mean.complete));
      partial.show(percent(shares.partial), offBy(mean.partial));
      worth.show(times(1 / shares.partial), `${times(1 / shares.known)} if τ were known`);
      sizes.say(`${armsText(sizesOf(now), now.imbalance)}.`);
      words.say(sentences(errors, now));
      announce(spoken(errors, now));
    }
    function layout(width) {
      for (const part of [plot, groups, visitors, imbalance]) part.layout(width);
    }
    const question = shareQuestion(
      () => asked(read(STATE), sizesOf(read(STATE))),
      () => sharesOf(errors).partial,
    );
    return { layout, draw, question };
  });
}
