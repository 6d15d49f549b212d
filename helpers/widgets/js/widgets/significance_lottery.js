// Draw worlds of K experiments; drag their true spread and their sizes; count the significant ones.

import { columnChart } from "../core/columns.js";
import { button, choice, panel, readings, slider, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, niceStep, roundTo } from "../core/format.js";
import { gripIn } from "../core/grip.js";
import { player } from "../core/play.js";
import { bell, chevrons, diamond, span } from "../core/shapes.js";
import { view } from "../core/view.js";
import { normalQuantile } from "../engine/special.js";
import { errorOf, voteOf, worldNormals } from "../engine/votes.js";
import { columnsOf, HINT, sentences, showReadings, spoken, titleOf } from "../words/significance_lottery.js";

const DRAGGED = ["mu", "tau", "n_per_arm", "worlds"];
const STATE = [...DRAGGED, "sigma", "level", "observed"];
const SIZES = [
  [0.25, "÷4"],
  [1, "as run"],
  [4, "×4"],
  [16, "×16"],
];
const BATCH = 100; // worlds of one play
const FEWEST = 20,
  MOST = 50000,
  HIT = 26,
  MANY = 2000;
function sizeChoice({ get, change }, start) {
  const sizes = (factor) => start.n_per_arm.map((n) => Math.round(factor * n));
  return choice({
    label: "Visitors",
    options: () => SIZES,
    get: () => SIZES.map(([f]) => f).find((f) => sizes(f).every((n, k) => n === get("n_per_arm")[k])),
    pick: (factor) => change({ n_per_arm: sizes(factor) }),
  });
}

// What stays still while the reader drags, from what there was at the start.
function worldOf({ mu, n_per_arm, sigma }) {
  const s = n_per_arm.map((n, k) => errorOf(sigma[k], n)).sort((a, b) => a - b);
  const typical = s[s.length >> 1];
  const step = niceStep(typical / 20);
  const round = (v) => roundTo(Math.round(v / step) * step, 6);
  const width = round(6.5 * typical);
  const middle = round(mu);
  return {
    step,
    round,
    width,
    middle,
    domain: [middle - width, middle + width],
    digits: Math.max(0, Math.min(8, Math.ceil(-Math.log10(step)))),
    K: sigma.length,
  };
}

// The end of market k's bar stands for its visitors: half the bar is z standard errors.
function sizeGrip(plot, k, side, { get, change }) {
  const z = () => normalQuantile(0.5 + get("level") / 2);
  const half = (n) => z() * errorOf(get("sigma")[k], n);
  const sizeAt = (h) => Math.round(2 * ((z() * get("sigma")[k]) / h) ** 2);
  const size = () => get("n_per_arm")[k];
  // The left end has the focus: to the right it makes the bar shorter, and that is more visitors, as for the keys.
  return gripIn(plot, {
    side: -side,
    label: `${get("labels")[k]}: visitors per arm`,
    bounds: () => [FEWEST, MOST],
    get: size,
    step: () => Math.max(1, Math.round(0.04 * size())),
    text: () => `${size()} visitors`,
    along: (n, pixels) => sizeAt(Math.max(half(MOST), half(n) + (side * pixels) / plot.pixels())),
    set: (n) => change({ n_per_arm: get("n_per_arm").with(k, Math.round(n)) }),
  });
}

// The two grips below the markets: what is true.
function truthGrips(plot, { step, round, digits, width, middle }, { get, change }) {
  const value = (name) => ({
    get: () => get(name),
    text: (v) => fixed(v, digits),
    step: () => step,
    set: (v) => change({ [name]: round(v) }),
  });
  const [low, high] = [middle - width / 2, middle + width / 2];
  return {
    mu: gripIn(plot, { ...value("mu"), label: "Mean of the true effects", bounds: () => [low, high] }),
    tau: gripIn(plot, {
      ...value("tau"),
      label: "Spread of the true effects",
      bounds: () => [0, round(width / 2)],
    }),
  };
}

// The experiments of one world, and below them the mean and the spread of what is true.
function marketsPlot(world, context) {
  const labels = context.get("labels");
  const plot = forestFrame({
    labels,
    tails: ["Mean μ", "Spread τ"],
    describe: "Experiments of one world",
    caption: () => "effect",
    columns: [
      { name: "per arm", width: 66, from: 600 },
      { name: "z", width: 56, from: 540 },
      { name: "significant", width: 84, from: 520 },
    ],
  });
  const { x, geometry, path } = plot;
  const { K, digits } = world;
  const marks = {
    line: path("bs-mean"),
    bell: path("bs-lottery-bell"),
    diamond: path("bs-diamond"),
    knob: path("bs-lottery-knob"),
    arrows: path("bs-chevrons"),
  };
  const rows = labels.map((_, k) => ({
    bar: path("bs-ci", plot.marks),
    truth: path("bs-lottery-truth", plot.marks),
    square: plot.marks.appendChild(svg("rect", { width: 11, height: 11 })),
    ends: [-1, 1].map((side) => sizeGrip(plot, k, side, context)),
  }));
  const grips = truthGrips(plot, world, context);
  const within = (at, gap = 0) => Math.max(x.range()[0] + gap, Math.min(x.range()[1] - gap, at));

  function drawMarket(k, estimate, theta, half, significant) {
    const { bar, truth, square, ends } = rows[k];
    const y = geometry.y[k];
    const at = within(x(estimate));
    set(bar, { d: span(x, estimate - half, estimate + half, y, 6) });
    set(truth, { d: `M${within(x(theta))} ${y - 10}v20` });
    set(square, {
      class: significant ? "bs-square" : "bs-square bs-lottery-hollow",
      x: at - 5.5,
      y: y - 5.5,
    });
    for (const [i, end] of ends.entries())
      end.place(within(at + (2 * i - 1) * Math.max(HIT, x(half) - x(0)), 6), y);
  }

  function drawTruth({ mu, tau }) {
    const [yMean, ySpread] = geometry.y.slice(K);
    const [centre, one] = [x(mu), x(mu + tau)];
    const yKnob = ySpread + 4;
    const arrowsAt = (at, y) => chevrons(at - 15, at + 15, y);
    set(marks.line, { d: `M${centre} ${geometry.top}V${yMean}` });
    set(marks.diamond, { d: diamond(x, x.invert(centre - 9), mu, x.invert(centre + 9), yMean, 9) });
    set(marks.bell, { d: bell(centre, one - centre, ySpread + 11, 22, x.range()) });
    set(marks.knob, { d: `M${centre} ${yKnob}H${one}M${one + 6} ${yKnob}a6 6 0 1 0 -12 0a6 6 0 1 0 12 0` });
    set(marks.arrows, { d: arrowsAt(centre, yMean) + arrowsAt(one, yKnob) });
    grips.mu.place(centre, yMean);
    grips.tau.place(one, yKnob);
    plot.cell(K, 2, fixed(mu, digits));
    plot.cell(K + 1, 2, fixed(tau, digits));
  }

  function draw(now, { world: { estimates, truth }, z, s }, narrow) {
    const verdict = (n, yes) => {
      if (narrow) return `${n} per arm · ${yes ? "significant" : "not"}`;
      return yes ? "yes" : "–";
    };
    estimates.forEach((estimate, k) => {
      const half = z * s[k];
      const significant = Math.abs(estimate) > half;
      drawMarket(k, estimate, truth[k], half, significant);
      plot.cell(k, 0, String(now.n_per_arm[k]));
      plot.cell(k, 1, fixed(estimate / s[k], 2));
      plot.cell(k, 2, verdict(now.n_per_arm[k], significant));
    });
    drawTruth(now);
  }
  return { node: plot.node, layout: (width) => plot.layout(width, world.domain), draw };
}

export function render({ model, el }) {
  return view({ model, el }, "Significance lottery", (context) => {
    const { root, get, change, read, announce, reset, schedule } = context;
    const start = read(STATE);
    const normals = [];
    let plot = null;
    let world = null;
    let shape = "";

    const sizes = sizeChoice(context, start);
    const more = (count) => () => change({ worlds: Math.min(MANY, get("worlds") + count) });
    let from = 4;
    const play = player({
      left: () => BATCH,
      step(count) {
        if (get("worlds") >= MANY) return false;
        more(count)();
        return true;
      },
    });
    const counted = slider({
      label: "Count worlds with at least",
      low: 1,
      high: get("sigma").length,
      step: 1,
      digits: 0,
      text: String,
      get: () => Math.min(from, get("sigma").length),
      put(value) {
        from = value;
        schedule();
      },
    });
    const back = reset(DRAGGED);
    back.addEventListener("click", () => {
      play.pause();
      from = 4;
    });
    const shows = readings("Vote in this world", "Average vote", "", "");
    const columns = columnChart();
    const stage = div("bs-stage");
    const words = wordsBox(250);
    const [title, columnsKey] = ["bs-title", "bs-hint"].map((name) => html("p", { class: name }));
    root.append(
      title,
      div(
        "bs-bar",
        play.node,
        button("Another world", more(1)),
        button("100 more", more(100)),
        div("bs-choice bs-later", html("span", { class: "bs-lottery-lead", text: "Visitors:" }), sizes.node),
        back,
      ),
      panel(shows),
      html("p", { class: "bs-hint", text: HINT }),
      stage,
      div("bs-stage bs-answer", columns.node),
      columnsKey,
      div("bs-lottery-count bs-later", counted.node),
      words.node,
    );

    function rebuild() {
      world = worldOf(start);
      plot = marketsPlot(world, context);
      stage.replaceChildren(plot.node);
      normals.length = 0;
    }

    const layout = (width) => plot?.layout(width);

    function draw(width) {
      const form = JSON.stringify([get("labels"), get("sigma"), get("level"), get("seed")]);
      if (form !== shape) {
        shape = form;
        rebuild();
        layout(width);
      }
      const now = read(STATE);
      const { K, digits } = world;
      const worlds = Math.max(1, Math.min(MANY, now.worlds));
      if (now.n_per_arm.length !== K) return;
      while (normals.length < worlds) {
        normals.push(worldNormals((get("seed") - 1) * MANY + normals.length + 1, K));
      }
      const result = voteOf(now, normals.slice(0, worlds));
      plot.draw(now, result, width < 520);
      const least = Math.min(from, K);
      columns.draw(width, {
        bars: result.exact,
        seen: result.seen.map((part) => Math.round(part * worlds)),
        strong: (m) => m >= least,
        here: result.votes,
        caption: `significant markets out of ${K}; a dot is a world drawn`,
      });
      set(title, { text: titleOf(K) });
      set(columnsKey, { text: columnsOf(least) });
      showReadings(shows, result, now, worlds, K, least);
      words.say(sentences(result, now, { K, digits }));
      announce(spoken(result, now, worlds, K));
      sizes.refresh();
      counted.refresh();
    }
    const question = {
      ask: () =>
        `Suppose the change works equally well in all ${world.K} markets. In how many of them will it be significant, on average?`,
      truth: () => voteOf({ ...read(STATE), tau: 0 }, normals.slice(0, 1)).mean,
      low: () => 0,
      high: () => world.K,
      step: 0.1,
      digits: 1,
      text: (v) => fixed(v, 1),
    };
    return { layout, draw, question };
  });
}
