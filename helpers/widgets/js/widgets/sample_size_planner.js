// Drag the visitors per arm: power, assurance and its ceiling, under a flat analysis and with the prior.

import { button, panel, reading, readings, slider, wordsBox } from "../core/controls.js";
import { curves } from "../core/curves.js";
import { div, html, set, svg } from "../core/dom.js";
import { decimalsFor, fixed, niceStep, percent, probability, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { view } from "../core/view.js";
import {
  assurance,
  bestSampleSize,
  ceiling,
  expectedGain,
  experimentCost,
  power,
  priorEffectiveSampleSize,
} from "../engine/planning.js";

const FEWEST = 10,
  MOST = 100_000;
const NAMES = ["n_per_arm", "prior_mean", "prior_sd", "sigma", "threshold", "value", "cost_per_visitor"];
const LINES = [
  ["power", "Power, flat analysis", null],
  ["power", "Power, prior analyses", "design"],
  ["assurance", "Assurance, flat analysis", null],
  ["assurance", "Assurance, prior analyses", "design"],
];
const lineClass = ([what, , analysis]) => `bs-${what}${analysis ? "" : "-flat"}`;

// 12 345 as the book sets it; large numbers to three figures.
export const whole = (n) =>
  String(Math.round(n))
    .replace("-", "\u2212")
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");

// Chances as functions of n, in the order of LINES, and what does not depend on n.
export function summarise({ prior_mean, prior_sd, sigma, threshold, value, cost_per_visitor, n_per_arm }) {
  const prior = { mean: prior_mean, sd: prior_sd },
    flat = [prior, sigma, value, cost_per_visitor, threshold];
  const chances = LINES.map(([what, , design]) => {
    const analysis = design ? prior : null;
    return what === "power"
      ? (n) => power(prior_mean, n, sigma, threshold, analysis)
      : (n) => assurance(prior, n, sigma, threshold, analysis);
  });
  return {
    chances,
    ceiling: ceiling(prior),
    worth: priorEffectiveSampleSize(prior, sigma),
    best: bestSampleSize(...flat),
    gain: expectedGain(prior, n_per_arm, sigma, value, cost_per_visitor, threshold),
    cost: experimentCost(n_per_arm, cost_per_visitor),
  };
}

export function sentences(result, { n_per_arm: n, prior_mean, digits }) {
  const [powerFlat, , flat, design] = result.chances.map((chance) => chance(n)),
    top = result.ceiling;
  const first =
    probability(flat) !== probability(powerFlat) && flat > powerFlat
      ? `With ${whole(n)} visitors per arm assurance (${probability(flat)}) exceeds power (${probability(powerFlat)}): so small an experiment mostly finds effects larger than the expected ${fixed(prior_mean, digits)}, and some effects are that large.`
      : `Power asks what happens if the effect is ${fixed(prior_mean, digits)}: ${probability(powerFlat)} with ${whole(n)} visitors per arm. You do not know the effect; averaged over what you believe about it, the chance is ${probability(flat)}.`;
  const second =
    flat > top + 0.0005
      ? `That is more than ${probability(top)}, the chance that the effect is above zero at all: the rest are false alarms, and a larger experiment has fewer.`
      : `No sample size takes assurance beyond ${probability(top)}, the chance that the effect is above zero at all.`;
  const third =
    design > flat + 0.005
      ? `Letting the prior analyse too makes it ${probability(design)}: the prior is worth ${whole(result.worth)} visitors in each arm.`
      : design < flat - 0.005
        ? `Letting the prior analyse too makes it ${probability(design)}: a prior that doubts is harder to convince.`
        : "";
  const best = result.best.n
    ? `Where a visitor costs this much, ${whole(result.best.n)} per arm gain the most.`
    : "Where a visitor costs this much, no experiment pays for itself.";
  return [first, second, third, best].filter(Boolean).join(" ");
}

function visitorsChart({ get, change }) {
  const chart = curves({
    describe: "Chance of deciding that it works",
    lines: LINES.map(lineClass),
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
function beliefSliders({ get, change }, { prior_mean, prior_sd, cost_per_visitor }, digits) {
  const of = (name) => ({ get: () => get(name), put: (v) => change({ [name]: v }) });
  const fine = { text: (v) => fixed(v, digits), digits: digits + 1 };
  const [low, high] = [prior_mean - 2 * prior_sd, prior_mean + 2 * prior_sd].map((v) =>
    roundTo(v, digits + 1),
  );
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
    slider({
      label: "Threshold",
      low: 0.5,
      high: 0.99,
      step: 0.01,
      text: (v) => fixed(v, 2).replace(/^0/, ""),
      digits: 3,
      ...of("threshold"),
    }),
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
  ];
}

// A reading with the stroke of its curve.
function lineReading(line) {
  const r = reading(line[1]);
  const stroke = svg("path", { class: lineClass(line), d: "M0 4H34" });
  r.node.prepend(svg("svg", { class: "bs-swatch", width: 34, height: 8, "aria-hidden": "true" }, stroke));
  return r;
}

function showChances(shows, at, expected) {
  at.forEach((p, i) => {
    const below = LINES[i][0] === "power" ? `if the effect is ${expected}` : "averaged over belief";
    shows[i].show(probability(p), below);
  });
}

function showPlan([limit, worth, best, net], result, n) {
  limit.show(probability(result.ceiling), "P(effect > 0)");
  worth.show(whole(result.worth), "visitors per arm");
  best.show(result.best.n ? whole(result.best.n) : "none", `gain ${whole(result.best.gain)}`);
  net.show(whole(result.gain), `at ${whole(n)}, cost ${whole(result.cost)}`);
}

const terms = ({ value, sigma, threshold }) =>
  `One unit of effect earns ${whole(value)} once shipped; sd of an outcome ${fixed(sigma, decimalsFor([sigma]))}; ` +
  `“it works” needs P(effect > 0 | data) > ${percent(threshold)}.`;

const spoken = (n, [power, , flat, design]) =>
  `${whole(n)} visitors per arm: power ${probability(power)}, assurance ${probability(flat)}, ` +
  `with the prior ${probability(design)}.`;

export function render({ model, el }) {
  return view({ model, el }, "Sample-size planner", (context) => {
    const { root, change, read, announce, reset } = context;
    const start = read(NAMES);
    const digits = decimalsFor([start.prior_sd]);
    const chart = visitorsChart(context);
    const sliders = beliefSliders(context, start, digits);
    const chances = LINES.map(lineReading);
    const plan = readings("Ceiling", "The prior is worth", "Best n per arm", "Expected gain");
    const words = wordsBox(520);
    const hint = html("p", { class: "bs-hint" });
    const toBest = () =>
      change({ n_per_arm: Math.min(MOST, Math.max(FEWEST, summarise(read(NAMES)).best.n)) });
    root.append(
      div("bs-sliders", ...sliders.map((s) => s.node)),
      div("bs-bar", button("Go to the best n", toBest), reset(NAMES)),
      div("bs-stage bs-answer", chart.node),
      panel(chances),
      panel(plan),
      hint,
      words.node,
    );

    const layout = (width) => chart.layout(width, [FEWEST, MOST]);

    function draw() {
      const now = read(NAMES);
      const n = now.n_per_arm;
      const result = summarise(now);
      const at = result.chances.map((chance) => chance(n));
      chart.draw(n, result.chances, result.ceiling, `ceiling ${probability(result.ceiling)}`);
      showChances(chances, at, fixed(now.prior_mean, digits));
      showPlan(plan, result, n);
      set(hint, { text: terms(now) });
      words.say(sentences(result, { ...now, digits }));
      announce(spoken(n, at));
      for (const control of [chart, ...sliders]) control.refresh();
    }
    const question = shareQuestion(
      () =>
        `With ${whole(start.n_per_arm)} visitors per arm, how likely is the next experiment to show that it works?`,
      () => summarise(start).chances[2](start.n_per_arm),
    );
    return { layout, draw, question };
  });
}
