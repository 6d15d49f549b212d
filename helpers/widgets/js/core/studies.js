// Rows of a forest plot whose estimate and standard error are dragged.

import { slider } from "./controls.js";
import { div, set, svg } from "./dom.js";
import { squareSide } from "./forest.js";
import { fixed, roundTo } from "./format.js";
import { gripIn } from "./grip.js";
import { dot, span } from "./shapes.js";

const HIT = 24;
// Of more studies one at a time has handles, so that the Tab key need not pass hundreds of them.
const EACH = 30;

// world: { domain, step, widest, digits, order }. z() standard errors make half a bar. edit(trait, k, value).
// noun: what one study is called; redraw() when another is held. `picker` chooses which, where they take turns.
export function draggableStudies({ plot, labels, world, z, read, edit, noun, redraw }) {
  const { order } = world,
    K = labels.length,
    turns = K > EACH;
  const marks = Object.fromEntries(
    ["bs-ghost", "bs-ci", "bs-dot", "bs-held"].map((name) => [
      name,
      plot.marks.appendChild(svg("path", { class: name, "aria-hidden": "true" })),
    ]),
  );
  let held = K >> 1;

  function grip(row, trait, side) {
    const isEffect = trait === "effects",
      study = () => order[row()];
    return gripIn(plot, {
      side,
      size: HIT,
      label: () => `${labels[study()]}: ${isEffect ? "effect" : "standard error"}`,
      bounds: () => (isEffect ? world.domain : [world.step, world.widest]),
      get: () => read(trait)[study()],
      set: (value) => edit(trait, study(), roundTo(value, world.digits + 1)),
      text: (value) => fixed(value, world.digits),
      step: () => world.step,
      worth: () => (isEffect ? 1 : 1 / z()),
    });
  }
  const grips = (row) => ({
    row,
    middle: grip(row, "effects", 1),
    ends: [-1, 1].map((side) => grip(row, "std_errors", side)),
  });
  const handles = turns ? [grips(() => held)] : labels.map((_, i) => grips(() => i));

  // By number, or by pressing it in the plot.
  function pickerOf() {
    const choose = (row) => {
      held = Math.max(0, Math.min(K - 1, row));
      pick.refresh();
      redraw();
    };
    const pick = slider({
      label: `Which ${noun} to drag`,
      low: 1,
      high: K,
      step: 1,
      digits: 0,
      get: () => held + 1,
      put: (number) => choose(number - 1),
      text: (number) => `${number} of ${K}: ${labels[order[number - 1]]}`,
    });
    pick.refresh();
    plot.node.addEventListener("click", (event) => {
      const { y } = plot.geometry,
        box = plot.node.getBoundingClientRect();
      const pixels = box.height / plot.node.viewBox.baseVal.height; // a drawing on a slide may be smaller
      const row = ((event.clientY - box.top) / pixels - y[0]) / (y[1] - y[0]);
      if (event.target.closest(".bs-handle") || row < -1 || row > K) return;
      choose(Math.round(row));
      handles[0].middle.node.focus({ preventScroll: true });
    });
    return div("bs-turns", pick.node);
  }

  function place({ row, middle, ends }, now) {
    const { x, geometry } = plot,
      k = order[row()],
      y = geometry.y[row()],
      at = x(now.effects[k]),
      tall = Math.max(HIT, Math.min(geometry.row, 32));
    middle.place(at, y, tall);
    for (const end of ends) {
      // The target keeps clear of the point's, however short the bar, and inside the plot, however long.
      const reach = Math.max(HIT, x(z() * now.std_errors[k]) - x(0));
      end.place(Math.max(geometry.left - 8, Math.min(geometry.right + 8, at + end.side * reach)), y, tall);
    }
  }

  function draw(now, start, weights) {
    const { x, geometry } = plot,
      width = z(),
      thin = geometry.many;
    const [was, bars, dots] = [[], [], []];
    const bar = (k, y, cap) => {
      const half = width * now.std_errors[k];
      return span(x, now.effects[k] - half, now.effects[k] + half, y, cap);
    };
    order.forEach((k, i) => {
      const y = geometry.y[i],
        moved = now.effects[k] !== start.effects[k] || now.std_errors[k] !== start.std_errors[k];
      if (moved && !thin) {
        const [at, half, low] = [
          start.effects[k],
          width * start.std_errors[k],
          y + 0.28 * Math.min(geometry.row, 32),
        ];
        was.push(span(x, at - half, at + half, low), `M${x(at)} ${low - 4}v8`);
      }
      bars.push(bar(k, y, thin ? 0 : 6));
      dots.push(
        dot(x(now.effects[k]), y, thin ? Math.max(0.7, geometry.row / 2) : squareSide(weights[k], K) / 2),
      );
    });
    const mine = order[held];
    const drawn = {
      "bs-ghost": was.join(""),
      "bs-ci": bars.join(""),
      "bs-dot": dots.join(""),
      "bs-held": turns ? bar(mine, geometry.y[held], 6) + dot(x(now.effects[mine]), geometry.y[held], 6) : "",
    };
    for (const [name, d] of Object.entries(drawn)) set(marks[name], { d });
    set(marks["bs-ci"], { style: thin ? `stroke-width:${Math.min(1.5, geometry.row / 2)}` : null });
    for (const each of handles) place(each, now);
  }
  return { picker: turns ? pickerOf() : null, draw };
}
