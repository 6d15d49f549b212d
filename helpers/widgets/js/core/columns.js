// Columns for the probabilities of 0, 1, 2, …, and a dot for every world seen, dropped into its column.

import { set, svg } from "./dom.js";
import { percent } from "./format.js";
import { dot as circle } from "./shapes.js";

const BASE = 148,
  TALL = 116,
  BELOW = 68,
  LARGEST = 11; // pixels from dot to dot

export function columnChart() {
  const node = svg("svg", { class: "bs-plot", role: "img" }),
    marks = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const caption = marks.appendChild(svg("text", { class: "bs-caption", "text-anchor": "middle" })),
    columns = [],
    drops = svg("path", { class: "bs-column-drops" }),
    latest = svg("path", { class: "bs-column-latest" });

  function column() {
    const parts = { bar: svg("rect") };
    for (const name of ["count", "share", "drawn"]) parts[name] = svg("text", { "text-anchor": "middle" });
    marks.append(...Object.values(parts));
    return parts;
  }

  // bars: probabilities; seen: how many worlds had each count; strong: which columns are asked about; here: the
  // count of the latest world.
  function draw(width, { bars, seen, strong, here, caption: text }) {
    while (columns.length < bars.length) columns.push(column());
    marks.append(drops, latest);
    const worlds = seen.reduce((a, b) => a + b, 0);
    const top = Math.max(0.4, ...bars, ...(worlds < 20 ? [] : seen.map((n) => n / worlds))),
      step = width / bars.length,
      up = (p) => (TALL * p) / top;
    // As many dots abreast as make a column of its share as high as the bar of that probability.
    const apart = Math.min(LARGEST, Math.sqrt((0.6 * step * TALL) / (top * worlds))),
      abreast = Math.max(1, Math.floor((0.6 * step) / apart));
    const place = (m, i) => [
      (m + 0.5) * step + ((i % abreast) - (abreast - 1) / 2) * apart,
      BASE - (Math.floor(i / abreast) + 0.5) * apart,
    ];
    const one = (m, i) => circle(...place(m, i), Math.max(0.8, 0.4 * apart));
    set(drops, { d: seen.map((n, m) => Array.from({ length: n }, (_, i) => one(m, i)).join("")).join("") });
    set(latest, { d: one(here, seen[here] - 1) });
    columns.forEach(({ bar, count, share, drawn }, m) => {
      const x = (m + 0.5) * step,
        p = bars[m] ?? 0,
        high = Math.max(up(p), Math.ceil(seen[m] / abreast) * apart);
      set(bar, {
        class: strong(m) ? "bs-column bs-column-strong" : "bs-column",
        x: x - 0.32 * step,
        width: 0.64 * step,
        y: BASE - up(p),
        height: up(p),
      });
      set(count, {
        x,
        y: BASE + 19,
        class: m === here ? "bs-label bs-strong" : "bs-label",
        text: m === here ? `▸ ${m} ◂` : m,
      });
      set(drawn, { class: "bs-tick", x, y: BASE + 37, text: seen[m] ? `× ${seen[m]}` : "" });
      set(share, {
        class: "bs-tick",
        x,
        y: BASE - high - 8,
        text: p >= 0.0005 ? percent(p, width < 480 ? 0 : 1) : "",
      });
    });
    set(caption, { x: width / 2, y: BASE + 60, text });
    set(node, {
      width,
      height: BASE + BELOW,
      viewBox: `0 0 ${width} ${BASE + BELOW}`,
      "aria-label": `Chances, ${text}: ${bars.map((p, m) => `${m}: ${percent(p)}`).join(", ")}.`,
    });
  }
  return { node, draw };
}
