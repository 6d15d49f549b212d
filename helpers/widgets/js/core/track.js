// A rail with one knob: a quantity that has no place in the plot itself, such as a sample size.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { handle } from "./handle.js";
import { dot } from "./shapes.js";

const EDGE = 16,
  RAIL = 36,
  KNOB = 9;

// caption: () => what is moved; ticks: the values to mark; text: value => how it is written there; knob: as the
// options of `handle`, without perPixel; look: a class, and mark: the knob's shape as those of shapes.js, where it is not
// the usual one.
export function track({ describe, caption, ticks, text, knob: options, look = "", mark = dot }) {
  const node = svg("svg", { class: `bs-plot ${look}`.trim(), role: "group", "aria-label": describe });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    done = svg("line", { class: "bs-middle" });
  const hit = svg("rect", { class: "bs-hit", width: 32, height: 40, y: RAIL - 20 });
  const knob = svg("path", { class: "bs-knob" }),
    grip = node.appendChild(svg("g", {}, hit, knob));
  const value = back.appendChild(
    svg("text", { class: "bs-label bs-strong", "text-anchor": "middle", y: RAIL - 18 }),
  );
  const x = scaleLinear();
  // Words about a place on the rail, within the drawing.
  const within = (at, words) => {
    const half = 4 * String(words).length;
    return Math.max(half, Math.min(node.viewBox.baseVal.width - half, x(at)));
  };

  function layout(width, domain) {
    x.domain(domain).range([EDGE, width - EDGE]);
    set(node, { width, height: RAIL + 56, viewBox: `0 0 ${width} ${RAIL + 56}` });
    back.replaceChildren(
      svg("line", { class: "bs-rule", x1: EDGE, x2: width - EDGE, y1: RAIL, y2: RAIL }),
      done,
      ...ticks.flatMap((v) => [
        svg("line", { class: "bs-rule", x1: x(v), x2: x(v), y1: RAIL, y2: RAIL + 6 }),
        svg("text", {
          class: "bs-tick",
          x: within(v, text(v)),
          y: RAIL + 28,
          "text-anchor": "middle",
          text: text(v),
        }),
      ]),
      value,
      svg("text", {
        class: "bs-caption",
        x: width / 2,
        y: RAIL + 48,
        "text-anchor": "middle",
        text: caption(),
      }),
    );
  }

  // A value beyond the rail stands at its end.
  function place(at) {
    const [left, right] = x.range(),
      spot = Math.max(left, Math.min(right, x(at)));
    set(hit, { x: spot - 16 });
    set(knob, { d: mark(spot, RAIL, KNOB) });
    set(done, { x1: EDGE, x2: spot, y1: RAIL, y2: RAIL });
    set(value, { x: within(at, text(at)), text: text(at) });
    control.refresh();
  }

  const perPixel = () =>
    (x.invert(1) - x.invert(0)) * (node.viewBox.baseVal.width / node.getBoundingClientRect().width);
  const control = handle(grip, { ...options, perPixel });
  return { node, layout, place };
}
