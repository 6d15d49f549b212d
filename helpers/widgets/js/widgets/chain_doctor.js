// Four chains that may be ill, what the usual numbers say of them, and the exact answer beside their mean.

import { scaleLinear } from "d3-scale";

import { choice, panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { fixed, ticksOf } from "../core/format.js";
import { otherDraws } from "../core/play.js";
import { dot, span } from "../core/shapes.js";
import { traces } from "../core/traces.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { ailing, noiseOf, rankCounts } from "../engine/chains.js";
import {
  essBulk,
  essMean,
  essTail,
  mean,
  plainRhat,
  rhat,
  splitChains,
  variance,
} from "../engine/diagnostics.js";
import { HINT, PATIENTS, patientOf, sentences, showReadings, spoken, TITLE } from "../words/chain_doctor.js";

const CHAINS = 4,
  DRAWS = 500,
  BINS = 20,
  EXACT = 0,
  STATE = ["apart", "drift", "memory", "width"];

// All that is shown of these chains.
export function examine(noise, ailment) {
  const chains = ailing(noise, ailment),
    flat = chains.flat();
  return {
    chains,
    counts: rankCounts(chains, BINS),
    plain: plainRhat(chains),
    split: plainRhat(splitChains(chains)),
    ranked: rhat(chains),
    bulk: essBulk(chains),
    tail: essTail(chains),
    total: flat.length,
    mean: mean(flat),
    mcse: Math.sqrt(variance(flat) / essMean(chains)),
    exact: EXACT,
  };
}

// What the chains claim, the mean with two standard errors either way, over where it is.
function claim() {
  const node = svg("svg", { class: "bs-plot", role: "img" });
  const axis = node.appendChild(svg("g", { "aria-hidden": "true" })),
    bar = node.appendChild(svg("path", { class: "bs-claim" })),
    point = node.appendChild(svg("path", { class: "bs-claim-dot" })),
    words = node.appendChild(svg("text", { class: "bs-label bs-strong", y: 16 }));
  const x = scaleLinear();
  const Y = 34,
    BASE = 52;

  function layout(width) {
    x.domain([-0.75, 1.75]).range([16, width - 16]);
    axis.replaceChildren(
      svg("line", { class: "bs-rule", x1: 16, x2: width - 16, y1: BASE, y2: BASE }),
      svg("line", { class: "bs-trace-exact", x1: x(EXACT), x2: x(EXACT), y1: 22, y2: BASE }),
      ...ticksOf(x, Math.max(3, Math.min(8, Math.floor(width / 90)))).map(([v, text]) =>
        svg("text", { class: "bs-tick", x: x(v), y: BASE + 19, "text-anchor": "middle", text }),
      ),
      svg("text", {
        class: "bs-caption",
        x: width / 2,
        y: BASE + 38,
        "text-anchor": "middle",
        text: "mean of all draws ± 2 MCSE; dotted: exact",
      }),
    );
    set(node, { width, height: BASE + 44, viewBox: `0 0 ${width} ${BASE + 44}` });
  }
  function draw({ mean: middle, mcse }) {
    const text = `mean ${fixed(middle, 2)} ± ${fixed(2 * mcse, 2)}, exact ${fixed(EXACT, 0)}`,
      [left, right] = x.range(),
      at = Math.max(left, Math.min(right, x(middle))),
      half = 4.2 * text.length;
    set(bar, { d: span(x, middle - 2 * mcse, middle + 2 * mcse, Y) });
    set(point, { d: dot(at, Y, 6) });
    set(words, { x: Math.max(half, Math.min(right + 16 - half, at)), "text-anchor": "middle", text });
    set(node, { "aria-label": `Claimed: ${text}.` });
  }
  return { node, layout, draw };
}

const written = (v) => fixed(v, Number.isInteger(v) ? 0 : 2);

function dial({ get, change }, name, caption, [low, high], step, ticks) {
  const rail = track({
    describe: caption,
    caption: () => caption,
    ticks,
    text: written,
    knob: {
      label: caption,
      bounds: () => [low, high],
      step: () => step,
      get: () => get(name),
      set: (v) => change({ [name]: Number(v.toFixed(2)) }),
      text: written,
    },
  });
  return {
    node: rail.node,
    layout: (width) => rail.layout(width, [low, high]),
    place: () => rail.place(get(name)),
  };
}

export function render({ model, el }) {
  return view({ model, el }, "Chain doctor", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const patients = choice({
      label: "Patient",
      options: () => PATIENTS.map(({ name }) => [name, name]),
      get: () => patientOf(read(STATE)),
      pick: (name) => change(PATIENTS.find((p) => p.name === name).ailment),
    });
    const other = otherDraws(context);
    const plot = traces({
      count: CHAINS,
      domain: [-3.4, 5.4],
      ticks: [0, 4],
      middle: EXACT,
      band: [-1.96, 1.96],
      names: ["draws in their order", "ranks"],
      caption: [`draw 1 to ${DRAWS}`, "low to high"],
    });
    const mark = claim();
    const shows = readings(
      "R-hat, whole chains",
      "R-hat, halves",
      "R-hat, halves, by rank",
      "Effective draws",
    );
    const dials = [
      dial(context, "drift", "all four start too high by, and come down", [0, 3], 0.05, [0, 1, 2, 3]),
      dial(context, "apart", "chain 4 sits too high by", [0, 3], 0.05, [0, 1, 2, 3]),
      dial(
        context,
        "memory",
        "correlation of each draw with the next",
        [0, 0.99],
        0.01,
        [0, 0.25, 0.5, 0.75, 0.99],
      ),
      dial(context, "width", "width of chain 4, where 1 is right", [0.1, 1], 0.01, [0.1, 0.4, 0.7, 1]),
    ];
    const words = wordsBox(380);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      div("bs-bar", patients.node, other, reset([...STATE, "seed"])),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage", plot.node),
      div("bs-stage bs-answer", mark.node),
      panel(shows),
      ...dials.map(({ node }) => div("bs-stage bs-later", node)),
      words.node,
    );
    let noise = null,
      drawn = 0;

    function draw() {
      const now = read(STATE),
        seed = get("seed");
      if (seed !== drawn) noise = noiseOf(CHAINS, DRAWS, seed);
      drawn = seed;
      const found = examine(noise, now);
      plot.draw({
        ...found,
        describe: `Traces and ranks of four chains, “${patientOf(now) ?? "your own"}”.`,
      });
      mark.draw(found);
      showReadings(shows, found);
      for (const each of dials) each.place();
      patients.refresh();
      words.say(sentences(found, now));
      announce(spoken(found));
    }
    function layout(width) {
      plot.layout(width);
      mark.layout(width);
      for (const each of dials) each.layout(width);
    }
    const question = {
      ask: () =>
        "All four chains come down side by side from 2 standard deviations too high. R-hat compares the chains with each other; above 1.01 it warns. What does it say, taken over whole chains?",
      truth: () => examine(noise, { drift: 2, apart: 0, memory: 0.5, width: 1 }).plain,
      low: () => 1,
      high: () => 2,
      step: 0.01,
      digits: 2,
      text: (v) => fixed(v, 2),
    };
    return { layout, draw, question };
  });
}
