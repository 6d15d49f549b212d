// Step and run the loop plan, run, synthesise, plan: the belief narrows, and the sample size follows.

import { button, panel, readings, slider, toggle, wordsBox } from "../core/controls.js";
import { div, html } from "../core/dom.js";
import { fixed, percent } from "../core/format.js";
import { nextSeed, player } from "../core/play.js";
import { remembered } from "../core/remembered.js";
import { rounds } from "../core/rounds.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { LEAST, manyProgrammes, MOST, oneProgramme, ROUNDS, worldOf } from "../engine/loop.js";
import { normalQuantile } from "../engine/special.js";
import {
  described,
  HINT,
  KEY,
  sentences,
  short,
  showReadings,
  spoken,
  TITLE,
  whole,
} from "../words/planning_loop.js";

const SETTING = ["mu", "tau", "sigma", "threshold", "share"];
const STATE = [...SETTING, "done", "seed", "others"];
const OTHERS = 100;
const Z = normalQuantile(0.95); // bars and intervals hold nine tenths

function roundsTrack({ get, change }) {
  return track({
    describe: "Rounds run",
    caption: () => "rounds run",
    ticks: Array.from({ length: ROUNDS + 1 }, (_, r) => r),
    text: (v) => String(Math.round(v)),
    knob: {
      label: "Rounds run",
      bounds: () => [0, ROUNDS],
      step: () => 1,
      get: () => get("done"),
      set: (v) => change({ done: Math.round(v) }),
      text: (v) => `${Math.round(v)} of ${ROUNDS}`,
    },
  });
}

function worldSliders({ get, change }) {
  const of = (name, digits, rest) =>
    slider({
      text: (v) => fixed(v, digits),
      digits: 3,
      get: () => get(name),
      put: (v) => change({ [name]: v }),
      ...rest,
    });
  return [
    of("mu", 2, { label: "True mean μ", low: -1, high: 1.5, step: 0.05 }),
    of("tau", 2, { label: "True spread τ", low: 0, high: 1.2, step: 0.05 }),
    of("share", 2, {
      label: "Aim, of the ceiling",
      low: 0.5,
      high: 0.97,
      step: 0.01,
      text: (v) => percent(v),
    }),
  ];
}

export function render({ model, el }) {
  return view({ model, el }, "Planning loop", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const play = player({
      left: () => ROUNDS + 1,
      pace: () => 900,
      step(count, first) {
        const done = get("done");
        if (done >= ROUNDS && !first) return false;
        change({ done: done >= ROUNDS ? 0 : Math.min(ROUNDS, done + count) });
        return true;
      },
    });
    const onward = button("Next round", () => {
      play.pause();
      change({ done: Math.min(ROUNDS, get("done") + 1) });
    });
    const other = button("Another world", () => change({ seed: nextSeed(get) }));
    const back = reset([...SETTING, "done", "seed", "others"]);
    back.addEventListener("click", play.pause);
    const plot = rounds({
      count: ROUNDS,
      domain: [-2.6, 2.6],
      sizes: [LEAST, MOST],
      ticks: [100, 1000, 10_000],
      names: { effect: "effect, round by round", size: "visitors per arm planned" },
      short,
      describe: "Rounds of the loop",
    });
    const rail = roundsTrack(context);
    const sliders = worldSliders(context);
    const crowd = toggle({
      label: `${OTHERS} other programmes`,
      get: () => get("others"),
      flip: (on) => change({ others: on }),
    });
    const shows = readings("Belief", "It works", "Next experiment", "Shipped");
    const words = wordsBox(330);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      div("bs-bar", onward, play.node, other, div("bs-later", crowd.node), back),
      html("p", { class: "bs-hint", text: HINT }),
      div("bs-stage", plot.node),
      div("bs-stage", rail.node),
      panel(shows),
      html("p", { class: "bs-hint bs-later", text: KEY }),
      div("bs-sliders bs-later", ...sliders.map((s) => s.node)),
      words.node,
    );

    const ours = remembered((now) => oneProgramme(now, worldOf(now.seed)));
    const theirs = remembered((now) => manyProgrammes(now, now.seed, OTHERS));

    function layout(width) {
      plot.layout(width);
      rail.layout(width, [0, ROUNDS]);
    }

    function draw() {
      const now = read(STATE),
        { mu, tau, done } = now;
      const found = ours(now, ...SETTING, "seed");
      plot.draw({
        beliefs: found.beliefs.slice(0, done + 1).map(({ mean, sd }) => [mean - Z * sd, mean, mean + Z * sd]),
        runs: found.rounds
          .slice(0, done)
          .map(({ estimate, error, truth, shipped }) => ({
            estimate,
            low: estimate - Z * error,
            high: estimate + Z * error,
            truth,
            shipped,
            wrong: shipped && truth <= 0,
          })),
        planned: found.sizes.slice(0, done + 1),
        truth: [mu - Z * tau, mu + Z * tau],
        others: now.others ? theirs(now, ...SETTING, "seed") : null,
        describe: described(found, done),
      });
      rail.place(done);
      onward.disabled = done >= ROUNDS;
      showReadings(shows, found, done);
      words.say(sentences(found, now, done));
      announce(spoken(found, done));
      for (const control of [crowd, ...sliders]) control.refresh();
    }
    const question = {
      ask: () =>
        `To see nine tenths of what can be seen, the first experiment takes ${whole(oneProgramme(read(STATE), worldOf(get("seed"))).sizes[0])} visitors per arm. After three results the belief will be much narrower. How many will the fourth plan take?`,
      truth: () => oneProgramme(read(STATE), worldOf(get("seed"))).sizes[3],
      low: () => 0,
      high: () => 6000,
      step: 100,
      digits: 0,
      text: whole,
    };
    return { layout, draw, question };
  });
}
