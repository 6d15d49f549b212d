// Many arms, one to ship: which rule finds the best of them, and how much of its promise is kept.

import { button, panel, readings, toggle, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, percent, share } from "../core/format.js";
import { shareQuestion } from "../core/predict.js";
import { square } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { drawWorld, worldNormals } from "../engine/votes.js";
import { RULES, expectedMaximum, pick } from "../engine/winner.js";

const MOST_TAU = 1,
  FEWEST = 2,
  MOST = 40,
  TALL = 150,
  NAMES = ["largest estimate", "largest significant", "largest shrunken"];
const two = (v) => fixed(v, 2);
const HINT =
  "One world, an arm a column. Squares: estimates, small for late arms. Dots: true effects. The filled square has won.";

// Standard errors of the arms as they stand: every second one came late where `late` is set.
export const errorsOf = ({ arms, std_error, late }) =>
  Array.from({ length: arms }, (_, k) => (late && k % 2 ? 2 : 1) * std_error);

// Everything shown, from the state alone: averages over all worlds, and the one world drawn.
export function summarise(state) {
  const { tau, arms, std_error, late, level, seed } = state,
    errors = errorsOf(state),
    half = Math.floor(arms / 2);
  const groups = late
    ? [
        { count: arms - half, s: std_error },
        { count: half, s: 2 * std_error },
      ]
    : [{ count: arms, s: std_error }];
  const rules = RULES.map((rule) => pick(tau, groups, rule, level)),
    best = tau * expectedMaximum(arms);
  const normals = worldNormals(seed, MOST),
    { truth, estimates } = drawWorld(
      [...normals.slice(0, arms), ...normals.slice(MOST, MOST + arms)],
      0,
      tau,
      errors,
    );
  return { rules, best, errors, truth, estimates, winner: estimates.indexOf(Math.max(...estimates)) };
}

export function sentences({ rules: [raw, strict, shrunk] }, { tau, arms, late }) {
  if (tau === 0) {
    return (
      `All ${arms} arms are equal, and still one of them is always the largest: on average it promises ${two(raw.promised)} and keeps ` +
      `nothing. Shrunken estimates promise nothing. The significance test ships an arm in ${share(strict.ships, 1)} of the worlds.`
    );
  }
  const lost = 1 - raw.kept / raw.promised;
  const test =
    `The test ships nothing in ${share(1 - strict.ships)} of the worlds; when it ships, it promises ${two(strict.promised / strict.ships)} ` +
    `and keeps ${two(strict.kept / strict.ships)}.`;
  const finds = late
    ? `Shrinking also finds the best arm more often (${share(shrunk.best)} against ${share(raw.best)}): it does not fall for the late, noisy ones.`
    : "Shrinking picks the same arm, as all are equally precise; what it mends is the promise.";
  return (
    `The largest estimate promises ${two(raw.promised)} and keeps ${two(raw.kept)}: ${share(lost)} of it was luck. The shrunken one ` +
    `promises what it keeps, ${two(shrunk.kept)}. ${finds} ${test}`
  );
}

const keptShare = ({ rules: [raw] }) => raw.kept / raw.promised;
const STATE = ["tau", "arms", "std_error", "late", "level", "seed"];

function spreadTrack({ get, change }) {
  return track({
    describe: "Spread of the true effects",
    caption: () => "τ, spread of the true effects",
    ticks: [0, 0.25, 0.5, 0.75, 1],
    text: two,
    knob: {
      label: "τ, spread of the true effects",
      bounds: () => [0, MOST_TAU],
      step: () => 0.01,
      get: () => get("tau"),
      text: two,
      set: (v) => change({ tau: Math.round(100 * v) / 100 }),
    },
  });
}

function armsTrack({ get, change }) {
  return track({
    describe: "Number of arms",
    caption: () => "arms",
    ticks: [2, 10, 20, 30, 40],
    text: String,
    knob: {
      label: "Number of arms",
      bounds: () => [FEWEST, MOST],
      step: () => 1,
      get: () => get("arms"),
      text: (v) => `${v} arms`,
      set: (v) => change({ arms: Math.round(v) }),
    },
  });
}

// The three rules and the best arm there is, averaged over all worlds.
function rulesPlot() {
  const plot = forestFrame({
    labels: NAMES,
    tails: ["Best arm there is"],
    describe: "Rules, averaged over all worlds",
    caption: () => "effect of the arm shipped, average of all worlds",
    columns: [
      { name: "promised", width: 70, from: 480 },
      { name: "kept", width: 56, from: 480 },
      { name: "finds the best", width: 104, from: 560 },
    ],
  });
  const circle = () => plot.under.appendChild(svg("circle", { class: "bs-winner-kept", r: 5.5 }));
  const line = plot.path("bs-mean");
  const rows = NAMES.map(() => ({
    link: plot.path("bs-link"),
    claim: plot.path("bs-winner-claim"),
    kept: circle(),
  }));
  const tail = circle();

  // Of equal arms none is the best.
  function draw({ rules, best }, { tau }) {
    const { x, geometry } = plot;
    rules.forEach((rule, i) => {
      const y = geometry.y[i];
      const claim = x(rule.promised);
      set(rows[i].link, { d: `M${claim} ${y}H${x(rule.kept)}` });
      set(rows[i].claim, { d: square(claim, y, 5) });
      set(rows[i].kept, { cx: x(rule.kept), cy: y });
      [two(rule.promised), two(rule.kept), tau ? percent(rule.best) : "–"].forEach((text, j) =>
        plot.cell(i, j, text),
      );
    });
    set(tail, { cx: x(best), cy: geometry.y[3] });
    set(line, { d: `M${x(best)} ${geometry.top}V${geometry.y[3]}` });
    plot.cell(3, 1, two(best));
  }
  return { node: plot.node, layout: plot.layout, draw };
}

// One world, an arm a column, and what became of its winner.
function worldPicture() {
  const node = svg("svg", { class: "bs-plot", role: "img" });
  const marks = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const outcome = html("p", { class: "bs-winner-outcome" });

  function drawMarks(width, { arms }, { truth, estimates, winner, errors }) {
    const low = Math.min(-0.6, ...truth, ...estimates);
    const high = Math.max(1, ...truth, ...estimates);
    const x = (k) => 34 + ((k + 0.5) * (width - 40)) / arms;
    const y = (v) => 8 + ((high - v) / (high - low)) * TALL;
    const size = Math.max(2.5, Math.min(5, 90 / arms));
    const half = (k) => (errors[k] > errors[0] ? 0.65 : 1) * size;
    marks.replaceChildren(
      svg("line", { class: "bs-zero", x1: 30, x2: width, y1: y(0), y2: y(0) }),
      svg("text", { class: "bs-tick", x: 24, y: y(0) + 4, "text-anchor": "end", text: "0" }),
      svg("text", { class: "bs-tick", x: 24, y: y(1) + 4, "text-anchor": "end", text: "1" }),
      svg("line", { class: "bs-grid", x1: 30, x2: width, y1: y(1), y2: y(1) }),
      ...estimates.flatMap((v, k) => [
        svg("line", { class: "bs-winner-noise", x1: x(k), x2: x(k), y1: y(v), y2: y(truth[k]) }),
        svg("path", {
          class: k === winner ? "bs-winner-chosen" : "bs-winner-claim",
          d: square(x(k), y(v), half(k)),
        }),
        svg("circle", { class: "bs-winner-kept", cx: x(k), cy: y(truth[k]), r: size * 0.9 }),
      ]),
    );
  }

  function draw(width, now, result) {
    const { truth, estimates, winner } = result;
    const best = truth.indexOf(Math.max(...truth));
    const said = `This winner promises ${two(estimates[winner])} and keeps ${two(truth[winner])}`;
    drawMarks(width, now, result);
    set(outcome, {
      text: `${said}${!now.tau ? "; all arms are equal." : best === winner ? ", and it is the best arm." : "; another arm is better."}`,
    });
    set(node, {
      width,
      height: TALL + 18,
      viewBox: `0 0 ${width} ${TALL + 18}`,
      "aria-label": `One world of ${now.arms} arms. ${said}.`,
    });
  }
  return { node, outcome, draw };
}

function showReadings([promised, kept, luck, finds], { rules: [raw, , shrunk], best }, { late, arms, tau }) {
  promised.show(two(raw.promised), "largest estimate");
  kept.show(two(raw.kept), `best there is: ${two(best)}`);
  luck.show(raw.promised > 0 ? percent(1 - raw.kept / raw.promised) : "–", "of the promise");
  if (!tau) finds.show("–", "all arms are equal");
  else finds.show(percent(raw.best), late ? `shrunken: ${percent(shrunk.best)}` : `one of ${arms} by chance`);
}

const spoken = ({ rules: [raw] }, { tau }) =>
  `Promised ${two(raw.promised)}, kept ${two(raw.kept)}. ` +
  (tau ? `Finds the best in ${percent(raw.best)} of the worlds.` : "All arms are equal.");

export function render({ model, el }) {
  return view({ model, el }, "Winner picker", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const spread = spreadTrack(context);
    const count = armsTrack(context);
    const late = toggle({
      label: "every second arm came late, with a quarter of the visitors",
      get: () => get("late"),
      flip: (on) => change({ late: on }),
    });
    const again = button("Another world", () => change({ seed: (get("seed") % 100000) + 1 }));
    const shows = readings("Promised", "Kept", "Luck", "Finds the best");
    const world = worldPicture();
    const plot = rulesPlot();
    const words = wordsBox(440);
    root.append(
      div("bs-winner-tracks", div("bs-stage", spread.node), div("bs-stage", count.node)),
      div("bs-bar", late.node, again, reset(STATE)),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage", world.node),
      world.outcome,
      panel(shows),
      div("bs-stage bs-answer", plot.node),
      words.node,
    );

    function layout(width) {
      const each = width < 560 ? width : (width - 24) / 2;
      spread.layout(each, [0, MOST_TAU]);
      count.layout(each, [0, MOST]);
      plot.layout(width, [-0.1, 2.6]);
    }

    function draw(width) {
      const now = read(STATE);
      const result = summarise(now);
      spread.place(now.tau);
      count.place(now.arms);
      world.draw(width, now, result);
      plot.draw(result, now);
      showReadings(shows, result, now);
      words.say(sentences(result, now));
      announce(spoken(result, now));
      late.refresh();
    }
    const question = shareQuestion(
      () =>
        `You ship the arm with the largest of ${get("arms")} estimates. How much of what it promises will it keep, on average?`,
      () => keptShare(summarise(read(STATE))),
    );
    return { layout, draw, question };
  });
}
