// The frame of a forest plot: one row a study, summary rows beneath, an axis, columns of numbers.
// Many studies: rows shrink, labels thin out. Wide: label at the left, numbers at the right. Narrow: label and last column stand above their own row.

import { scaleLinear } from "d3-scale";

import { lazyCells } from "./cells.js";
import { set, svg } from "./dom.js";
import { ticksOf } from "./format.js";

export const NARROW = 520;
// Studies, beyond which a row is no longer a line of text.
export const MANY = 60;
const EDGE = 14,
  LINE = 17,
  TALL = 640;

// The studies from top to bottom: as they come, or if there are many by their estimates.
export function rowOrder(effects) {
  const order = effects.map((_, i) => i);
  return order.length > MANY ? order.sort((a, b) => effects[b] - effects[a]) : order;
}

// columns: { name, width, from: the least width that shows it, answer: whether it waits for the reader's guess };
// beside(width): pixels kept free at the right; beneath(geometry): how far down something else is drawn; tall: the
// least height of a row where there are few.
export function forestFrame({
  labels,
  tails,
  columns,
  caption,
  describe,
  numbers = () => true,
  beside = () => 0,
  beneath = () => 0,
  tall = 0,
}) {
  const node = svg("svg", { class: "bs-plot", role: "group", "aria-label": describe });
  const grid = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const under = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const words = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const marks = node.appendChild(svg("g"));
  const names = [...labels, ...tails],
    K = labels.length,
    last = columns.length - 1;
  const rule = words.appendChild(svg("line", { class: "bs-rule" }));
  const many = K > MANY,
    thin = Math.max(1, TALL / K);
  // The labels and numbers of so many studies share one line, which only the one in their middle has.
  const each = many ? Math.ceil(LINE / thin) : 1;
  const rows = names.map((text, i) =>
    i < K && i % each !== each >> 1
      ? null
      : {
          label: words.appendChild(svg("text", { class: i < K ? "bs-label" : "bs-label bs-strong" })),
          cells: columns.map(({ answer }) =>
            words.appendChild(
              svg("text", { class: answer ? "bs-cell bs-answer" : "bs-cell", "text-anchor": "end" }),
            ),
          ),
          text,
          i,
        },
  );
  const written = rows.filter(Boolean),
    cells = lazyCells(written.length);
  for (const { label, i } of written) cells.watch(i, label);
  const heads = columns.map((c) =>
    words.appendChild(svg("text", { class: "bs-head", "text-anchor": "end", text: c.name })),
  );
  const x = scaleLinear();
  const geometry = { y: [], row: 0, top: 0, rule: 0, bottom: 0, left: 0, right: 0, aside: 0, width: 0 };

  function layout(width, domain) {
    const narrow = width < NARROW,
      usual = narrow ? 46 : K <= 10 ? 32 : 26,
      row = many ? thin : K <= 10 ? Math.max(tall, usual) : usual;
    const shown = columns.map((c) => numbers() && !narrow && width >= c.from),
      top = narrow ? 16 : beside(width) || columns.some((c) => width >= c.from) ? 26 : 0;
    for (const { label, text } of written) set(label, { text });
    const longest = narrow
      ? 0
      : Math.min(0.34 * width, Math.max(...written.map(({ label }) => label.getComputedTextLength())));
    const aside = width - beside(width),
      gap = aside < width ? EDGE : 0,
      room = columns.reduce((total, c, j) => total + (shown[j] ? c.width : 0), shown.some(Boolean) ? gap : 0);
    const left = (narrow ? 0 : longest + 10) + EDGE,
      right = aside - room - EDGE;
    const tail = top + K * row;
    const y = names.map((_, i) =>
      i < K
        ? top + (i + (narrow && !many ? 0.7 : 0.5)) * row
        : tail + (i - K + (narrow ? 0.7 : 0.5)) * usual + 10,
    );
    const bottom = tail + tails.length * usual + 14;
    Object.assign(geometry, { y, row, many, top, rule: tail + 5, bottom, left, right, aside, width });
    x.domain(domain).range([left, right]);

    set(rule, { x1: 0, x2: width, y1: tail + 5, y2: tail + 5, display: tails.length ? null : "none" });
    for (const { label, cells, text, i } of written) {
      const thinned = many && i < K && narrow;
      set(label, { display: thinned ? "none" : null });
      if (!narrow && !thinned) fit(label, text, longest);
      set(label, { x: 0, y: narrow ? y[i] - 18 : y[i], dy: narrow ? 0 : "0.35em" });
      let edge = aside - gap;
      for (let j = last; j >= 0; j--) {
        const visible = !thinned && (shown[j] || (narrow && j === last && numbers()));
        set(cells[j], {
          x: edge,
          y: narrow ? y[i] - 18 : y[i],
          dy: narrow ? 0 : "0.35em",
          display: visible ? null : "none",
        });
        set(heads[j], { x: edge, y: 12, display: shown[j] ? null : "none" });
        if (shown[j]) edge -= columns[j].width;
      }
    }
    drawAxis(bottom, top);
    const height = Math.max(bottom + 44, beneath(geometry));
    set(node, { width, height, viewBox: `0 0 ${width} ${height}` });
  }

  function drawAxis(bottom, top) {
    const { left, right, y, row } = geometry,
      count = Math.max(3, Math.min(8, Math.floor((right - left) / 60)));
    const line = (at, from, to, name) => svg("line", { class: name, x1: at, x2: at, y1: from, y2: to });
    grid.replaceChildren(svg("line", { class: "bs-rule", x1: left, x2: right, y1: bottom, y2: bottom }));
    for (const [tick, text] of ticksOf(x, count)) {
      grid.append(line(x(tick), top, bottom + 4, tick === 0 ? "bs-zero" : "bs-grid"));
      grid.append(
        svg("text", { class: "bs-tick", x: x(tick), y: bottom + 18, "text-anchor": "middle", text }),
      );
    }
    const middle = (left + right) / 2;
    grid.append(
      svg("text", {
        class: "bs-caption",
        x: middle,
        y: bottom + 37,
        "text-anchor": "middle",
        text: caption(),
      }),
    );
    geometry.reach = y[K - 1] + row / 2;
  }

  const cell = (row, column, text) => rows[row] && cells.write(row, rows[row].cells[column], text);
  const path = (name, parent = under) => parent.appendChild(svg("path", { class: name }));
  // What one unit of the axis measures on the screen.
  const pixels = () => (x(1) - x(0)) * (node.getBoundingClientRect().width / geometry.width);
  return { node, under, marks, x, geometry, layout, cell, path, pixels };
}

// Shorten a label until it fits, keeping the whole as a tooltip.
function fit(label, text, room) {
  let kept = text;
  while (kept.length > 3 && label.getComputedTextLength() > room + 0.5) {
    kept = kept.slice(0, -1);
    set(label, { text: `${kept.trimEnd()}…` });
  }
  if (kept !== text) label.append(svg("title", { text }));
}

// The width of a mark whose area is the study's weight.
export const squareSide = (weight, K) => Math.max(5, Math.min(22, 12 * Math.sqrt(weight * K)));
