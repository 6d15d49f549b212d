// Columns for the probabilities of 0, 1, 2, …, with dots for the shares seen in a simulation.

import { set, svg } from "./dom.js";
import { percent } from "./format.js";

const BASE = 148,
  TALL = 116,
  BELOW = 50;

export function columnChart() {
  const node = svg("svg", { class: "bs-plot", role: "img" }),
    marks = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const caption = marks.appendChild(svg("text", { class: "bs-caption", "text-anchor": "middle" })),
    columns = [];

  function column() {
    const parts = { bar: svg("rect"), dot: svg("circle", { class: "bs-column-dot", r: 4.5 }) };
    for (const name of ["count", "share"]) parts[name] = svg("text", { "text-anchor": "middle" });
    marks.append(...Object.values(parts));
    return parts;
  }

  // bars: probabilities; dots: shares or null; strong: the column asked about; here: the count on show.
  function draw(width, { bars, dots = null, strong, here, caption: text }) {
    while (columns.length < bars.length) columns.push(column());
    const top = Math.max(0.4, ...bars, ...(dots ?? [])),
      step = width / bars.length,
      up = (p) => (TALL * p) / top;
    columns.forEach(({ bar, dot, count, share }, m) => {
      const x = (m + 0.5) * step,
        p = bars[m] ?? 0,
        seen = dots?.[m] ?? 0;
      set(bar, {
        class: m === strong ? "bs-column bs-column-strong" : "bs-column",
        x: x - 0.32 * step,
        width: 0.64 * step,
        y: BASE - up(p),
        height: up(p),
      });
      set(dot, { cx: x, cy: BASE - up(seen), display: dots ? null : "none" });
      set(count, {
        x,
        y: BASE + 19,
        class: m === here ? "bs-label bs-strong" : "bs-label",
        text: m === here ? `▸ ${m} ◂` : m,
      });
      set(share, {
        class: "bs-tick",
        x,
        y: BASE - up(Math.max(p, seen)) - 8,
        text: p >= 0.0005 ? percent(p, width < 480 ? 0 : 1) : "",
      });
    });
    set(caption, { x: width / 2, y: BASE + 42, text });
    set(node, {
      width,
      height: BASE + BELOW,
      viewBox: `0 0 ${width} ${BASE + BELOW}`,
      "aria-label": `Chances, ${text}: ${bars.map((p, m) => `${m}: ${percent(p)}`).join(", ")}.`,
    });
  }
  return { node, draw };
}
