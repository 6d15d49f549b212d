// A rail with one knob: a quantity that has no place in the plot itself, such as a sample size.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { handle } from "./handle.js";

const EDGE = 16,
  RAIL = 36,
  KNOB = 9;

// caption: () => what is moved; ticks: the values to mark; text: value => how it is written there; knob: as the
// options of `handle`, without perPixel.
export function track({ describe, caption, ticks, text, knob: options }) {
  const node = svg("svg", { class: "bs-plot", role: "group", "aria-label": describe });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    done = svg("line", { class: "bs-middle" });
  const hit = svg("rect", { class: "bs-hit", width: 32, height: 40, y: RAIL - 20 });
  const knob = svg("circle", { class: "bs-knob", r: KNOB, cy: RAIL }),
    grip = node.appendChild(svg("g", {}, hit, knob));
  const value = back.appendChild(
    svg("text", { class: "bs-label bs-strong", "text-anchor": "middle", y: RAIL - 18 }),
  );
  const x = scaleLinear();

  function layout(width, domain) {
    x.domain(domain).range([EDGE, width - EDGE]);
    back.replaceChildren(
      svg("line", { class: "bs-rule", x1: EDGE, x2: width - EDGE, y1: RAIL, y2: RAIL }),
      done,
      ...ticks.flatMap((v) => [
        svg("line", { class: "bs-rule", x1: x(v), x2: x(v), y1: RAIL, y2: RAIL + 6 }),
        svg("text", { class: "bs-tick", x: x(v), y: RAIL + 28, "text-anchor": "middle", text: text(v) }),
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
    set(node, { width, height: RAIL + 56, viewBox: `0 0 ${width} ${RAIL + 56}` });
  }

  function place(at) {
    set(hit, { x: x(at) - 16 });
    set(knob, { cx: x(at) });
    set(done, { x1: EDGE, x2: x(at), y1: RAIL, y2: RAIL });
    set(value, { x: x(at), text: text(at) });
    control.refresh();
  }

  const perPixel = () =>
    (x.invert(1) - x.invert(0)) * (node.viewBox.baseVal.width / node.getBoundingClientRect().width);
  const control = handle(grip, { ...options, perPixel });
  return { node, layout, place };
}
