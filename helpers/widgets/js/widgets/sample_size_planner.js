// Drag the visitors per arm: power, assurance and its ceiling; on demand, the same with the prior in the analysis.

import { button, panel, reading, readings, slider, thresholdSlider, wordsBox } from "../core/controls.js";
import { curves } from "../core/curves.js";
import { div, html, set, svg } from "../core/dom.js";
import { gainStrip } from "../core/gain.js";
import { decimalsFor, fixed, niceStep, percent, probability, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { view } from "../core/view.js";
import {
  assurance,
  bestSampleSize,
  ceiling,
  crossing,
  expectedGain,
  experimentCost,
  minimumDetectableEffect,
  power,
  priorEffectiveSampleSize,
} from "../engine/planning.js";
import { ASKED, ELSE, sentences, spoken, terms, whole } from "../words/sample_size_planner.js";

const FEWEST = 10,
  MOST = 100_000,
  FOUND = 0.8; // the chance with which an effect counts as found
const NAMES = [
  "n_per_arm",
  "prior_mean",
  "prior_sd",
  "sigma",
  "threshold",
  "value",
  "cost_per_visitor",
  "cost_to_ship",
  "ratio",
  "margin",
];
const STATE = [...NAMES, "detailed"];
// The two curves to begin with, and those on demand: what is computed, and whether the prior analyses too.
const LINES = [
  { what: "power", named: "Power" },
  { what: "assurance", named: "Assurance" },
  { what: "power", named: "Power", prior: true },
  { what: "assurance", named: "Assurance", prior: true },
];
const lineClass = ({ what, prior }) => `bs-${what}${prior ? "-prior" : ""}`;

// Chances as functions of n, in the order of LINES, and what does not depend on n.
export function summarise(now) {
  const { prior_mean, prior_sd, sigma, threshold, value, cost_per_visitor: each, cost_to_ship: ship } = now;
  const { n_per_arm, ratio, margin } = now,
    belief = { mean: prior_mean, sd: prior_sd };
  const chances = LINES.map(({ what, prior }) => {
    const analysis = prior ? belief : null;
    return what === "power"
      ? (n) => power(prior_mean, n, sigma, threshold, analysis, ratio, margin)
      : (n) => assurance(belief, n, sigma, threshold, analysis, ratio, margin);
  });
  const gain = (n) => expectedGain(belief, n, sigma, value, each, threshold, belief, ratio, margin, ship),
    half = ((1 + ratio) * n_per_arm) / 2;
  return {
    chances,
    gain,
    ceiling: ceiling(belief, margin),
    worth: priorEffectiveSampleSize(belief, sigma, ratio),
    cross: crossing(prior_mean, sigma, threshold, ratio, margin),
    best: bestSampleSize(belief, sigma, value, each, threshold, belief, ratio, margin, ship),
    cost: experimentCost(n_per_arm, each, ratio),
    found: minimumDetectableEffect(n_per_arm, sigma, FOUND, threshold, ratio, margin),
    equal: assurance(belief, half, sigma, threshold, null, 1, margin), // the same visitors in equal arms
  };
}

function visitorsChart({ get, change }) {
  const chart = curves({
    describe: "Chance of deciding that it works",
    lines: LINES.map(lineClass),
    upright: "chance that the experiment says “it works”",
    caption: "visitors per arm: drag the knob",
    text: whole,
  });
  const knob = handle(chart.grip, {
    label: "Visitors per arm",
    bounds: () => [FEWEST, MOST],
    get: () => get("n_per_arm"),
    step: () => Math.max(1, niceStep(get("n_per_arm") / 20)),
    set: (n) => change({ n_per_arm: Math.round(n) }),
    text: (n) => `${whole(n)} visitors per arm`,
    along: chart.along,
  });
  return { ...chart, refresh: knob.refresh };
}

// The belief about the effect, the threshold and the cost, each around what it is at the start.
function beliefSliders({ get, change }, { prior_mean, prior_sd, cost_per_visitor, margin }, digits) {
  const of = (name) => ({ get: () => get(name), put: (v) => change({ [name]: v }) });
  const fine = { text: (v) => fixed(v, digits), digits: digits + 1 };
  const around = (middle, reach) => [middle - reach, middle + reach].map((v) => roundTo(v, digits + 1));
  const [low, high] = around(prior_mean, 2 * prior_sd),
    [least, most] = around(margin, prior_sd);
  return [
    slider({
      label: "Expected effect",
      low,
      high,
      step: niceStep(prior_sd / 20),
      ...fine,
      ...of("prior_mean"),
    }),
    slider({
      label: "Its sd",
      low: prior_sd / 5,
      high: 2 * prior_sd,
      step: niceStep(prior_sd / 40),
      ...fine,
      ...of("prior_sd"),
    }),
    thresholdSlider({ get, change }),
    slider({
      label: "Cost of a visitor",
      low: cost_per_visitor / 10,
      high: 10 * cost_per_visitor,
      step: 0.02,
      log: true,
      text: (v) => (v < 10 ? fixed(v, 2) : whole(v)),
      digits: 4,
      ...of("cost_per_visitor"),
    }),
    slider({
      label: "Effect to exceed",
      low: least,
      high: most,
      step: niceStep(prior_sd / 20),
      ...fine,
      ...of("margin"),
    }),
    slider({
      label: "Control / treated",
      low: 0.1,
      high: 10,
      step: 0.02,
      log: true,
      text: (v) => fixed(v, 2),
      digits: 3,
      ...of("ratio"),
    }),
  ];
}

// A reading with the stroke of its curve; “flat analysis” is said only where there is another one.
function lineReading(line) {
  const r = reading(line.named);
  const stroke = svg("path", { class: lineClass(line), d: "M0 4H34" });
  r.node.prepend(svg("svg", { class: "bs-swatch", width: 34, height: 8, "aria-hidden": "true" }, stroke));
  const analysis = line.prior ? ", prior analyses" : ", flat analysis";
  r.node
    .querySelector(".bs-name")
    .append(html("span", { class: line.prior ? null : "bs-detail", text: analysis }));
  return r;
}

function showChances(shows, at, expected) {
  at.forEach((p, i) => {
    const below = LINES[i].what === "power" ? `if the effect is ${expected}` : "averaged over belief";
    shows[i].show(probability(p), below);
  });
}

function showPlan(
  [limit, best, all, cost, found, net, worth, cross],
  result,
  { n_per_arm: n, ratio, margin },
  digits,
) {
  limit.show(probability(result.ceiling), `P(effect > ${margin ? fixed(margin, digits) : 0})`);
  best.show(result.best.n ? whole(result.best.n) : "none", `gain ${whole(result.best.gain)}`);
  all.show(whole((1 + ratio) * n), `${whole(ratio * n)} control`);
  cost.show(whole(result.cost), "of the test");
  found.show(fixed(result.found, digits), `with a chance of ${percent(FOUND)}`);
  net.show(whole(result.gain(n)), `at ${whole(n)} per arm`);
  worth.show(whole(result.worth), Math.round(result.worth) === 1 ? "visitor per arm" : "visitors per arm");
  cross.show(result.cross === null ? "nowhere" : `at ${whole(result.cross)}`, "power and assurance");
}

export function render({ model, el }) {
  return view({ model, el }, "Sample-size planner", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const start = read(NAMES),
      planned = context.inBook("n_per_arm");
    const digits = decimalsFor([start.prior_sd]);
    const chart = visitorsChart(context);
    const sliders = beliefSliders(context, start, digits);
    const [power, assured, ...withPrior] = LINES.map(lineReading);
    const plan = readings(
      "Ceiling",
      "Best n per arm",
      "Visitors in all",
      "Cost",
      "Smallest effect found",
      "Expected gain",
      "The prior is worth",
      "The curves cross",
    );
    const [limit, best, all, cost, found, net, worth, cross] = plan;
    const strip = gainStrip({
      describe: (gain) => `Expected gain against the visitors per arm, ${whole(gain)} here`,
      upright: "expected gain, cost taken off",
      text: whole,
    });
    const words = wordsBox(480);
    const hint = html("p", { class: "bs-hint bs-detail" });
    const details = div("bs-detail", panel([...withPrior, worth, cross]));
    const toBest = button("Go to the best n", () =>
      change({ n_per_arm: Math.min(MOST, Math.max(FEWEST, summarise(read(NAMES)).best.n)) }),
    );
    const more = button(
      "Let the prior analyse, too",
      () => change({ detailed: !get("detailed") }),
      "bs-planner-more bs-later",
    );
    root.append(
      html("p", { class: "bs-title", text: ASKED }),
      div("bs-stage", chart.node, div("bs-later", strip.node)),
      div("bs-bar bs-later", toBest, reset(NAMES)),
      panel([power, assured, limit, best]),
      words.node,
      panel([all, cost, found, net]),
      html("p", { class: "bs-hint bs-planner-else bs-later", text: ELSE }),
      div("bs-sliders bs-later", ...sliders.map((s) => s.node)),
      div("bs-bar bs-later", more),
      details,
      hint,
    );

    const layout = (width) => {
      for (const part of [chart, strip]) part.layout(width, [FEWEST, MOST]);
    };

    function draw() {
      const now = read(STATE);
      const { n_per_arm: n, detailed } = now;
      const expected = fixed(now.prior_mean, digits);
      const result = summarise(now);
      const at = result.chances.map((chance) => chance(n));
      const [ofPower, flat, , design] = at;
      chart.draw(
        n,
        result.chances.map((chance, i) => (detailed || !LINES[i].prior ? chance : null)),
        ["power", "assurance"],
        result.ceiling,
        `ceiling ${probability(result.ceiling)}`,
      );
      showChances([power, assured, ...withPrior], at, expected);
      strip.draw(n, result.gain, result.best, now.value * now.prior_sd);
      showPlan(plan, result, now, digits);
      toBest.disabled = !result.best.n;
      set(root, { "data-detailed": detailed });
      set(more, { "aria-expanded": String(Boolean(detailed)) });
      set(hint, { text: terms({ ...now, digits }) });
      words.say(sentences({ power: ofPower, flat, design }, result, { ...now, digits }));
      announce(spoken({ power: ofPower, flat, design }, now));
      for (const control of [chart, ...sliders]) control.refresh();
    }
    // Two chapters ask, each about a plan of its own.
    const question = {
      ...shareQuestion(
        () =>
          `With ${whole(planned)} visitors per arm, how likely is the next experiment to show that it works?`,
        () => summarise(read(NAMES)).chances[1](planned),
      ),
      id: `SampleSizePlanner ${planned}`,
    };
    return { layout, draw, question };
  });
}
