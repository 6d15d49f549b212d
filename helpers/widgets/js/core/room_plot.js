// A room's forest plot: an estimate a row, one of them lit, and dots for the true effects, which slide from the
// estimates to where they are.

import { set, svg } from "./dom.js";
import { forestFrame, squareSide } from "./forest.js";
import { fixed, interval } from "./format.js";
import { diamond, span, square } from "./shapes.js";

export const Z = 1.959964;
const AVERAGE = "The average";

// rows: [{ label, effect, stdError, truth }], without an effect where nothing is drawn yet; mine: which is the reader's.
export function roomPlot({ rows, mine, digits }) {
  const plot = forestFrame({
    labels: rows.map(({ label }, i) => (i === mine ? `${label} (you)` : label)),
    tails: [AVERAGE],
    describe: "Everybody’s estimate, one a row",
    caption: () => "effect",
    columns: [{ name: "estimate ± standard error", width: 178, from: 520 }],
  });
  const { x, geometry, path, under } = plot;
  const band = under.appendChild(svg("rect", { class: "bs-mine", rx: 4 }));
  const [line, bars, squares, tip] = ["bs-mean", "bs-ci", "bs-square", "bs-diamond"].map((name) =>
    path(name),
  );
  const dots = [...rows, null].map(() => under.appendChild(svg("circle", { class: "bs-truth", r: 5.5 })));
  plot.node.querySelectorAll(".bs-label")[mine]?.classList.add("bs-strong");

  function layout(width, domain) {
    plot.layout(width, domain);
    const tall = Math.max(geometry.row, 3);
    const top = geometry.y[mine] - (width < 520 && !geometry.many ? 0.7 : 0.5) * tall;
    const place = { x: -6, width: width + 12, y: top, height: tall };
    set(band, mine >= 0 ? { display: null, ...place } : { display: "none" });
  }

  // From the estimate to the truth, where there is one.
  function slide(dot, y, from, to, shown) {
    if (to === null) return set(dot, { display: "none" });
    return set(dot, { style: `transform:translate(${x(shown ? to : from)}px,${y}px)`, display: null });
  }

  // found: what all say together, or null; mu: the true average, or null; revealed: whether truths are shown.
  function draw({ rows: now, found, mu, revealed }) {
    const precision = now.map(({ stdError }) => stdError ** -2),
      total = precision.reduce((a, b) => a + b, 0);
    const d = { bars: "", squares: "" };
    now.forEach(({ effect, stdError, truth }, i) => {
      const y = geometry.y[i];
      if (effect === undefined) return set(dots[i], { display: "none" });
      const side = geometry.many ? Math.max(2, geometry.row) : squareSide(precision[i] / total, now.length);
      d.bars += geometry.many ? "" : span(x, effect - Z * stdError, effect + Z * stdError, y, 5);
      d.squares += square(x(effect), y, side / 2);
      slide(dots[i], y, effect, truth, revealed);
      plot.cell(i, 0, `${fixed(effect, digits)} ± ${fixed(stdError, digits)}`);
    });
    set(bars, { d: d.bars });
    set(squares, { d: d.squares });
    const [K, y] = [now.length, geometry.y[now.length]];
    const ends = found?.muRange;
    set(line, { d: found ? `M${x(found.mu)} ${geometry.top}V${y}` : "" });
    set(tip, { d: found ? diamond(x, ends[0], found.mu, ends[1], y, 8) : "" });
    slide(dots[K], y, found?.mu, found ? mu : null, revealed);
    plot.cell(K, 0, found ? `${fixed(found.mu, digits)}, 95\u202f% ${interval(...ends, digits)}` : "");
    plot.node.classList.toggle("bs-revealed", revealed);
  }
  return { node: plot.node, layout, draw };
}

// An axis that holds every estimate, interval and truth, and does not change when the truth is told.
export function axisOf(rows, sigma) {
  const ends = rows
    .filter(({ effect }) => effect !== undefined)
    .flatMap(({ effect, stdError, truth }) => [
      effect - 2 * stdError,
      effect + 2 * stdError,
      truth ?? effect,
    ]);
  const [low, high] = [Math.min(-0.3 * sigma, ...ends), Math.max(0.5 * sigma, ...ends)];
  return [low - (high - low) / 25, high + (high - low) / 25];
}
