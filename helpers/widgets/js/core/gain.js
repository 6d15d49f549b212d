// What is gained against a quantity on a logarithmic axis, below `curves` and on the same one: a curve, its peak, where
// the handle above stands. What is lost far below the axis is not drawn to its end.

import { scaleLinear, scaleLog } from "d3-scale";

import { set, svg } from "./dom.js";
import { LEFT, RIGHT } from "./curves.js";

const TOP = 30,
  TALL = 96,
  BELOW = 0.35; // of the peak: how much loss is seen

// upright: what the axis shows; text: how an amount is written.
export function gainStrip({ describe, upright, text }) {
  const node = svg("svg", { class: "bs-plot bs-gain", role: "img" });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const axis = back.appendChild(svg("g")),
    curve = back.appendChild(svg("path", { class: "bs-gain-curve" })),
    stem = back.appendChild(svg("line", { class: "bs-stem", y1: TOP, y2: TOP + TALL })),
    peak = back.appendChild(svg("path", { class: "bs-gain-peak" })),
    here = back.appendChild(svg("circle", { class: "bs-at bs-gain-dot", r: 4.5 })),
    name = back.appendChild(svg("text", { class: "bs-note-text" }));
  const x = scaleLog(),
    y = scaleLinear().range([TOP + TALL, TOP]);
  let wide = 0;

  function layout(width, domain) {
    wide = width;
    x.domain(domain).range([LEFT, width - RIGHT]);
    set(node, { width, height: TOP + TALL + 8, viewBox: `0 0 ${width} ${TOP + TALL + 8}` });
  }

  // gain: a function of x; best: { n, gain } at its peak, n = 0 where none is; unit: an amount that is seen as large.
  function draw(at, gain, best, unit) {
    const [from, to] = x.range(),
      top = Math.max(best.gain, 0) || unit;
    y.domain([-BELOW * top, 1.12 * top]);
    const zero = y(0);
    axis.replaceChildren(
      svg("line", { class: "bs-rule", x1: from, x2: to, y1: zero, y2: zero }),
      svg("text", { class: "bs-tick", x: from - 8, y: zero, dy: "0.35em", "text-anchor": "end", text: "0" }),
      svg("text", { class: "bs-caption", x: 0, y: 13, text: upright }),
    );
    const foot = TOP + TALL;
    let path = "",
      drawing = false;
    for (let px = from; px <= to; px += 2) {
      const py = y(gain(x.invert(px)));
      if (py > foot) {
        drawing = false;
        continue;
      }
      path += `${drawing ? "L" : "M"}${px} ${py.toFixed(1)}`;
      drawing = true;
    }
    set(curve, { d: path });
    const [px, py] = [x(Math.max(best.n, x.domain()[0])), y(best.gain)];
    set(peak, { d: best.n ? `M${px - 6} ${py - 12}L${px} ${py - 3}L${px + 6} ${py - 12}Z` : "" });
    const right = px > wide / 2;
    set(name, {
      x: best.n ? px + (right ? -12 : 12) : from + 6,
      y: best.n ? py - 3 : zero - 8,
      "text-anchor": best.n && right ? "end" : "start",
      text: best.n ? `most: ${text(best.gain)} at ${text(best.n)}` : "no test gains",
    });
    const now = gain(at);
    set(here, { cx: x(at), cy: Math.min(y(now), foot), display: null });
    set(stem, { x1: x(at), x2: x(at) });
    set(node, { "aria-label": describe(now) });
  }
  return { node, layout, draw };
}
