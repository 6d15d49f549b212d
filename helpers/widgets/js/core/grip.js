// A target in a plot that is dragged sideways, in the plot's own units.

import { set, svg } from "./dom.js";
import { handle } from "./handle.js";

// size: width of the target in pixels; side −1: a second grip for the same value, for the pointer only, that goes
// the other way; worth: what the value is per unit of the plot. The other options are those of `handle`.
export function gripIn(plot, { parent = plot.marks, size = 26, side = 1, worth = () => 1, ...options }) {
  const hit = svg("rect", { class: "bs-hit", width: size }),
    node = parent.appendChild(svg("g", {}, hit));
  const control = handle(node, {
    pointerOnly: side < 0,
    perPixel: () => (side * worth()) / plot.pixels(),
    ...options,
  });
  return {
    node,
    side,
    place(x, y, tall = size) {
      set(hit, { x: x - size / 2, y: y - tall / 2, height: tall });
      control.refresh();
    },
  };
}
