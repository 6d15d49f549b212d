// Chains below one another: the path of each over its draws, and beside it how its ranks among all draws are spread.

import { scaleLinear } from "d3-scale";

import { set, svg } from "./dom.js";
import { fixed } from "./format.js";

const TALL = 58, // of one chain
  APART = 20, // room for a name
  TOP = 38,
  LEFT = 26,
  GAP = 18,
  RIGHT = 8,
  MOST = 3; // times its share, at which the bar of a rank is cut off

// count: how many chains; ticks: values marked at each; band: [low, high] where nearly all draws belong.
export function traces({ count, domain, ticks, middle, band, names, caption }) {
  const node = svg("svg", { class: "bs-plot bs-traces", role: "img" });
  const frame = node.appendChild(svg("g", { "aria-hidden": "true" })),
    rows = Array.from({ length: count }, () => ({
      path: svg("path", { class: "bs-trace" }),
      bars: svg("path", { class: "bs-trace-ranks" }),
    }));
  node.append(...rows.flatMap(({ path, bars }) => [path, bars]));
  const y = scaleLinear().domain(domain),
    topOf = (c) => TOP + c * (TALL + APART);
  let split = 0,
    right = 0,
    from = 0;

  const line = (name, x1, x2, y1, y2) => svg("line", { class: name, x1, x2, y1, y2 });
  const text = (name, x, at, anchor, words) =>
    svg("text", { class: name, x, y: at, "text-anchor": anchor, text: words });

  function row(c) {
    y.range([topOf(c) + TALL, topOf(c)]);
    const share = topOf(c) + TALL * (1 - 1 / MOST);
    return [
      svg("rect", {
        class: "bs-trace-band",
        x: LEFT,
        width: split - LEFT,
        y: y(band[1]),
        height: y(band[0]) - y(band[1]),
      }),
      line("bs-trace-exact", LEFT, split, y(middle), y(middle)),
      ...ticks.map((v) => text("bs-tick", LEFT - 5, y(v) + 4, "end", fixed(v, 0))),
      text("bs-note-text", LEFT, topOf(c) - 5, "start", `chain ${c + 1}`),
      line("bs-rule", from, right, topOf(c) + TALL, topOf(c) + TALL),
      line("bs-trace-exact", from, right, share, share),
    ];
  }

  function layout(width) {
    split = Math.round(width * (width < 520 ? 0.62 : 0.68));
    from = split + GAP;
    right = width - RIGHT;
    const foot = topOf(count - 1) + TALL;
    frame.replaceChildren(
      text("bs-label", LEFT, 13, "start", names[0]),
      text("bs-label", right, 13, "end", names[1]),
      ...rows.flatMap((_, c) => row(c)),
      text("bs-caption", (LEFT + split) / 2, foot + 18, "middle", caption[0]),
      text("bs-caption", (from + right) / 2, foot + 18, "middle", caption[1]),
    );
    set(node, { width, height: foot + 26, viewBox: `0 0 ${width} ${foot + 26}` });
  }

  // chains: their draws; counts: of each chain, how often each band of ranks; describe: the whole in words.
  function draw({ chains, counts, describe }) {
    const expected = chains[0].length / counts[0].length;
    rows.forEach(({ path, bars }, c) => {
      y.range([topOf(c) + TALL, topOf(c)]);
      const at = (v) => Math.max(topOf(c), Math.min(topOf(c) + TALL, y(v))),
        step = (split - LEFT) / (chains[c].length - 1),
        wide = (right - from) / counts[c].length,
        base = topOf(c) + TALL;
      const points = chains[c].map((v, i) => `${(LEFT + i * step).toFixed(1)} ${at(v).toFixed(1)}`);
      const bar = (n, b) =>
        `M${(from + b * wide + 0.5).toFixed(1)} ${base}v${(-(TALL * Math.min(MOST, n / expected)) / MOST).toFixed(1)}h${(wide - 1).toFixed(1)}V${base}Z`;
      set(path, { d: `M${points.join("L")}` });
      set(bars, { d: counts[c].map(bar).join("") });
    });
    set(node, { "aria-label": describe });
  }
  return { node, layout, draw };
}
