// Rounds side by side: in each the belief before it as a bar, the experiment beside it, and below, on an axis of their
// own, the sizes planned.

import { scaleLinear, scaleLog } from "d3-scale";

import { set, svg } from "./dom.js";
import { fixed } from "./format.js";
import { dot, square } from "./shapes.js";

const TOP = 24,
  TALL = 236,
  GAP = 40, // for the numbers of the rounds
  LOW = 84,
  LEFT = 34,
  RIGHT = 8;
const BASE = TOP + TALL,
  SIZES = BASE + GAP + 30,
  FOOT = SIZES + LOW;

// count: rounds, and one more slot for what comes after; domain: of the effects; sizes: of the axis below, a power of
// ten at each tick; short: a size in few letters.
export function rounds({ count, domain, sizes, ticks, names, short, describe }) {
  const node = svg("svg", { class: "bs-plot bs-rounds", role: "img", "aria-label": describe });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const path = (name) => back.appendChild(svg("path", { class: name }));
  const strip = back.appendChild(svg("rect", { class: "bs-rounds-true", x: LEFT }));
  const frame = back.appendChild(svg("g"));
  const [band, sizeBand, belief, middle] = ["band", "band", "belief", "middle"].map((name) =>
    path(`bs-rounds-${name}`),
  );
  const [truths, bars, shipped, held, wrong, dots, next] = [
    "bs-rounds-truth",
    "bs-rounds-ci",
    "bs-rounds-shipped",
    "bs-rounds-held",
    "bs-rounds-wrong",
    "bs-rounds-size",
    "bs-rounds-size bs-rounds-next",
  ].map(path);
  const written = Array.from({ length: count + 1 }, () =>
    back.appendChild(svg("text", { class: "bs-tick bs-rounds-number", "text-anchor": "middle" })),
  );
  const y = scaleLinear().domain(domain).range([BASE, TOP]),
    up = scaleLog().domain(sizes).range([FOOT, SIZES]);
  let wide = 0,
    slot = 0;
  const middleOf = (r) => LEFT + (r + 0.5) * slot,
    beliefAt = (r) => middleOf(r) - 0.2 * slot,
    runAt = (r) => middleOf(r) + 0.2 * slot;
  const clip = (v) => Math.max(TOP, Math.min(BASE, y(v)));

  function layout(width) {
    wide = width;
    slot = (width - LEFT - RIGHT) / (count + 1);
    const line = (name, x1, x2, y1, y2) => svg("line", { class: name, x1, x2, y1, y2 });
    const text = (name, x, at, anchor, words) =>
      svg("text", { class: name, x, y: at, "text-anchor": anchor, text: words });
    const right = width - RIGHT;
    frame.replaceChildren(
      line("bs-zero", LEFT, right, y(0), y(0)),
      ...y.ticks(5).map((v) => text("bs-tick", LEFT - 6, y(v) + 4, "end", fixed(v, 0))),
      text("bs-caption", 0, 12, "start", names.effect),
      ...Array.from({ length: count + 1 }, (_, r) =>
        text("bs-label", middleOf(r), BASE + 20, "middle", r < count ? r + 1 : "…"),
      ),
      text("bs-caption", 0, SIZES - 22, "start", names.size),
      ...ticks.flatMap((n) => [
        line("bs-grid", LEFT, right, up(n), up(n)),
        text("bs-tick", LEFT - 6, up(n) + 4, "end", short(n)),
      ]),
    );
    set(node, { width, height: FOOT + 12, viewBox: `0 0 ${width} ${FOOT + 12}` });
  }

  // Between two lines through the slots.
  const between = (high, low) =>
    `M${high.map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`).join("L")}L${[...low]
      .reverse()
      .map(([a, b]) => `${a.toFixed(1)} ${b.toFixed(1)}`)
      .join("L")}Z`;
  const ribbon = (rows, scale) =>
    between(
      rows.map(([, , high], r) => [beliefAt(r), scale(high)]),
      rows.map(([low], r) => [beliefAt(r), scale(low)]),
    );

  // beliefs: [low, mean, high] of each slot shown; runs: { estimate, low, high, truth, shipped, wrong } of the rounds
  // run; planned: a size for each slot shown; truth: [low, high] of true effects; others: { mean, size } or null;
  // describe: all this in words.
  function draw({ beliefs, runs, planned, truth, others, describe: words }) {
    const thick = Math.min(14, 0.34 * slot),
      half = Math.min(5, 0.14 * slot);
    set(strip, { width: wide - LEFT - RIGHT, y: clip(truth[1]), height: clip(truth[0]) - clip(truth[1]) });
    set(belief, {
      d: beliefs
        .map(
          ([low, , high], r) =>
            `M${beliefAt(r) - thick / 2} ${clip(low)}V${clip(high)}h${thick}V${clip(low)}Z`,
        )
        .join(""),
    });
    set(middle, {
      d: beliefs.map(([, m], r) => `M${beliefAt(r) - thick / 2 - 2} ${clip(m)}h${thick + 4}`).join(""),
    });
    set(band, { d: others ? ribbon(others.mean, clip) : "" });
    set(sizeBand, { d: others ? ribbon(others.size, up) : "" });
    set(truths, { d: runs.map(({ truth: t }, r) => `M${runAt(r) - 8} ${clip(t)}h16`).join("") });
    set(bars, { d: runs.map(({ low, high }, r) => `M${runAt(r)} ${clip(low)}V${clip(high)}`).join("") });
    const marks = (wanted) =>
      runs
        .map((run, r) => (run.shipped === wanted ? square(runAt(r), clip(run.estimate), half) : ""))
        .join("");
    set(shipped, { d: marks(true) });
    set(held, { d: marks(false) });
    set(wrong, {
      d: runs
        .map((run, r) => {
          const [a, b] = [runAt(r), TOP + 6];
          return run.wrong ? `M${a - 5} ${b - 5}l10 10M${a + 5} ${b - 5}l-10 10` : "";
        })
        .join(""),
    });
    const last = planned.length - 1,
      done = runs.length;
    set(dots, { d: planned.map((n, r) => (r < done ? dot(beliefAt(r), up(n), 4.5) : "")).join("") });
    set(next, { d: last >= done ? dot(beliefAt(last), up(planned[last]), 5) : "" });
    written.forEach((label, r) => {
      const shown = r < planned.length;
      set(label, {
        x: beliefAt(r) + 2,
        y: shown ? up(planned[r]) - 9 : 0,
        text: shown ? short(planned[r]) : "",
      });
    });
    set(node, { "aria-label": words });
  }
  return { node, layout, draw };
}
