// A random-walk Metropolis chain on a density that is known: drag the step, see what is accepted and what the draws are
// worth.

import { panel, readings, wordsBox } from "../core/controls.js";
import { curves } from "../core/curves.js";
import { div, html } from "../core/dom.js";
import { fixed, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { lane } from "../core/lane.js";
import { drawsPlayer } from "../core/play.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { view } from "../core/view.js";
import { essMean, mean as average } from "../engine/diagnostics.js";
import { generator, metropolis } from "../engine/samplers.js";
import { acceptance, BEST, BOUNDS, worth } from "../engine/walk.js";
import { HINT, KEY, sentences, showReadings, spoken, TITLE } from "../words/metropolis_walk.js";

export const MOST = 2000; // moves of the chain
const WARM = 100; // moves that do not count, once there are twice as many
const STATE = ["mean", "sd", "ratio", "moves", "seed"];
const stepOf = (n) => (n < 60 ? 2 : n < 300 ? 10 : 60);
const START = -5; // in standard deviations from the mean

// All moves of one chain, and for each whether its candidate was accepted.
export function walkOf({ mean, sd, ratio, seed }) {
  const log = ([x]) => -0.5 * ((x - mean) / sd) ** 2;
  const chain = metropolis(log, [mean + START * sd], ratio * sd, MOST, generator(seed)).draws.map(([x]) => x);
  return { chain, moved: chain.map((x, i) => x !== (i ? chain[i - 1] : mean + START * sd)) };
}

// What the first `moves` of them say.
export function soFar({ chain, moved }, moves) {
  const counted = chain.slice(moves > 2 * WARM ? WARM : 0, moves),
    mean = average(counted),
    sd = Math.sqrt(counted.reduce((a, x) => a + (x - mean) ** 2, 0) / Math.max(1, counted.length - 1));
  const ess = sd > 0 ? Math.min(counted.length, essMean([counted])) : 1;
  return {
    counted,
    walk: chain.slice(0, moves),
    accepted: average(moved.slice(0, moves).map(Number)),
    mean,
    ess,
    mcse: sd / Math.sqrt(ess),
  };
}

function stepChart({ get, change }) {
  const chart = curves({
    describe: "What each step size is worth",
    lines: ["bs-walk-accepted", "bs-walk-worth"],
    upright: "share accepted; worth of a draw",
    caption: "typical step, in sd of the density: drag",
    text: (v) => String(v),
  });
  const within = (v) => Math.min(BOUNDS[1], Math.max(BOUNDS[0], v));
  const knob = handle(chart.grip, {
    label: "Typical step",
    bounds: () => BOUNDS,
    get: () => get("ratio"),
    step: () => roundTo(Math.max(0.01, 0.1 * get("ratio")), 3),
    set: (v) => change({ ratio: within(Number(v.toPrecision(3))) }),
    text: (v) => `${Number(v.toPrecision(3))} standard deviations`,
    along: chart.along,
  });
  return { ...chart, refresh: knob.refresh };
}

export function render({ model, el }) {
  return view({ model, el }, "Metropolis walk", (context) => {
    const { root, read, announce, reset } = context;
    const play = drawsPlayer(context, { name: "moves", most: MOST, stepOf });
    const back = reset(["ratio", "seed", "moves"]);
    back.addEventListener("click", play.pause);
    const chart = stepChart(context);
    const path = lane({ name: "the walk", look: "bs-lane-right", caption: "θ, the mean of the outcomes" });
    const shows = readings("Accepted", "Effective draws", "Mean of the draws", "A draw is worth");
    const words = wordsBox(330);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      div("bs-bar", play.node, play.all, play.other, back),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage", path.node),
      div("bs-stage", chart.node),
      html("p", { class: "bs-hint bs-later", text: KEY }),
      panel(shows),
      words.node,
    );
    const walked = remembered(walkOf);
    let laid = "";

    function fit(now, width) {
      const axis = String([width, now.mean, now.sd]);
      if (axis !== laid) path.layout(width, [now.mean - 5.5 * now.sd, now.mean + 4 * now.sd], 0.47 / now.sd);
      laid = axis;
    }

    function draw(width) {
      const now = read(STATE);
      fit(now, width);
      const found = soFar(walked(now, "mean", "sd", "ratio", "seed"), now.moves),
        { mean, sd } = now;
      const density = Array.from({ length: 141 }, (_, i) => mean + sd * (-5.5 + (9.5 * i) / 140)).map((v) => [
        v,
        Math.exp(-0.5 * ((v - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI)),
      ]);
      path.draw({
        draws: found.counted,
        walk: found.walk,
        density,
        average: found.mean,
        exactMean: mean,
        said: `mean ${fixed(found.mean, 2)}, exact ${fixed(mean, 2)}`,
        describe: `${found.counted.length} draws: mean ${fixed(found.mean, 2)}, where the exact mean is ${fixed(mean, 2)}.`,
      });
      chart.draw(
        now.ratio,
        [acceptance, worth],
        ["accepted", "worth of a draw"],
        worth(BEST),
        "the most there is",
      );
      chart.refresh();
      showReadings(shows, found, now);
      words.say(sentences(found, now));
      announce(spoken(found, now));
    }
    const layout = (width) => chart.layout(width, BOUNDS);
    const question = shareQuestion(
      () =>
        "Steps can be too small or too large. What share of the candidates is accepted where the draws are worth most?",
      () => acceptance(BEST),
    );
    return { layout, draw, question };
  });
}
