// A strip with a density, an axis and one handle that slides along it; the axis may end in a stop beyond it.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { ticksOf } from "./format.js";

const TALL = 96,
  LOW = 40,
  NARROW = 520,
  TOP = 16,
  EDGE = 16,
  GAP = 40,
  CLEAR = 8;

// About as wide as a note is: it is placed before it is drawn.
const wide = (text) => 7 * text.length;

// stop: { text } adds a place after the end of the axis, such as ∞. ends: words below the two ends of the axis.
// slim: low where there is little width, as it is to stay in view.
export function densityStrip({ describe, caption, stop = null, ends = [], slim = false }) {
  const node = svg("svg", { class: "bs-plot bs-strip", role: "group", "aria-label": describe });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const area = back.appendChild(svg("path", { class: "bs-area" })),
    left = back.appendChild(svg("path", { class: "bs-area-left" }));
  const curve = back.appendChild(svg("path", { class: "bs-curve" })),
    other = back.appendChild(svg("path", { class: "bs-other" }));
  const axis = back.appendChild(svg("g")),
    middle = back.appendChild(svg("path", { class: "bs-middle" }));
  const notes = back.appendChild(svg("g"));
  const hit = svg("rect", { class: "bs-hit", width: 32, y: TOP - 12 }),
    stem = svg("line", { class: "bs-stem" });
  const knob = svg("circle", { class: "bs-knob", r: 9 });
  const grip = node.appendChild(svg("g", {}, hit, stem, knob));
  const x = scaleLinear();
  let base = TOP + TALL,
    peak = 1,
    stopAt = 0,
    end = 0,
    notesAt = [];
  const y = (density) => base - (density / peak) * (base - TOP - 6);

  function layout(width, [low, high]) {
    base = TOP + (slim && width < NARROW ? LOW : TALL);
    end = width - EDGE - (stop ? GAP : 0);
    stopAt = width - EDGE;
    x.domain([low, high]).range([EDGE, end]);
    const ticks = ticksOf(x, Math.max(3, Math.min(8, Math.floor(width / 90))));
    const tick = (at, text) => [
      svg("line", { class: "bs-rule", x1: at, x2: at, y1: base, y2: base + 5 }),
      svg("text", { class: "bs-tick", x: at, y: base + 30, "text-anchor": "middle", text }),
    ];
    axis.replaceChildren(
      svg("line", { class: "bs-rule", x1: EDGE, x2: end, y1: base, y2: base }),
      ...ticks.flatMap(([t, text]) => tick(x(t), text)),
      svg("text", {
        class: "bs-caption",
        x: (EDGE + end) / 2,
        y: base + 50,
        "text-anchor": "middle",
        text: caption(),
      }),
    );
    if (stop) {
      axis.append(
        svg("line", { class: "bs-rule bs-dotted", x1: end, x2: stopAt, y1: base, y2: base }),
        ...tick(stopAt, stop.text),
      );
    }
    ends.forEach((text, i) => {
      axis.append(
        svg("text", {
          class: "bs-caption",
          x: i ? width : 0,
          y: base + 50,
          "text-anchor": i ? "end" : "start",
          text,
        }),
      );
    });
    set(hit, { height: base - TOP + 24 });
    set(knob, { cy: base });
    set(node, { width, height: base + 58, viewBox: `0 0 ${width} ${base + 58}` });
  }

  const trace = (points) =>
    points.map(([a, b], i) => `${i ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
  const closed = (points) =>
    points.length
      ? `${trace(points)}L${x(points.at(-1)[0]).toFixed(1)} ${base}L${x(points[0][0]).toFixed(1)} ${base}Z`
      : "";

  // points: [[value, density], …] of the main curve; others: those of a dashed one; [low, high]: its middle interval.
  function curves(points, others, [low, high], labels) {
    peak = Math.max(...points.map(([, d]) => d));
    const cut = others.map(([a, d]) => [a, Math.min(d, peak * 1.15)]);
    set(area, { d: closed(points) });
    set(curve, { d: trace(points) });
    set(other, { d: trace(cut) });
    set(middle, { d: `M${x(low)} ${base - 2}H${x(Math.min(high, x.domain()[1]))}` });
    const mode = points.findIndex(([, d]) => d === peak),
      [a, b] = points.find(([, d], i) => i > mode && d < 0.75 * peak) ?? points[mode];
    const note = (text, from, at) => [from, svg("text", { class: "bs-note-text", x: from, y: at, text })];
    notesAt = [note(labels[0], Math.min(x(a) + 10, end - wide(labels[0])), y(b) - 2)];
    if (others.length) {
      const at = others[Math.floor(others.length * 0.86)];
      notesAt.push(note(labels[1], x(at[0]) - wide(labels[1]) / 2, y(Math.min(at[1], peak)) - 6));
    }
    notes.replaceChildren(...notesAt.map(([, text]) => text));
  }

  // The handle's line does not run through a word: the word stands aside, beyond the line where there is room.
  function aside(at) {
    for (const [from, text] of notesAt) {
      const width = wide(text.textContent);
      const meets = at > from - CLEAR && at < from + width + CLEAR;
      const beyond = at + CLEAR + width <= end ? at + CLEAR : at - CLEAR - width;
      set(text, { x: meets ? beyond : from });
    }
  }

  // Where the handle stands; part: the points of the main curve to its left.
  function place(value, part) {
    const at = value === Infinity ? stopAt : Math.max(EDGE, Math.min(end, x(value)));
    set(hit, { x: at - 16 });
    set(stem, { x1: at, x2: at, y1: TOP - 6, y2: base });
    set(knob, { cx: at });
    aside(at);
    set(left, { d: closed(part) });
  }

  const perPixel = () =>
    (x.invert(1) - x.invert(0)) * (node.viewBox.baseVal.width / node.getBoundingClientRect().width);
  return { node, grip, x, layout, curves, place, perPixel };
}
