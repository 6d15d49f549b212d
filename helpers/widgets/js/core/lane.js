// Draws of one quantity on one axis: their histogram against the exact density, and below it the path that the last of
// them took, from top to bottom.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { ticksOf } from "./format.js";

const TOP = 24,
  TALL = 96,
  PATH = 72,
  EDGE = 16,
  BIN = 9, // pixels
  SHOWN = 90; // draws of the path
const BASE = TOP + TALL,
  FOOT = BASE + PATH + 8;

// name: whose draws they are; look: the class of the marks; caption: of the axis, where it has one.
export function lane({ name, look, caption = "" }) {
  const node = svg("svg", { class: `bs-plot bs-lane ${look}`, role: "img" });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const path = (kind) => back.appendChild(svg("path", { class: kind }));
  const axis = back.appendChild(svg("g")),
    bars = path("bs-lane-bars"),
    exact = path("bs-lane-exact"),
    line = path("bs-lane-path"),
    marks = path("bs-lane-draws"),
    last = path("bs-lane-last"),
    truth = path("bs-lane-truth"),
    mean = path("bs-lane-mean");
  back.append(svg("text", { class: "bs-label bs-strong", x: 0, y: 13, text: name }));
  const words = back.appendChild(svg("text", { class: "bs-note-text", y: 13, "text-anchor": "end" }));
  const x = scaleLinear();
  let peak = 1;

  function layout(width, domain, highest) {
    x.domain(domain).range([EDGE, width - EDGE]);
    peak = 1.15 * highest;
    const at = (value, text) => [
      svg("line", { class: "bs-rule", x1: x(value), x2: x(value), y1: FOOT, y2: FOOT + 5 }),
      svg("text", { class: "bs-tick", x: x(value), y: FOOT + 19, "text-anchor": "middle", text }),
    ];
    const rule = (y) => svg("line", { class: "bs-rule", x1: EDGE, x2: width - EDGE, y1: y, y2: y });
    axis.replaceChildren(
      rule(BASE),
      rule(FOOT),
      ...ticksOf(x, Math.max(3, Math.min(8, Math.floor(width / 90)))).flatMap(([v, text]) => at(v, text)),
      svg("text", {
        class: "bs-caption",
        x: width / 2,
        y: FOOT + 38,
        "text-anchor": "middle",
        text: caption,
      }),
    );
    const height = FOOT + (caption ? 44 : 24);
    set(words, { x: width });
    set(node, { width, height, viewBox: `0 0 ${width} ${height}` });
  }

  // What lies beyond an end of the axis is counted at it.
  const within = (v) => Math.max(x.range()[0], Math.min(x.range()[1] - 0.01, x(v)));
  const height = (density) => BASE - TALL * Math.min(1, density / peak);

  function histogram(draws) {
    const [left, right] = x.range(),
      count = Math.round((right - left) / BIN),
      wide = (right - left) / count,
      filled = new Float64Array(count);
    for (const v of draws) filled[Math.floor((within(v) - left) / wide)]++;
    const unit = (x.invert(wide) - x.invert(0)) * draws.length;
    return Array.from(filled, (n, i) =>
      n
        ? `M${(left + i * wide).toFixed(1)} ${BASE}V${height(n / unit).toFixed(1)}h${wide.toFixed(1)}V${BASE}Z`
        : "",
    ).join("");
  }

  // draws: all that count; walk: those in order, of which the last are drawn as a path; density: [[value, density], …],
  // exact; average: of the draws, exactMean: what it should be; said: beside the name; describe: the whole in words.
  function draw({ draws, walk, density, average, exactMean, said, describe }) {
    const shown = walk.slice(-SHOWN),
      down = (i) => BASE + 6 + ((PATH - 4) * i) / (SHOWN - 1);
    const points = shown.map((v, i) => [within(v).toFixed(1), down(i).toFixed(1)]);
    set(bars, { d: histogram(draws) });
    set(exact, {
      d: density.map(([v, d], i) => `${i ? "L" : "M"}${x(v).toFixed(1)} ${height(d).toFixed(1)}`).join(""),
    });
    set(line, { d: points.map(([a, b], i) => `${i ? "L" : "M"}${a} ${b}`).join("") });
    set(marks, { d: points.map(([a, b]) => `M${a} ${b}h0`).join("") });
    set(last, { d: points.length ? `M${points.at(-1)[0]} ${points.at(-1)[1]}h0` : "" });
    set(truth, { d: `M${x(exactMean)} ${TOP - 4}V${BASE}` });
    set(mean, { d: `M${within(average)} ${BASE}l-6 10h12Z` });
    set(words, { text: said });
    set(node, { "aria-label": describe });
  }
  return { node, layout, draw };
}
