// A plane of beliefs, mean to the right and standard deviation upwards, with lines of equal chance and one knob that goes
// both ways.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { ticksOf } from "./format.js";

const TOP = 42,
  TALL = 230,
  LEFT = 44,
  RIGHT = 12,
  BASE = TOP + TALL,
  COUNT = 60;

// upright, caption: what the axes show; levels: how many lines there may be beside the strong one.
export function beliefPlane({ describe, upright, caption, levels, regions }) {
  const node = svg("svg", { class: "bs-plot", role: "group", "aria-label": describe });
  const clip = `bs-plane-${Math.random().toString(36).slice(2)}`,
    frame = svg("rect", { x: LEFT, y: TOP, height: TALL });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" }));
  back.append(svg("clipPath", { id: clip }, frame));
  const axis = back.appendChild(svg("g")),
    hidden = back.appendChild(svg("g", { class: "bs-plane-lines" })),
    inside = hidden.appendChild(svg("g", { "clip-path": `url(#${clip})` }));
  const path = (name) => inside.appendChild(svg("path", { class: name }));
  const area = path("bs-plane-area"),
    thin = Array.from({ length: levels }, () => path("bs-plane-line")),
    room = path("bs-plane-room"),
    strong = path("bs-plane-flip");
  const tags = Array.from({ length: levels + 1 }, (_, i) =>
    hidden.appendChild(svg("text", { class: i ? "bs-note-text" : "bs-label bs-strong" })),
  );
  const words = regions.map(() =>
    hidden.appendChild(svg("text", { class: "bs-label bs-strong bs-plane-word", "text-anchor": "middle" })),
  );
  const hit = svg("rect", { class: "bs-hit", width: 36, height: 36 }),
    knob = svg("circle", { class: "bs-knob", r: 9 }),
    grip = node.appendChild(svg("g", {}, hit, knob));
  const [x, y] = [scaleLinear(), scaleLinear()];

  function layout(width, domain, most) {
    x.domain(domain).range([LEFT, width - RIGHT]);
    y.domain([0, most]).range([BASE, TOP]);
    const line = (x1, x2, y1, y2, name) => svg("line", { class: name, x1, x2, y1, y2 });
    axis.replaceChildren(
      ...ticksOf(y, 4).flatMap(([v, text]) => [
        line(LEFT, width - RIGHT, y(v), y(v), v ? "bs-grid" : "bs-rule"),
        svg("text", { class: "bs-tick", x: LEFT - 8, y: y(v), dy: "0.35em", "text-anchor": "end", text }),
      ]),
      ...ticksOf(x, Math.max(3, Math.min(7, Math.floor(width / 80)))).flatMap(([v, text]) => [
        line(x(v), x(v), BASE, BASE + 5, "bs-rule"),
        svg("text", { class: "bs-tick", x: x(v), y: BASE + 30, "text-anchor": "middle", text }),
      ]),
      line(x(0), x(0), TOP, BASE, "bs-zero"),
      svg("text", { class: "bs-caption", x: 0, y: 13, text: upright }),
      svg("text", {
        class: "bs-caption",
        x: (LEFT + width - RIGHT) / 2,
        y: BASE + 50,
        "text-anchor": "middle",
        text: caption,
      }),
    );
    set(frame, { width: width - RIGHT - LEFT });
    set(node, { width, height: BASE + 58, viewBox: `0 0 ${width} ${BASE + 58}` });
  }

  const heights = () => Array.from({ length: COUNT + 1 }, (_, i) => (y.domain()[1] * i) / COUNT);
  const within = (px) => Math.max(-1e4, Math.min(1e4, px));
  const trace = (line) =>
    heights()
      .map((sd, i) => `${i ? "L" : "M"}${within(x(line(sd))).toFixed(1)} ${y(sd).toFixed(1)}`)
      .join("");

  // A line's chance is written where it leaves the plane: above it, or at a side; nowhere, if it was never in it.
  function tag(text, line, chance) {
    const [low, high] = x.range(),
      at = heights().map((sd) => [x(line(sd)), y(sd)]),
      seen = at.filter(([px]) => px > low && px < high);
    if (!line || !seen.length) return set(text, { display: "none" });
    const [px, py] = seen.at(-1);
    const above = py < TOP + 1;
    const side = px < (low + high) / 2;
    set(text, {
      display: null,
      x: above ? px : side ? low + 4 : high - 4,
      y: above ? TOP - 7 : py - 3,
      "text-anchor": above ? "middle" : side ? "start" : "end",
      text: chance,
    });
  }

  // What the two regions are called, in the middle of what is seen of them; too narrow for its word, a region goes without.
  function name(flip) {
    const [low, high] = x.range(),
      height = 0.34 * y.domain()[1],
      cut = Math.max(low, Math.min(high, x(flip(height))));
    [
      [low, cut],
      [cut, high],
    ].forEach(([from, to], i) =>
      set(words[i], {
        display: to - from > 54 ? null : "none",
        x: (from + to) / 2,
        y: y(height),
        text: regions[i],
      }),
    );
  }

  // flip, lines: mean of the bias at which a chance is reached, as functions of its sd; chances: what is written at them,
  // the strong one's first; at: where the knob is.
  function draw({ flip, lines, chances, at: [mean, sd] }) {
    set(strong, { d: trace(flip) });
    set(area, { d: `${trace(flip)}L${LEFT - 20} ${TOP}V${BASE}Z` });
    thin.forEach((node, i) => set(node, { d: lines[i] ? trace(lines[i]) : "" }));
    tags.forEach((text, i) => {
      const line = i ? lines[i - 1] : flip;
      if (line) tag(text, line, chances[i]);
      else set(text, { display: "none" });
    });
    name(flip);
    const put = (v, [a, b]) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), v)),
      [px, py] = [put(x(mean), x.range()), put(y(sd), y.range())];
    set(room, { d: `M${px} ${py}H${within(x(flip(sd)))}` });
    set(knob, { cx: px, cy: py });
    set(hit, { x: px - 18, y: py - 18 });
  }

  const drawn = () => node.viewBox.baseVal.width / node.getBoundingClientRect().width;
  const worth = (scale) => () => Math.abs(scale.invert(1) - scale.invert(0)) * drawn();
  return { node, grip, layout, draw, perPixel: [worth(x), worth(y)] };
}
