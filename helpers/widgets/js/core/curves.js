// Chances between 0 and 1 against a quantity on a logarithmic axis, with one handle that slides along it.

import { scaleLog } from "d3-scale";

import { set, svg } from "./dom.js";

// Where the axis begins and ends: what stands below has the same one.
export const LEFT = 40,
  RIGHT = 14;
const TOP = 32,
  TALL = 220;

// lines: class names, one a curve, drawn in that order; describe: what the picture is called; upright, caption: what
// the axes show.
export function curves({ describe, lines, upright, caption, text }) {
  const node = svg("svg", { class: "bs-plot", role: "group", "aria-label": describe });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    axis = back.appendChild(svg("g"));
  const paths = lines.map((name) => back.appendChild(svg("path", { class: name })));
  const level = back.appendChild(svg("path", { class: "bs-limit" })),
    note = back.appendChild(svg("text", { class: "bs-note-text" }));
  const tags = lines.map((name) =>
    back.appendChild(svg("text", { class: `bs-note-text ${name}-name`, "text-anchor": "end" })),
  );
  const hit = svg("rect", { class: "bs-hit", width: 32, y: TOP - 8, height: TALL + 26 }),
    stem = svg("line", { class: "bs-stem", y1: TOP, y2: TOP + TALL });
  const dots = lines.map((name) => svg("circle", { class: `bs-at ${name}-dot`, r: 4.5 }));
  const knob = svg("circle", { class: "bs-knob", r: 9, cy: TOP + TALL }),
    grip = node.appendChild(svg("g", {}, hit, stem, ...dots, knob));
  const x = scaleLog(),
    y = (p) => TOP + TALL * (1 - p);

  function layout(width, domain) {
    x.domain(domain).range([LEFT, width - RIGHT]);
    const line = (x1, x2, y1, y2, name) => svg("line", { class: name, x1, x2, y1, y2 }),
      base = TOP + TALL;
    const decades = x.ticks().filter((v) => Math.abs(Math.log10(v) - Math.round(Math.log10(v))) < 1e-9);
    axis.replaceChildren(
      ...[0, 0.2, 0.4, 0.6, 0.8, 1].flatMap((p) => [
        line(LEFT, width - RIGHT, y(p), y(p), p ? "bs-grid" : "bs-rule"),
        svg("text", {
          class: "bs-tick",
          x: LEFT - 8,
          y: y(p),
          dy: "0.35em",
          "text-anchor": "end",
          text: p.toFixed(1).replace(/^0\./, ".").replace(/^\.0$/, "0"),
        }),
      ]),
      ...decades.flatMap((v) => [
        line(x(v), x(v), base, base + 5, "bs-rule"),
        svg("text", {
          class: "bs-tick",
          x: Math.min(x(v), width - RIGHT - 16),
          y: base + 30,
          "text-anchor": "middle",
          text: text(v),
        }),
      ]),
      svg("text", { class: "bs-caption", x: 0, y: 13, text: upright }),
      svg("text", {
        class: "bs-caption",
        x: (LEFT + width - RIGHT) / 2,
        y: base + 50,
        "text-anchor": "middle",
        text: caption,
      }),
    );
    set(node, { width, height: base + 58, viewBox: `0 0 ${width} ${base + 58}` });
  }

  // What each curve is called, below its right end; one that would fall on another, or off the plot, makes way.
  function name(ends, names) {
    const base = TOP + TALL;
    let free = TOP;
    const places = ends.map((p, j) => ({ j, at: y(p ?? 0) + 21 })).filter(({ j }) => names[j]);
    tags.forEach((tag, j) => set(tag, { text: names[j] ?? "" }));
    places.sort((a, b) => a.at - b.at);
    for (const place of places) {
      const at = Math.max(free, place.at > base - 4 ? place.at - 29 : place.at);
      free = at + 16;
      place.at = at;
    }
    // At the foot of the plot they stack upwards.
    let lowest = base - 12;
    for (const place of places.reverse()) {
      const at = Math.min(lowest, place.at);
      set(tags[place.j], { x: x.range()[1] - 2, y: at });
      lowest = at - 16;
    }
  }

  // chances: a function of x for each line, null where it is not shown; names: what stands at their ends; limit: a
  // horizontal line that they approach, and `limitName`.
  function draw(at, chances, names, limit, limitName) {
    const [from, to] = x.range(),
      count = Math.ceil((to - from) / 3);
    const grid = Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
    const through = (chance) =>
      grid.map((px, i) => `${i ? "L" : "M"}${px.toFixed(1)} ${y(chance(x.invert(px))).toFixed(1)}`).join("");
    chances.forEach((chance, j) => {
      set(paths[j], { d: chance ? through(chance) : "" });
      set(dots[j], { display: chance ? null : "none", ...(chance && { cx: x(at), cy: y(chance(at)) }) });
    });
    name(
      chances.map((chance) => chance?.(x.invert(to))),
      names,
    );
    set(level, { d: `M${from} ${y(limit)}H${to}` });
    // The name of the limit stands at its left end, unless the handle is there.
    const aside = x(at) < from + 110 && limit < 0.1;
    set(note, {
      x: aside ? to - 6 : from + 6,
      y: y(limit) - 6,
      "text-anchor": aside ? "end" : "start",
      text: limitName,
    });
    set(hit, { x: x(at) - 16 });
    set(stem, { x1: x(at), x2: x(at) });
    set(knob, { cx: x(at) });
  }

  // How far a drag of so many pixels goes from `value`: by ratio, not by difference.
  const along = (value, pixels) =>
    x.invert(x(value) + pixels * (node.viewBox.baseVal.width / node.getBoundingClientRect().width));
  return { node, grip, layout, draw, along };
}
