// How sure, and how often right: an example reader, or what this browser has kept of yours.

import { scaleLinear } from "d3-scale";

import { choice, panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { percent } from "../core/format.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { dot, span, square } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { GROUPS, misses, MOST_TIMES, summarise } from "../engine/calibration.js";
import { ASKED, guessWords, HINT, NONE, sentences, showReadings, spoken } from "../words/calibration.js";

const STATE = ["confidences", "outcomes", "times"];
const NAMES = GROUPS.map(([name]) => `said ${name}`);

// What the page keeps; whatever is damaged there counts for nothing.
function kept() {
  const found = Object.values(window.borrowing?.every?.("prediction") ?? {}).filter(Boolean);
  const isShare = (v) => typeof v === "number" && v >= 0 && v <= 1;
  return {
    record: found
      .filter(({ answer, verdict }) => verdict && Array.isArray(answer) && isShare(answer[1] / 100))
      .map(({ answer, verdict }) => ({ said: answer[1] / 100, right: Number(verdict === "pass") })),
    guesses: found.filter(({ guess, truth }) => isShare(guess) && isShare(truth)),
  };
}

const timesTrack = ({ get, change }) =>
  track({
    describe: "How often the predictions are repeated",
    caption: () => "the same predictions, so many times over",
    ticks: [1, 5, 10, 15, 20, 25, MOST_TIMES],
    text: (v) => `${v} ×`,
    knob: {
      label: "Times over",
      bounds: () => [1, MOST_TIMES],
      step: () => 1,
      get: () => get("times"),
      set: (v) => change({ times: Math.round(v) }),
      text: (v) => `${v} times`,
    },
  });

// A group of predictions a row: said above, right below it.
function groupsPlot() {
  const plot = forestFrame({
    labels: NAMES,
    tails: ["All"],
    describe: "How sure and how often right, by how sure",
    caption: () => "share",
    columns: [
      { name: "said", width: 60, from: 480 },
      { name: "right", width: 92, from: 480 },
    ],
  });
  const rows = [...NAMES, "All"].map(() => ({
    link: plot.path("bs-link"),
    error: plot.path("bs-calibration-error"),
    said: plot.path("bs-calibration-said"),
    right: plot.path("bs-calibration-right"),
  }));
  function drawRow(i, { n, hits, said, right, interval }) {
    const { x, geometry } = plot,
      [up, down] = [geometry.y[i] - 4, geometry.y[i] + 5];
    set(rows[i].link, { d: n ? `M${x(said)} ${up}L${x(right)} ${down}` : "" });
    set(rows[i].said, { d: n ? square(x(said), up, 5) : "" });
    set(rows[i].error, { d: n ? span(x, ...interval, down) : "" });
    set(rows[i].right, { d: n ? dot(x(right), down, 5) : "" });
    plot.cell(i, 0, n ? percent(said) : "–");
    plot.cell(i, 1, n ? `${hits} of ${n}` : "none");
  }
  return {
    node: plot.node,
    layout: (width) => plot.layout(width, [0, 1]),
    draw: ({ groups, all }) => [...groups, all].forEach((row, i) => drawRow(i, row)),
  };
}

const HIGH = 118,
  TOP = 20,
  EDGE = 16;

// The chances of each number right; no bar where they are nothing.
function countsPlot() {
  const node = svg("svg", { class: "bs-plot", role: "img" }),
    marks = node.appendChild(svg("g", { "aria-hidden": "true" }));
  const axis = marks.appendChild(svg("g"));
  const path = (name) => marks.appendChild(svg("path", { class: name }));
  const [bars, tail, here] = [
    path("bs-calibration-bars"),
    path("bs-calibration-tail"),
    path("bs-calibration-error"),
  ];
  const note = marks.appendChild(svg("text", { class: "bs-label bs-strong", y: 12 }));
  const x = scaleLinear();

  function draw(width, { chances, all, few, tail: chance }) {
    const seen = chances.flatMap((p, k) => (p > 1e-5 || k === all.hits ? [k] : []));
    const [low, high] = [Math.min(...seen), Math.max(...seen)],
      most = Math.max(...chances);
    x.domain([low - 0.5, high + 0.5]).range([EDGE, width - EDGE]);
    const wide = Math.max(0.8, 0.8 * (x(1) - x(0)));
    const bar = (k) => {
      const tall = ((HIGH - TOP) * chances[k]) / most;
      return `M${(x(k) - wide / 2).toFixed(1)} ${HIGH}h${wide.toFixed(1)}v${(-tall).toFixed(1)}h${(-wide).toFixed(1)}Z`;
    };
    const counts = Array.from({ length: high - low + 1 }, (_, i) => low + i);
    const far = (k) => (few ? k <= all.hits : k >= all.hits);
    set(bars, { d: counts.map((k) => (far(k) ? "" : bar(k))).join("") });
    set(tail, { d: counts.map((k) => (far(k) ? bar(k) : "")).join("") });
    set(here, { d: `M${x(all.hits)} ${TOP}V${HIGH + 4}` });
    const text = `${all.hits} right`,
      half = 4 * text.length;
    set(note, { x: Math.max(half, Math.min(width - half, x(all.hits))), "text-anchor": "middle", text });
    const ticks = x.ticks(Math.max(3, Math.floor(width / 90))).filter((k) => Number.isInteger(k));
    axis.replaceChildren(
      svg("line", { class: "bs-rule", x1: EDGE, x2: width - EDGE, y1: HIGH, y2: HIGH }),
      ...ticks.map((k) =>
        svg("text", { class: "bs-tick", x: x(k), y: HIGH + 18, "text-anchor": "middle", text: k }),
      ),
      svg("text", {
        class: "bs-caption",
        x: width / 2,
        y: HIGH + 38,
        "text-anchor": "middle",
        text: "how many right, if every percentage were true",
      }),
    );
    set(node, {
      width,
      height: HIGH + 46,
      viewBox: `0 0 ${width} ${HIGH + 46}`,
      "aria-label": `Chances of each number right, if every percentage were true. ${few ? "At most" : "At least"} ${all.hits} of ${all.n}: ${percent(chance, 1)}.`,
    });
  }
  return { node, draw };
}

export function render({ model, el }) {
  return view({ model, el }, "Calibration", (context) => {
    const { root, get, read, announce, reset, schedule } = context;
    let mine = !get("predict") && kept().record.length > 0;
    const whose = choice({
      label: "Whose predictions",
      options: () => [
        ["given", get("whose")],
        ["mine", `Mine, on these pages (${kept().record.length})`],
      ],
      get: () => (mine ? "mine" : "given"),
      pick(key) {
        mine = key === "mine";
        schedule();
      },
    });
    const given = ({ confidences, outcomes }) =>
      confidences.map((c, i) => ({ said: c / 100, right: outcomes[i] }));
    const [rail, groups, counts] = [timesTrack(context), groupsPlot(), countsPlot()];
    const shows = readings("Said", "Right", "Right, in the long run", "As far off, by chance");
    const words = wordsBox(430);
    const guessed = html("p", { class: "bs-hint bs-later" });
    root.append(
      html("p", { class: "bs-title", text: ASKED }),
      div("bs-bar bs-later", whose.node),
      div("bs-stage", rail.node),
      div("bs-bar", reset(["times"])),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage bs-answer", groups.node),
      div("bs-stage bs-answer", counts.node),
      panel(shows),
      words.node,
      guessed,
    );
    const found = remembered(({ record, times }) => summarise(JSON.parse(record), times));

    function layout(width) {
      rail.layout(width, [1, MOST_TIMES]);
      groups.layout(width);
    }
    function draw(width) {
      const now = read(STATE),
        { record, guesses } = kept();
      if (now.confidences.length !== now.outcomes.length || !now.confidences.length) return;
      const own = mine && record.length > 0,
        shown = own ? record : given(now);
      const result = found({ record: JSON.stringify(shown), times: now.times }, "record", "times");
      rail.place(now.times);
      groups.draw(result);
      counts.draw(width, result);
      showReadings(shows, result);
      set(guessed, { text: guessWords(misses(guesses)) });
      words.say(mine && !own ? NONE : sentences(result, now, own));
      announce(spoken(result));
      whose.refresh();
    }
    document.addEventListener("borrowing:kept", () => schedule());
    const question = shareQuestion(
      () => {
        const { all } = summarise(given(read(STATE)), 1);
        return (
          `A reader made ${all.n} predictions and was ${percent(all.said)} sure on average; ${all.hits} came true. ` +
          "If every percentage was right, how likely are so few, or fewer?"
        );
      },
      () => summarise(given(read(STATE)), 1).tail,
    );
    return { layout, draw, question };
  });
}
