// Two Gibbs samplers of one model, side by side: each block from the newest values, and all blocks from those of the last
// sweep. Their draws of τ drop onto the exact density.

import { panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set } from "../core/dom.js";
import { fixed } from "../core/format.js";
import { lane } from "../core/lane.js";
import { drawsPlayer } from "../core/play.js";
import { remembered } from "../core/remembered.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { essMean, mean, rhat } from "../engine/diagnostics.js";
import { RandomEffects } from "../engine/random_effects.js";
import { generator, gibbsRandomEffects } from "../engine/samplers.js";
import { normalCdf } from "../engine/special.js";
import { HINT, sentences, showReadings, spoken, TITLE } from "../words/gibbs_race.js";

export const MOST = 2000; // sweeps of a chain
const WARM = 50; // sweeps that do not count, once there are twice as many
const DATA = ["effects", "std_errors", "mu_prior", "tau_prior", "visitors", "seed"];
const STATE = [...DATA, "sweeps"];
const stepOf = (n) => (n < 40 ? 2 : n < 200 ? 10 : 60);
const TIMES = [0.25, 0.5, 1, 2, 4];
const STARTS = [
  { mu: 0, tau: 0.05 },
  { mu: 0.5, tau: 0.6 },
];

// All that is ever shown of one data set: the exact answers, and for each sampler two chains of MOST sweeps.
export function raceOf({ effects, std_errors, mu_prior, tau_prior, visitors, seed }) {
  const s = std_errors.map((v) => v / Math.sqrt(visitors)),
    post = new RandomEffects(effects, s, mu_prior, tau_prior),
    top = post.tau.quantile(0.999) * 1.35;
  const density = Array.from({ length: 121 }, (_, i) => (top * (i + 0.5)) / 121).map((t) => [
    t,
    post.tau.pdf(t),
  ]);
  const run = (synchronous) =>
    STARTS.map((start, i) =>
      gibbsRandomEffects(effects, s, MOST, generator(2 * seed + i), post.muPrior, post.tauPrior, {
        start,
        synchronous,
      }),
    );
  return {
    density,
    top,
    exact: { tau: post.tau.mean, works: post.thetaNew().probAbove(0) },
    samplers: [run(false), run(true)],
  };
}

// What the first `sweeps` sweeps of one sampler say.
export function soFar(chains, sweeps) {
  const from = sweeps > 2 * WARM ? WARM : 0;
  const taus = chains.map(({ tau }) => tau.slice(from, sweeps)),
    all = taus.flat();
  const works = chains.flatMap(({ mu, tau }) =>
    mu.slice(from, sweeps).map((m, i) => normalCdf(m / tau[from + i])),
  );
  return {
    draws: all,
    walk: chains[0].tau.slice(0, sweeps),
    tau: mean(all),
    works: mean(works),
    rhat: rhat(taus),
    ess: essMean(taus),
  };
}

function visitorsTrack({ get, change }) {
  const nearest = (v) => Math.min(4, Math.max(0.25, Number((2 ** v).toFixed(2))));
  const text = (v) => `× ${nearest(v)}`;
  return track({
    describe: "Visitors",
    caption: () => "visitors of every market",
    ticks: TIMES.map(Math.log2),
    text,
    knob: {
      label: "Visitors of every market",
      bounds: () => [-2, 2],
      step: () => 0.1,
      get: () => Math.log2(get("visitors")),
      set: (v) => change({ visitors: nearest(v) }),
      typed: (v) => change({ visitors: Math.min(4, Math.max(0.25, v)) }),
      text: (v) => `${nearest(v)} times what it was`,
    },
  });
}

export function render({ model, el }) {
  return view({ model, el }, "Gibbs race", (context) => {
    const { root, read, announce, reset } = context;
    const play = drawsPlayer(context, { name: "sweeps", most: MOST, stepOf });
    const back = reset(["visitors", "seed", "sweeps"]);
    back.addEventListener("click", play.pause);
    const visitors = visitorsTrack(context);
    const lanes = [
      lane({ name: "one after the other", look: "bs-lane-right" }),
      lane({ name: "all at once", look: "bs-lane-wrong", caption: "τ, spread of the true lifts" }),
    ];
    const shows = readings("Exact mean of τ", "One after the other", "All at once", "R-hat of the two");
    const words = wordsBox(330);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      div("bs-bar", play.node, play.all, play.other, back),
      html("p", { class: "bs-hint", text: HINT }),
      ...lanes.map(({ node }) => div("bs-stage", node)),
      panel(shows),
      div("bs-stage bs-later", visitors.node),
      words.node,
    );
    // The chains are run when what they depend on has changed, and only uncovered sweep by sweep.
    const raced = remembered(raceOf);
    let race = null,
      laid = "";

    function draw(width) {
      const now = read(STATE);
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      race = raced(now, ...DATA);
      const results = race.samplers.map((chains) => soFar(chains, now.sweeps));
      const axis = String([width, race.top]);
      const highest = Math.max(...race.density.map(([, d]) => d));
      if (axis !== laid) for (const each of lanes) each.layout(width, [0, race.top], highest);
      laid = axis;
      lanes.forEach((each, i) => {
        const { draws, walk, tau } = results[i];
        each.draw({
          draws,
          walk,
          density: race.density,
          average: tau,
          exactMean: race.exact.tau,
          said: `mean ${fixed(tau, 3)}, exact ${fixed(race.exact.tau, 3)}`,
          describe: `${draws.length} draws of τ: mean ${fixed(tau, 3)}, where the exact mean is ${fixed(race.exact.tau, 3)}.`,
        });
      });
      visitors.place(Math.log2(now.visitors));
      showReadings(shows, race.exact, results);
      words.say(sentences(race.exact, results, now));
      announce(spoken(race.exact, results, now));
    }
    const layout = (width) => visitors.layout(width, [-2, 2]);
    const question = {
      ask: () =>
        "One sampler always uses the newest values, the other those of the last sweep. By what factor will their means of τ differ?",
      truth: () => {
        const [right, wrong] = race.samplers.map((chains) => soFar(chains, MOST).tau);
        return wrong / right;
      },
      low: () => 1,
      high: () => 2,
      step: 0.05,
      digits: 2,
      text: (v) => `× ${fixed(v, 2)}`,
    };
    return { layout, draw, question };
  });
}
