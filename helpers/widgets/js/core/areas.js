// Sums of squares as areas: the pieces of one sum and a single square, each beside what noise alone would give.

import { set, svg } from "./dom.js";
import { fixed, short } from "./format.js";

const NARROW = 520,
  LARGEST = 96;

// All squares are drawn to one scale, and have room for the largest, so that the height does not change; `start` keeps it still while the pieces change.
export function areaChart() {
  const node = svg("svg", { class: "bs-plot", role: "img" }),
    group = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const square = (name, x, base, side) =>
    svg("rect", { class: name, x: x - side / 2, y: base - side, width: side, height: side });
  const text = (words, x, y, name, anchor = "middle") =>
    svg("text", { class: name, x, y, "text-anchor": anchor, text: words });

  function draw(width, { pieces, treatment, interaction, meanSquare }, start, labels) {
    const K = pieces.length,
      narrow = width < NARROW,
      columns = narrow ? 3 : K,
      room = narrow ? width : 176;
    const cell = (narrow ? width : width - room - 16) / columns,
      noise = Math.sqrt(meanSquare),
      largest = (values) => Math.sqrt(Math.max(...values)),
      tall = 0.92 * cell,
      widest = room / (K - 1) - 5;
    const scale = Math.min(
      tall / largest(start.pieces),
      tall / largest(pieces),
      widest / noise,
      LARGEST / Math.sqrt(treatment),
    );
    const marks = [],
      step = Math.min(room / (K - 1), scale * noise + 5);
    const noiseSquares = (count, base) => {
      const from = narrow ? 0 : width - room;
      for (let i = 0; i < count; i++)
        marks.push(square("bs-noise-area", from + (i + 0.5) * step, base, scale * noise));
    };
    const head = (words, beside, y) => {
      marks.push(text(words, 0, y, "bs-label bs-strong", "start"));
      if (!narrow) marks.push(text(beside, width - room, y, "bs-head", "start"));
    };

    let base = 14;
    head(
      `Disagreement (interaction): ${fixed(interaction, 0)}`,
      `noise alone: ${K - 1} × ${short(meanSquare)}`,
      base,
    );
    for (let first = 0; first < K; first += columns) {
      const row = pieces.slice(first, first + columns);
      base += 24 + tall;
      row.forEach((piece, j) => {
        const x = (j + 0.5) * cell,
          side = scale * Math.sqrt(piece),
          [top, ...rest] = labels[first + j].split(" / ");
        marks.push(
          square("bs-segment-area", x, base, side),
          text(fixed(piece, 0), x, base - side - 5, "bs-tick"),
        );
        marks.push(
          text(top, x, base + 15, "bs-area-label"),
          text(rest.join(" / "), x, base + 29, "bs-area-label"),
        );
      });
      if (!narrow) noiseSquares(K - 1, base);
      base += 32;
    }
    if (narrow) {
      marks.push(text(`noise alone: ${K - 1} × ${short(meanSquare)}`, 0, base + 16, "bs-head", "start"));
      noiseSquares(K - 1, (base += 26 + widest));
    }
    base += 34;
    head(`Common effect (treatment): ${fixed(treatment, 0)}`, `noise alone: ${short(meanSquare)}`, base);
    // They hang from their title; the room below is for larger ones.
    const end = base + 12 + (narrow ? LARGEST + 34 + widest : Math.max(LARGEST, widest));
    base += 12 + scale * Math.sqrt(Math.max(treatment, narrow ? 0 : meanSquare));
    marks.push(
      square("bs-common-area", (scale * Math.sqrt(treatment)) / 2, base, scale * Math.sqrt(treatment)),
    );
    if (narrow) {
      marks.push(text(`noise alone: ${short(meanSquare)}`, 0, base + 24, "bs-head", "start"));
      base += 34 + scale * noise;
    }
    noiseSquares(1, base);
    group.replaceChildren(...marks);
    set(node, {
      width,
      height: end + 14,
      viewBox: `0 0 ${width} ${end + 14}`,
      "aria-label": `Areas. Interaction ${fixed(interaction, 0)}, noise alone ${fixed((K - 1) * meanSquare, 0)}; treatment ${fixed(treatment, 0)}, noise alone ${fixed(meanSquare, 0)}.`,
    });
  }
  return { node, draw };
}
