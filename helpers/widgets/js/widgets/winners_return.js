// Winners of many tests: what they promised when they won, what the archive promises of it, what they delivered.

import { choice, panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed } from "../core/format.js";
import { pasteBox, pasteButton } from "../core/paste.js";
import { shareQuestion } from "../core/predict.js";
import { lozenge, span, square, dot } from "../core/shapes.js";
import { remembered } from "../core/remembered.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { fitted, promised, quantileOf, readAgain, returnsOf } from "../engine/archive.js";
import {
  ASKED,
  HINT,
  PASTE,
  sentences,
  showReadings,
  spaced,
  spoken,
  tailsText,
} from "../words/winners_return.js";

const NAMES = [
  "lowest fifth",
  "second fifth",
  "middle fifth",
  "fourth fifth",
  "80 to 95 %",
  "95 to 99 %",
  "top 1 %",
];
const CUTS = [0.2, 0.4, 0.6, 0.8, 0.95, 0.99];
const STATE = ["tails", "arms", "visitors"];
const MOST_TAILS = 0.4,
  MOST_VISITORS = 6000;
const two = (v) => (v === undefined ? "–" : fixed(v, 2));

const dfOf = (tails) => (tails > 0 ? 1 / tails : Infinity);

// One archive: the population at each tails asked for, and what it promises, computed once.
function library({ picked, picked_se, again, drawn, drawn_se, arms, visitors, own }) {
  const mean = own ? null : 0,
    known = new Map();
  function at(tails) {
    if (!known.has(tails)) {
      const near = [...known.keys()].sort((a, b) => Math.abs(a - tails) - Math.abs(b - tails))[0];
      const population = fitted(drawn, drawn_se, dfOf(tails), mean, known.get(near)?.population.scale);
      known.set(tails, { population, promise: promised(picked, picked_se, population) });
    }
    return known.get(tails);
  }
  const everyone = picked.map((_, k) => k);
  const sorted = [...picked].sort((a, b) => a - b);
  const seen = remembered((now) =>
    own ? everyone : everyone.filter((k) => arms[k] >= now.arms && visitors[k] / arms[k] >= now.visitors),
  );
  return {
    own,
    // What stays still: from a little below nothing to beyond the mean of the largest.
    domain: [Math.min(0, own ? sorted[0] : 0) - 0.08 * sorted.at(-1), quantileOf(sorted, 0.995) * 1.1],
    summarise(now) {
      const { population, promise } = at(now.tails);
      return {
        population,
        better: population.logLikelihood - at(0).population.logLikelihood,
        ...returnsOf(seen(now, "arms", "visitors"), picked, promise, again, CUTS),
      };
    },
  };
}

function rail({ get, change }, name, { label, caption, ticks, bounds, step, text, said = text, digits = 0 }) {
  return track({
    describe: label,
    caption: () => caption,
    ticks,
    text,
    knob: {
      label,
      bounds: () => bounds,
      step: () => step,
      get: () => get(name),
      text: said,
      set: (v) => change({ [name]: Number((Math.round(v / step) * step).toFixed(digits)) }),
    },
  });
}

const tailsRail = (context) =>
  rail(context, "tails", {
    label: "Weight of the tails, 1/df",
    caption: "tails of the population: 0 is the normal, then 1/df",
    ticks: [0, 0.1, 0.2, 0.3, 0.4],
    bounds: [0, MOST_TAILS],
    step: 0.01,
    digits: 2,
    text: (v) => fixed(v, 2),
    said: tailsText,
  });
const armsRail = (context) =>
  rail(context, "arms", {
    label: "Fewest arms",
    caption: "tests with at least so many arms",
    ticks: [3, 4, 5, 6, 7],
    bounds: [3, 7],
    step: 1,
    text: String,
    said: (v) => `${v} arms or more`,
  });
const visitorsRail = (context) =>
  rail(context, "visitors", {
    label: "Fewest visitors an arm",
    caption: "tests with at least so many visitors an arm",
    ticks: [0, 2000, 4000, 6000],
    bounds: [0, MOST_VISITORS],
    step: 100,
    text: spaced,
    said: (v) => `${spaced(v)} visitors an arm or more`,
  });

// Raw lift, promise and delivery, a band a row; the raw lifts stand there also while a guess is asked for.
function bandsPlot() {
  const plot = forestFrame({
    labels: NAMES,
    tails: ["All"],
    describe: "Raw lift, promise and delivery, by bands of the raw lift",
    caption: () => "lift over the other arms, mean of the band",
    columns: [
      { name: "raw", width: 56, from: 480 },
      { name: "promised", width: 72, from: 480, answer: true },
      { name: "delivered", width: 76, from: 560, answer: true },
    ],
  });
  const rows = [...NAMES, "All"].map(() => ({
    link: plot.path("bs-link bs-answer"),
    error: plot.path("bs-return-error bs-answer"),
    raw: plot.path("bs-return-raw"),
    promise: plot.path("bs-return-promise bs-answer"),
    kept: plot.path("bs-return-kept bs-answer"),
  }));

  function drawRow(i, { raw, promised: promise, delivered, error }) {
    const { x, geometry } = plot,
      y = geometry.y[i];
    const [up, down] = [y - 4, y + 5];
    const there = raw !== undefined,
      again = delivered !== undefined;
    set(rows[i].link, { d: there ? `M${x(raw)} ${up}H${x(promise)}` : "" });
    set(rows[i].raw, { d: there ? square(x(raw), up, 5) : "" });
    set(rows[i].promise, { d: there ? lozenge(x(promise), up, 5) : "" });
    set(rows[i].error, { d: again ? span(x, delivered - 2 * error, delivered + 2 * error, down) : "" });
    set(rows[i].kept, { d: again ? dot(x(delivered), down, 5) : "" });
    [two(raw), two(promise), two(delivered)].forEach((text, j) => plot.cell(i, j, text));
  }
  return {
    node: plot.node,
    layout: plot.layout,
    draw: ({ bands, all }) => [...bands, all].forEach((row, i) => drawRow(i, row)),
  };
}

// The real archive, or one that was pasted, which stays in this figure.
function archives({ get, schedule }) {
  let real = null,
    own = null,
    mine = false;
  const pick = choice({
    label: "Data",
    options: () => [["real", get("archive").name ?? "the archive"], ...(own ? [["own", "Yours"]] : [])],
    get: () => (mine ? "own" : "real"),
    pick(key) {
      mine = key === "own";
      schedule(true);
    },
  });
  const paste = pasteBox({
    label: "Your archive",
    press: "Draw it",
    hint: PASTE,
    read: readAgain,
    use({ effects: picked, std_errors: picked_se, rows }) {
      const again = rows.every((row) => row.again !== undefined) ? rows.map((row) => row.again) : null;
      own = library({ picked, picked_se, again, drawn: picked, drawn_se: picked_se, own: true });
      mine = true;
      schedule(true);
    },
  });
  const open = pasteButton(paste);
  return {
    nodes: [pick.node, open],
    refresh: pick.refresh,
    current() {
      if (mine) return own;
      if (real?.of !== get("archive"))
        real = { of: get("archive"), ...library({ ...get("archive"), own: false }) };
      return real;
    },
  };
}

export function render({ model, el }) {
  return view({ model, el }, "Winners return", (context) => {
    const { root, read, announce, reset } = context;
    const data = archives(context);
    const [visitors, arms, tails] = [visitorsRail(context), armsRail(context), tailsRail(context)];
    const plot = bandsPlot();
    const shows = readings("Raw", "Promised", "Delivered", "Promised − delivered");
    const words = wordsBox(430);
    const sieve = div(
      "bs-return-tracks",
      div("bs-stage", visitors.node),
      div("bs-stage bs-later", arms.node),
    );
    root.append(
      html("p", { class: "bs-title", text: ASKED }),
      div("bs-bar bs-later", ...data.nodes),
      sieve,
      div("bs-stage bs-later", tails.node),
      div("bs-bar", reset(STATE)),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage", plot.node),
      panel(shows),
      words.node,
    );

    function layout(width) {
      const each = width < 560 ? width : (width - 24) / 2;
      visitors.layout(each, [0, MOST_VISITORS]);
      arms.layout(each, [3, 7]);
      tails.layout(width, [0, MOST_TAILS]);
      plot.layout(width, data.current().domain);
    }

    function draw() {
      const now = read(STATE),
        { own, summarise } = data.current(),
        result = summarise(now);
      sieve.hidden = own;
      visitors.place(now.visitors);
      arms.place(now.arms);
      tails.place(now.tails);
      plot.draw(result);
      showReadings(shows, result, now, own);
      words.say(sentences(result, now, NAMES, own));
      announce(spoken(result, now));
      data.refresh();
    }
    const question = shareQuestion(
      () =>
        "The winners of thousands of headline tests won with a lift of .47 on average, in one half of the visitors. " +
        "What share of it came back in the other half?",
      () => {
        const { all } = data.current().summarise({ tails: 0, arms: 3, visitors: 0 });
        return all.delivered / all.raw;
      },
    );
    return { layout, draw, question };
  });
}
