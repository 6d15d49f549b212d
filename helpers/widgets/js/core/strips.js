// What was promised above what was kept, on one axis: a mark a world, dropped into its place, and the gap between the
// averages.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { fixed, ticksOf } from "./format.js";
import { dot, square } from "./shapes.js";

const TALL = 84,
  HEAD = 18,
  GAP = 52, // between the strips, for the arrow and its words
  EDGE = 16,
  BIN = 16,
  LARGEST = 9; // pixels from mark to mark
const BASES = [HEAD + TALL, HEAD + TALL + GAP + TALL];
const ARROW = BASES[0] + 18;
const MARKS = [square, dot];

// In which bin each value falls, counted from the one about 0, and as the how manieth.
function seatsOf(values, x) {
  const [left, right] = x.range(),
    filled = new Map();
  return values.map((v) => {
    const bin = Math.round((Math.max(left, Math.min(right, x(v))) - x(0)) / BIN),
      rank = filled.get(bin) ?? 0;
    filled.set(bin, rank + 1);
    return [bin, rank];
  });
}

// The largest distance from mark to mark at which the fullest bin is no higher than its strip.
function apartFor(most) {
  let apart = LARGEST;
  while (apart > 1 && Math.ceil(most / Math.max(1, Math.floor(BIN / apart))) * apart > TALL) apart -= 0.25;
  return apart;
}

// names, classes: of the two strips; caption: of their axis.
export function strips({ names, classes, caption }) {
  const node = svg("svg", { class: "bs-plot bs-strips", role: "img" });
  const frame = node.appendChild(svg("g", { "aria-hidden": "true" })),
    thread = svg("path", { class: "bs-strips-thread" }),
    arrow = svg("path", { class: "bs-strips-gap" });
  const piles = classes.map((name) => svg("path", { class: name })),
    latest = classes.map((name) => svg("path", { class: `${name} bs-strips-latest` }));
  const says = ["end", "middle", "start"].map((anchor) =>
    svg("text", { class: "bs-label bs-strong", "text-anchor": anchor }),
  );
  const ends = svg("g", { "aria-hidden": "true" }, thread, ...piles, arrow, ...latest, ...says);
  node.append(ends);
  const x = scaleLinear();

  function layout(width, domain) {
    x.domain(domain).range([EDGE, width - EDGE]);
    const ticks = ticksOf(x, Math.max(4, Math.min(8, Math.floor(width / 80))));
    const line = (name, x1, x2, y1, y2) => svg("line", { class: name, x1, x2, y1, y2 });
    const text = (name, at, y, anchor, words) =>
      svg("text", { class: name, x: at, y, "text-anchor": anchor, text: words });
    frame.replaceChildren(
      ...BASES.flatMap((base, i) => [
        line("bs-zero", x(0), x(0), base - TALL, base),
        line("bs-rule", EDGE, width - EDGE, base, base),
        text("bs-label", width, base - TALL + 2, "end", names[i]),
      ]),
      ...ticks.map(([t, words]) => text("bs-tick", x(t), BASES[1] + 18, "middle", words)),
      text("bs-caption", width / 2, BASES[1] + 37, "middle", caption),
    );
    set(node, { width, height: BASES[1] + 44, viewBox: `0 0 ${width} ${BASES[1] + 44}` });
  }

  // worlds: all that can be dropped, as pairs of values, `count` of which have been; averages: of both, over every world.
  function drawPiles(worlds, count) {
    const seats = BASES.map((_, i) =>
      seatsOf(
        worlds.map((pair) => pair[i]),
        x,
      ),
    );
    const sizes = seats.map((pile) => apartFor(1 + Math.max(...pile.map(([, rank]) => rank))));
    const place = (i, k) => {
      const [bin, rank] = seats[i][k],
        apart = sizes[i],
        abreast = Math.max(1, Math.floor(BIN / apart));
      return [
        x(0) + bin * BIN + ((rank % abreast) - (abreast - 1) / 2) * apart,
        BASES[i] - (Math.floor(rank / abreast) + 0.5) * apart - 1,
      ];
    };
    const one = (i, k, larger = 0) => MARKS[i](...place(i, k), 0.4 * sizes[i] + larger);
    BASES.forEach((_, i) => {
      set(piles[i], { d: Array.from({ length: count }, (_, k) => one(i, k)).join("") });
      set(latest[i], { d: one(i, count - 1, 2) });
    });
    const [from, to] = BASES.map((_, i) => place(i, count - 1));
    set(thread, { d: `M${from.join(" ")}L${to.join(" ")}` });
  }

  function drawGap(averages, words) {
    const [from, to] = averages.map((v) => x(v)),
      head = from - to > 8 ? `M${to + 6} ${ARROW - 5}L${to} ${ARROW}l6 5` : "";
    set(arrow, { d: `M${from} ${BASES[0] - TALL}V${ARROW}H${to}V${BASES[1]}${head}` });
    // The words stand to the right of the lower line, if there is room.
    const beside = to + 8 + 8 * words.length < x.range()[1] + EDGE;
    set(says[1], { x: beside ? to + 8 : to - 8, y: ARROW + 20, "text-anchor": beside ? "start" : "end" });
    set(says[0], { x: to - 8, y: ARROW + 5 });
    set(says[2], { x: from + 8, y: ARROW + 5 });
    [fixed(averages[1], 2), words, fixed(averages[0], 2)].forEach((text, i) => set(says[i], { text }));
  }

  function draw({ worlds, count, averages, words, describe }) {
    drawPiles(worlds, count);
    drawGap(averages, words);
    set(node, { "aria-label": describe });
  }
  return { node, layout, draw };
}
