// Many arms, one to ship: which rule finds the best of them, and how much of its promise is kept.

import { button, panel, readings, toggle, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, percent } from "../core/format.js";
import { nextSeed, player } from "../core/play.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { square } from "../core/shapes.js";
import { strips } from "../core/strips.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { MOST_ARMS, MOST_WORLDS, RULES, expectedMaximum, pick, replay, worldsOf } from "../engine/winner.js";
import { HINT, lost, outcome, sentences, showReadings, spoken } from "../words/winner_picker.js";

const MOST_TAU = 1,
  FEWEST = 2,
  TALL = 120,
  NAMES = ["largest estimate", "largest significant", "largest shrunken"];
const SLOW = 5; // worlds that are shown one by one, before the others hurry past
const two = (v) => fixed(v, 2);

// Standard errors of the arms as they stand: every second one came late where `late` is set.
export const errorsOf = ({ arms, std_error, late }) =>
  Array.from({ length: arms }, (_, k) => (late && k % 2 ? 2 : 1) * std_error);

// What each rule does on average over all worlds.
function averagesOf({ tau, arms, std_error, late, level }) {
  const half = late ? Math.floor(arms / 2) : 0;
  const groups = [
    { count: arms - half, s: std_error },
    { count: half, s: 2 * std_error },
  ];
  return { rules: RULES.map((rule) => pick(tau, groups, rule, level)), best: tau * expectedMaximum(arms) };
}

// What stays still while the reader drags: as far as the largest of so many arms ever goes on average, and room beyond.
function domainOf(std_error) {
  const top = 1.4 * expectedMaximum(MOST_ARMS) * Math.hypot(MOST_TAU, 2 * std_error);
  return [-0.2 * top, top];
}

const keptShare = ({ rules: [raw] }) => raw.kept / raw.promised;
const STATE = ["tau", "arms", "std_error", "late", "level", "seed", "worlds"];

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
      bounds: () => [FEWEST, MOST_ARMS],
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
    claim: plot.path("bs-winner-chosen"),
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

// One world, an arm a column.
function worldPicture() {
  const node = svg("svg", { class: "bs-plot", role: "img" });
  const marks = node.appendChild(svg("g", { "aria-hidden": "true" }));

  function drawMarks(width, { arms }, { truth, estimates, winner }, errors) {
    const low = Math.min(-0.6, ...truth, ...estimates);
    const high = Math.max(1, ...truth, ...estimates);
    const x = (k) => 34 + ((k + 0.5) * (width - 40)) / arms;
    const y = (v) => 8 + ((high - v) / (high - low)) * TALL;
    const size = Math.max(2.5, Math.min(5, 90 / arms));
    const half = (k) => (errors[k] > errors[0] ? 0.65 : 1) * size;
    marks.replaceChildren(
      ...[0, 1].flatMap((v) => [
        svg("line", { class: v ? "bs-grid" : "bs-zero", x1: 30, x2: width, y1: y(v), y2: y(v) }),
        svg("text", { class: "bs-tick", x: 24, y: y(v) + 4, "text-anchor": "end", text: v }),
      ]),
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

  function draw(width, now, world, errors) {
    drawMarks(width, now, world, errors);
    set(node, {
      width,
      height: TALL + 18,
      viewBox: `0 0 ${width} ${TALL + 18}`,
      "aria-label":
        `World ${now.worlds} of ${now.arms} arms: the largest estimate is ${two(world.promised)}, ` +
        `its true effect ${two(world.kept)}.`,
    });
  }
  return { node, draw };
}

// A hundred worlds, and on with the next hundred when they are all there.
function worldsPlayer({ get, change }) {
  const full = () => get("worlds") >= MOST_WORLDS;
  const fresh = () => change({ seed: nextSeed(get), worlds: 1 });
  const more = (count) => change({ worlds: Math.min(MOST_WORLDS, get("worlds") + count) });
  const play = player({
    left: () => MOST_WORLDS - (full() ? 0 : get("worlds")),
    pace: (played) => (played < SLOW ? 600 : 60),
    step(count, first) {
      if (full() && !first) return false;
      if (full()) fresh();
      else more(1);
      more(count - 1);
      return true;
    },
  });
  return { ...play, next: button("Another world", () => (full() ? fresh() : more(1))) };
}

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
    const play = worldsPlayer(context);
    const back = reset(STATE);
    back.addEventListener("click", play.pause);
    const shows = readings("Promised", "Kept", "Luck", "Finds the best");
    const world = worldPicture();
    const chart = strips({
      names: ["promised: the winner’s estimate", "kept: its true effect"],
      classes: ["bs-winner-chosen", "bs-winner-kept"],
      caption: "effect; mark: a world, line: the average of all",
    });
    const plot = rulesPlot();
    const [said, words] = [wordsBox(170, "bs-winner-outcome"), wordsBox(450)];
    root.append(
      html("p", { class: "bs-title", text: "How much of what a winner promises is kept?" }),
      div("bs-winner-tracks", div("bs-stage", spread.node), div("bs-stage bs-later", count.node)),
      div("bs-bar", play.node, play.next, div("bs-later", late.node), back),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage", world.node),
      said.node,
      div("bs-stage bs-answer", chart.node),
      panel(shows),
      div("bs-stage bs-answer bs-later", plot.node),
      words.node,
    );
    const averages = remembered(averagesOf);
    const hundred = remembered(({ seed }) => worldsOf(seed));
    let laidFor = 0;

    function layout(width) {
      laidFor = get("std_error");
      const each = width < 560 ? width : (width - 24) / 2;
      spread.layout(each, [0, MOST_TAU]);
      count.layout(each, [0, MOST_ARMS]);
      for (const part of [chart, plot]) part.layout(width, domainOf(laidFor));
    }

    // Everything shown, from the state alone: averages over all worlds, and the hundred worlds drawn.
    function summarise(now) {
      const errors = errorsOf(now),
        worlds = replay(hundred(now, "seed"), now.tau, errors);
      return {
        ...averages(now, "tau", "arms", "std_error", "late", "level"),
        errors,
        worlds,
        world: worlds[now.worlds - 1],
      };
    }

    function draw(width) {
      const now = read(STATE);
      now.worlds = Math.max(1, Math.min(MOST_WORLDS, now.worlds));
      const result = summarise(now);
      const [raw] = result.rules;
      if (now.std_error !== laidFor) layout(width);
      spread.place(now.tau);
      count.place(now.arms);
      world.draw(width, now, result.world, result.errors);
      chart.draw({
        worlds: result.worlds.map(({ promised, kept }) => [promised, kept]),
        count: now.worlds,
        averages: [raw.promised, raw.kept],
        words: lost(raw),
        describe: `Worlds drawn: ${now.worlds}. On average a winner promises ${two(raw.promised)} and keeps ${two(raw.kept)}.`,
      });
      plot.draw(result, now);
      said.say(outcome(result, now));
      showReadings(shows, result, now);
      words.say(sentences(result, now, root.classList.contains("bs-opening")));
      announce(spoken(result, now));
      late.refresh();
    }
    const question = shareQuestion(
      () =>
        `You ship the arm with the largest of ${get("arms")} estimates. How much of what it promises will it keep, on average?`,
      () => keptShare(averagesOf(read(STATE))),
    );
    return { layout, draw, question };
  });
}
