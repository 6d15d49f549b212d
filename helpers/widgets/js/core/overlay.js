// Several densities on one axis, one of them strong; each has its name beside it.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { ticksOf } from "./format.js";
import { dot } from "./shapes.js";

const TOP = 8,
  TALL = 168,
  EDGE = 16,
  LINE = 17, // from name to name
  NEAR = 12, // from a curve to its name, at the least
  FAR = 300,
  EVERY = 4, // of the points
  LOW = 0.06; // of the drawing's height: a curve is not named where all are low
const BASE = TOP + TALL;

// The points of a curve, those first at which it stands out most from the others: indices.
export function standingOut(curves, which) {
  const apart = curves[which].map(
    ([, own], i) => own - Math.max(...curves.map((c, k) => (k === which ? 0 : c[i][1]))),
  );
  return [...apart.keys()].sort((i, j) => apart[j] - apart[i]);
}

// count: how many curves; caption: what the axis holds; zero: whether 0 has an upright line of its own.
export function overlay({ count, caption, zero = false }) {
  const node = svg("svg", { class: "bs-plot", role: "img" }),
    axis = svg("g", { "aria-hidden": "true" });
  // Its own drawing, so that a curve that is too high is cut off.
  const inside = svg("svg", { x: 0, y: 0, height: BASE, overflow: "hidden", "aria-hidden": "true" });
  const path = (name, parent) => parent.appendChild(svg("path", { class: name }));
  const area = path("bs-area", inside),
    faint = path("bs-overlay-faint", inside),
    prior = path("bs-overlay-prior", inside),
    strong = path("bs-overlay-strong", inside);
  const names = svg("g", { "aria-hidden": "true" }),
    middle = path("bs-middle", names),
    leaders = path("bs-overlay-leader", names),
    ends = path("bs-overlay-end", names);
  const words = Array.from({ length: count + 1 }, () => names.appendChild(svg("text")));
  node.append(axis, inside, names);
  const x = scaleLinear();
  let ceiling = 1;
  const y = (density) => BASE - (TALL * density) / ceiling;

  function layout(width, domain) {
    x.domain(domain).range([EDGE, width - EDGE]);
    const ticks = ticksOf(x, Math.max(3, Math.min(8, Math.floor(width / 90))));
    const line = (at) => svg("line", { class: "bs-rule", x1: at, x2: at, y1: BASE, y2: BASE + 5 });
    axis.replaceChildren(
      svg("line", { class: "bs-rule", x1: EDGE, x2: width - EDGE, y1: BASE, y2: BASE }),
      ...(zero ? [svg("line", { class: "bs-rule", x1: x(0), x2: x(0), y1: TOP, y2: BASE })] : []),
      ...ticks.flatMap(([t, text]) => [
        line(x(t)),
        svg("text", { class: "bs-tick", x: x(t), y: BASE + 20, "text-anchor": "middle", text }),
      ]),
      svg("text", {
        class: "bs-caption",
        x: width / 2,
        y: BASE + 40,
        "text-anchor": "middle",
        text: caption,
      }),
    );
    set(inside, { width });
    set(node, { width, height: BASE + 48, viewBox: `0 0 ${width} ${BASE + 48}` });
  }

  const trace = (points) =>
    points.map(([a, b], i) => `${i ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");

  // The first place beside point i of a curve where a name lies over no curve and over no other name: a rising curve's to
  // its left, a falling one's to its right. Null if there is none.
  function beside(points, i, wide, lines, taken) {
    const end = x.range()[1] + EDGE,
      at = x(points[i][0]),
      rising = points[i + 1]?.[1] > points[i][1];
    if (y(points[i][1]) < TOP + 4 || at < EDGE + NEAR) return null;
    for (let apart = NEAR; apart < FAR; apart += NEAR) {
      const left = rising ? at - apart - wide : at + apart,
        over = ([a]) => x(a) > left - 4 && x(a) < left + wide + 4;
      if (left < 0 || left + wide > end) return null;
      const heights = lines.flatMap((line) => line.filter(over).map(([, d]) => y(d))),
        row = Math.min(BASE, ...heights) - 6;
      const free = taken.every(
        (box) => Math.abs(box.row - row) > LINE || box.left > left + wide || box.left + box.wide < left,
      );
      if (free && row > TOP + 10) return { left, row, wide, to: rising ? left + wide + 2 : left - 2 };
    }
    return null;
  }

  // The strong curve and its prior first, as they have the choice of places.
  function nameThem(curves, chosen, shape, labels) {
    const lines = [...curves, shape],
      taken = [];
    const high = 0.35 * Math.min(ceiling, Math.max(...shape.map(([, d]) => d)));
    // The prior is named where it still is high, as far to the right as may be.
    const places = (k) =>
      k === count
        ? [...shape.keys()].reverse().filter((i) => shape[i][1] >= high)
        : standingOut(curves, k).filter((i) => i % EVERY === 0 && curves[k][i][1] > LOW * ceiling);
    const name = (k) =>
      k === chosen
        ? "bs-label bs-strong bs-overlay-mine"
        : `bs-note-text ${k === count ? "bs-overlay-own" : ""}`;
    const order = [chosen, count, ...[...curves.keys()].filter((k) => k !== chosen)];
    let [leads, dots] = ["", ""];
    order.forEach((k, slot) => {
      const wide = labels[k].length * (k === chosen ? 8.4 : 7.4);
      let box = null;
      const free = (over) => places(k).find((at) => (box = beside(lines[k], at, wide, over, taken)));
      // Where there is no room above all curves, a name may lie over the others.
      const i = free(lines) ?? free([lines[k]]);
      set(words[slot], { x: box?.left, y: box?.row, class: name(k), text: box ? labels[k] : "" });
      if (!box) return;
      taken.push(box);
      const [at, up] = [x(lines[k][i][0]), y(lines[k][i][1])];
      leads += `M${at.toFixed(1)} ${up.toFixed(1)}L${box.to} ${box.row - 4}`;
      dots += dot(at, up, 2.5);
    });
    set(leaders, { d: leads });
    set(ends, { d: dots });
  }

  // curves: points of each; chosen: which is strong; shape: points of its prior; interval: of it; high: where the
  // drawing ends; labels: of the curves and of the prior; describe: all this in words.
  function draw({ curves, chosen, shape, interval: [low, high], top, labels, describe }) {
    ceiling = top;
    const mine = curves[chosen];
    set(area, { d: `${trace(mine)}V${BASE}H${x(mine[0][0])}Z` });
    set(strong, { d: trace(mine) });
    set(faint, { d: curves.map((c, k) => (k === chosen ? "" : trace(c))).join("") });
    set(prior, { d: trace(shape) });
    set(middle, { d: `M${x(low)} ${BASE - 2}H${Math.min(x(high), x.range()[1])}` });
    nameThem(curves, chosen, shape, labels);
    set(node, { "aria-label": describe });
  }
  return { node, layout, draw };
}
