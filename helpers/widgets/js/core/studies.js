// Rows of a forest plot whose estimate and standard error are dragged.

import { set, svg } from "./dom.js";
import { squareSide } from "./forest.js";
import { fixed, roundTo } from "./format.js";
import { gripIn } from "./grip.js";
import { span } from "./shapes.js";

const HIT = 24;

// world: { domain, step, widest, digits }. z() standard errors make half a bar. edit(trait, i, value).
export function draggableStudies({ plot, labels, world, z, read, edit }) {
  function grip(parent, i, trait, side) {
    const isEffect = trait === "effects";
    return gripIn(plot, {
      parent,
      side,
      size: HIT,
      label: `${labels[i]}: ${isEffect ? "effect" : "standard error"}`,
      bounds: () => (isEffect ? world.domain : [world.step, world.widest]),
      get: () => read(trait)[i],
      set: (value) => edit(trait, i, roundTo(value, world.digits + 1)),
      text: (value) => fixed(value, world.digits),
      step: () => world.step,
      worth: () => (isEffect ? 1 : 1 / z()),
    });
  }

  const rows = labels.map((_, i) => {
    const g = plot.marks.appendChild(svg("g"));
    const was = g.appendChild(svg("path", { class: "bs-ghost" })),
      bar = g.appendChild(svg("path", { class: "bs-ci" }));
    const middle = grip(g, i, "effects", 1),
      ends = [-1, 1].map((side) => grip(g, i, "std_errors", side));
    const square = middle.node.appendChild(svg("rect", { class: "bs-square" }));
    return { was, bar, ends, middle, square };
  });

  function draw(now, start, weights) {
    const { x, geometry } = plot,
      width = z(),
      tall = Math.min(geometry.row, 32);
    rows.forEach(({ was, bar, ends, middle, square }, i) => {
      const y = geometry.y[i],
        at = x(now.effects[i]),
        half = width * now.std_errors[i],
        side = squareSide(weights[i], rows.length);
      const moved = now.effects[i] !== start.effects[i] || now.std_errors[i] !== start.std_errors[i];
      const before = width * start.std_errors[i],
        [y0, x0] = [y + 0.28 * tall, start.effects[i]];
      set(was, { d: moved ? span(x, x0 - before, x0 + before, y0) + `M${x(x0)} ${y0 - 4}v8` : "" });
      set(bar, { d: span(x, now.effects[i] - half, now.effects[i] + half, y, 6) });
      set(square, { x: at - side / 2, y: y - side / 2, width: side, height: side });
      middle.place(at, y, tall);
      for (const end of ends) {
        // The target keeps clear of the square's, however short the bar, and inside the plot, however long.
        const reach = Math.max(HIT, x(half) - x(0));
        end.place(Math.max(geometry.left - 8, Math.min(geometry.right + 8, at + end.side * reach)), y, tall);
      }
    });
  }
  return { draw };
}
