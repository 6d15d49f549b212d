// Sums of squares as areas: beside each row of a forest plot the square it adds, beneath the rows what they add up to.
// Dashed in each square: what chance alone would give there on average. Nothing is rescaled while anything is dragged.

import { set, svg } from "./dom.js";
import { NARROW } from "./forest.js";
import { fixed } from "./format.js";

const GAP = 8,
  WORDS = 46,
  AXIS = 48;

const square = (x, y, side) => `M${x} ${y}h${side}v${side}h${-side}Z`;
const most = (values) => values.reduce((a, b) => Math.max(a, b), 0);

// The room that `count` sums of `size` pixels take in a forest plot: what forestFrame is to be told. On a phone they
// stand beneath the axis.
export function roomFor(count, size) {
  const low = (width) => width < NARROW + 160 * (count - 1);
  const beside = (width) => (low(width) ? Math.round(0.3 * width) : count * (size + GAP));
  const block = (width) => (low(width) ? Math.min(140, width / 2 - GAP) : size);
  const top = ({ width, rule, bottom }) => (low(width) ? bottom + AXIS : rule + 4);
  const left = ({ width, aside }, i) =>
    !low(width) ? aside + i * (size + GAP) : count > 1 ? (i * width) / count : width - block(width);
  const beneath = (geometry) => top(geometry) + WORDS + block(geometry.width) + 2;
  // Where words find room of their own, beside the sums: how far up they may begin, and how wide they are.
  const words = (geometry) =>
    low(geometry.width)
      ? { up: 0, wide: geometry.width }
      : { up: Math.max(0, beneath(geometry) - geometry.bottom - AXIS), wide: geometry.aside - 20 };
  return { beside, beneath, block, top, left, words };
}

// kinds: one class a sum, the first also that of the squares in the rows; head: what the rows add to.
export function areaColumn(plot, room, { kinds, head }) {
  const { geometry, x } = plot;
  // Inner drawings cut off what is larger than its place.
  const inner = (parent) => parent.appendChild(svg("svg"));
  const path = (parent, name) => parent.appendChild(svg("path", { class: name }));
  const arms = plot.path("bs-arm"),
    column = inner(plot.under),
    found = column.appendChild(svg("g")),
    chance = path(column, "bs-chance-area"),
    numbers = column.appendChild(svg("g"));
  const title = plot.under.appendChild(svg("text", { class: "bs-head", y: 12, text: head }));
  const sums = kinds.map((kind) => {
    const node = plot.under.appendChild(svg("g", { class: "bs-answer" }));
    const words = ["bs-label bs-strong", "bs-head"].map((name) =>
      node.appendChild(svg("text", { class: name })),
    );
    const box = inner(node);
    return { words, box, found: path(box, kind), chance: path(box, "bs-chance-area") };
  });
  let scale = 1;

  // What stands at the start settles the scale: its largest square is about as tall as a row, and the side of a sum
  // may grow `growth` times before it is cut off.
  function layout(start, growth) {
    const { width, aside, rule, row, many } = geometry,
      block = room.block(width);
    const total = most(start.sums.flatMap((s) => [s.found, s.chance]));
    scale = Math.min(
      block / (growth * Math.sqrt(total)),
      many ? Infinity : (1.25 * row) / Math.sqrt(most(start.rows.flatMap((r) => [r.found, r.chance]))),
    );
    found.replaceChildren();
    set(column, { x: aside, y: 0, width: width - aside, height: rule - 1 });
    set(title, { x: aside });
    sums.forEach(({ words, box }, i) => {
      const [left, y] = [room.left(geometry, i), room.top(geometry)];
      words.forEach((line, j) => set(line, { x: left, y: y + 17 + 19 * j }));
      set(box, { x: left - 1, y: y + WORDS - 1, width: block + 2, height: block + 2 });
    });
  }

  // rows: { found, chance, from, to } from top to bottom, the distance squared as its two ends; sums: { found, chance,
  // words: two lines }, one a kind.
  function draw(rows, results) {
    const d = { arms: "", found: [], chance: "" };
    const width = geometry.width - geometry.aside;
    // In the middle of its row, as far as the rule below allows.
    const within = (y, side) => Math.max(0, Math.min(y - side / 2, geometry.rule - 3 - side));
    while (numbers.childElementCount < (geometry.many ? 0 : rows.length))
      numbers.append(svg("text", { class: "bs-note-text", dy: "0.35em" }));
    rows.forEach((row, i) => {
      const y = geometry.y[i],
        [side, usual] = [row.found, row.chance].map((v) => scale * Math.sqrt(v));
      d.found.push(square(1, within(y, side), side));
      if (geometry.many) return;
      d.arms += `M${x(row.from)} ${y}H${x(row.to)}`;
      d.chance += square(1, within(y, usual), usual);
      const words = fixed(row.found, row.found < 99.5 ? 1 : 0);
      set(numbers.children[i], {
        x: Math.min(Math.max(side, usual) + 6, width - 8 * words.length),
        y,
        text: words,
      });
    });
    set(arms, { d: d.arms });
    // A path for each, that one which grows over its neighbours lets them be seen; many are one.
    const each = geometry.many ? [d.found.join("")] : d.found;
    while (found.childElementCount < each.length) path(found, kinds[0]);
    each.forEach((one, i) =>
      set(found.children[i], { d: one, style: geometry.many ? "stroke-width:0.5" : null }),
    );
    set(chance, { d: d.chance });
    results.forEach((result, i) => {
      const sum = sums[i];
      set(sum.found, { d: square(1, 1, scale * Math.sqrt(result.found)) });
      set(sum.chance, { d: square(1, 1, scale * Math.sqrt(result.chance)) });
      result.words.forEach((text, j) => set(sum.words[j], { text }));
    });
  }
  return { layout, draw };
}
