// Rows of dots with their intervals on one axis, one below the other as in a sum.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { ticksOf } from "./format.js";
import { dot, span } from "./shapes.js";

const ROW = 30,
  TOP = 12,
  LEFT = 114,
  RIGHT = 14;

// names: of the rows; looks: the classes of their marks; caption: of the axis.
export function ledger({ describe, names, looks, caption }) {
  const node = svg("svg", { class: "bs-plot", role: "img", "aria-label": describe }),
    back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    axis = back.appendChild(svg("g"));
  const base = TOP + ROW * names.length;
  const middle = (i) => TOP + ROW * (i + 0.5);
  const rows = names.map((text, i) => {
    const label = svg("text", { class: "bs-label", x: 0, y: middle(i), dy: "0.35em", text }),
      line = svg("path", { class: `bs-ledger-line ${looks[i]}` }),
      mark = svg("path", { class: `bs-ledger-mark ${looks[i]}` });
    back.append(label, line, mark);
    return { label, line, mark };
  });
  const x = scaleLinear();

  function layout(width, domain) {
    x.domain(domain).range([LEFT, width - RIGHT]);
    const line = (x1, x2, y1, y2, name) => svg("line", { class: name, x1, x2, y1, y2 });
    const last = base - ROW;
    axis.replaceChildren(
      line(x(0), x(0), TOP, base, "bs-zero"),
      line(0, width - RIGHT, last, last, "bs-rule"),
      line(LEFT, width - RIGHT, base, base, "bs-rule"),
      ...ticksOf(x, Math.max(3, Math.min(6, Math.floor((width - LEFT) / 70)))).flatMap(([v, text]) => [
        line(x(v), x(v), base, base + 5, "bs-rule"),
        svg("text", { class: "bs-tick", x: x(v), y: base + 20, "text-anchor": "middle", text }),
      ]),
      svg("text", {
        class: "bs-caption",
        x: (LEFT + width - RIGHT) / 2,
        y: base + 40,
        "text-anchor": "middle",
        text: caption,
      }),
    );
    set(node, { width, height: base + 48, viewBox: `0 0 ${width} ${base + 48}` });
  }

  // items: for each row [mean, sd], or null where it is silent.
  function draw(items, describe) {
    rows.forEach(({ line, mark }, i) => {
      const [mean, sd] = items[i] ?? [NaN, NaN],
        shown = items[i] !== null && x(mean) >= LEFT - 6 && x(mean) <= x.range()[1] + 6;
      set(line, { d: items[i] ? span(x, mean - 1.96 * sd, mean + 1.96 * sd, middle(i), 5) : "" });
      set(mark, { d: shown ? dot(x(mean), middle(i), 5.5) : "" });
      set(rows[i].label, { opacity: items[i] ? null : 0.6 });
    });
    set(node, { "aria-label": describe });
  }
  return { node, layout, draw };
}
