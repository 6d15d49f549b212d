// A plane of beliefs about the bias of one experiment: drag the knob, and see whether the conclusion stands.

import { choice, panel, readings, slider, wordsBox } from "../core/controls.js";
import { beliefPlane } from "../core/bias_plane.js";
import { div, html } from "../core/dom.js";
import { decimalsFor, fixed, niceStep, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { ledger } from "../core/ledger.js";
import { shareQuestion } from "../core/predict.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { effectOf, tippingBias, worth } from "../engine/bias.js";
import { standardError } from "../engine/planning.js";
import {
  askedOf,
  barText,
  belief,
  KEY,
  PRIORS,
  sentences,
  showReadings,
  spoken,
  summed,
  TITLE,
  whole,
} from "../words/bias_contour.js";

const MOVED = ["bias_mean", "bias_sd", "n_per_arm", "prior", "bar"];
const STATE = [...MOVED, "estimate", "sigma", "prior_mean", "prior_sd"];
const LEVELS = [0.99, 0.95, 0.8, 0.5];
const VISITORS = [10, 1_000_000];

// What stays still while the reader drags: the unit in which the plane is measured, and which way the estimate points.
function worldOf({ estimate, sigma }, n) {
  const unit = Math.abs(estimate) || 2 * standardError(n, sigma),
    way = estimate < 0 ? -1 : 1;
  const between = (a, b) => [a * way * unit, b * way * unit].sort((p, q) => p - q);
  return {
    plane: between(-0.4, 1.4),
    rows: between(-0.9, 2.1),
    most: 0.8 * unit,
    digits: decimalsFor([unit]),
  };
}

const given = ({ estimate, n_per_arm, sigma, bias_mean, bias_sd, prior, prior_mean, prior_sd }) => ({
  estimate,
  stdError: standardError(n_per_arm, sigma),
  biasMean: bias_mean,
  biasSd: bias_sd,
  prior: prior === "past" ? { mean: prior_mean, sd: prior_sd } : null,
});

export function summarise(now) {
  const all = given(now),
    effect = effectOf(all),
    ships = (above) => above >= now.bar;
  return {
    ...effect,
    ships: ships(effect.above),
    naive: ships(effectOf({ ...all, biasMean: 0, biasSd: 0 }).above),
    tipping: tippingBias(all, now.bar),
    worth: worth(all.stdError, now.bias_sd, now.sigma),
    most: worth(0, now.bias_sd, now.sigma),
    line: (bar) => (sd) => tippingBias({ ...all, biasSd: sd }, bar),
  };
}

function knobPlane({ get, change }, world) {
  const plane = beliefPlane({
    describe: "Beliefs about the bias",
    upright: "how unsure you are of it: its standard deviation",
    caption: "the bias you expect: its mean",
    levels: LEVELS.length,
    regions: ["ship", "hold"],
  });
  const rounded = (v) => roundTo(v, world().digits);
  const knob = handle(plane.grip, {
    label: "Expected bias; arrow keys up and down for how unsure you are of it",
    bounds: () => world().plane,
    get: () => get("bias_mean"),
    set: (v) => change({ bias_mean: rounded(v) }),
    step: () => 0.1 ** world().digits,
    text: (v) => belief(v, get("bias_sd"), world().digits),
    perPixel: plane.perPixel[0],
    other: {
      bounds: () => [0, world().most],
      get: () => get("bias_sd"),
      set: (v) => change({ bias_sd: rounded(v) }),
      perPixel: plane.perPixel[1],
    },
  });
  return { ...plane, refresh: knob.refresh };
}

function visitorsTrack({ get, change }) {
  const text = (log) => whole(10 ** log),
    ticks = [],
    put = (n) => change({ n_per_arm: Math.max(VISITORS[0], Math.min(VISITORS[1], Math.round(n))) });
  const rail = track({
    describe: "Visitors",
    caption: () => "visitors per arm, if the estimate stays the same",
    ticks,
    text,
    knob: {
      label: "Visitors per arm",
      bounds: () => VISITORS.map(Math.log10),
      step: () => 0.05,
      get: () => Math.log10(get("n_per_arm")),
      set: (log) => put(Number((10 ** log).toPrecision(3))),
      typed: put,
      text,
    },
  });
  function layout(width) {
    ticks.splice(0, ticks.length, ...(width < 560 ? [1, 3, 5] : [1, 2, 3, 4, 5, 6]));
    rail.layout(width, VISITORS.map(Math.log10));
  }
  return { ...rail, layout };
}

const beliefSliders = ({ get, change }, { most, digits }) => [
  slider({
    label: "Unsure of the bias",
    low: 0,
    high: most,
    step: niceStep(most / 40),
    digits: digits + 1,
    text: (v) => fixed(v, digits),
    get: () => get("bias_sd"),
    put: (v) => change({ bias_sd: v }),
  }),
  slider({
    label: "Ship from",
    low: 0.5,
    high: 0.99,
    step: 0.01,
    digits: 3,
    text: barText,
    get: () => get("bar"),
    put: (v) => change({ bar: v }),
  }),
];

export function render({ model, el }) {
  return view({ model, el }, "Bias contour", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const start = read(STATE);
    const world = () => worldOf(read(["estimate", "sigma"]), start.n_per_arm);
    const plane = knobPlane(context, world),
      sum = ledger({
        describe: "Estimate, bias and effect",
        names: ["estimate", "− bias", "past markets", "= effect"],
        looks: ["bs-ledger-study", "bs-ledger-bias", "bs-ledger-past", "bs-ledger-effect"],
        caption: "with 95 % intervals",
      });
    const visitors = visitorsTrack(context),
      sliders = beliefSliders(context, world());
    const priors = choice({
      label: "What is known of the effect",
      options: () => PRIORS,
      get: () => get("prior"),
      pick: (prior) => change({ prior }),
    });
    const shows = readings("P(effect > 0)", "Effect", "It tips at", "The test is worth");
    const words = wordsBox(420);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      html("p", { class: "bs-hint bs-key", text: KEY }),
      div("bs-bar", div("bs-later", priors.node), reset(MOVED)),
      div("bs-bias-views", div("bs-stage", plane.node), div("bs-stage", sum.node)),
      panel(shows),
      div("bs-stage bs-later", visitors.node),
      div("bs-bias-sliders bs-later", ...sliders.map((s) => s.node)),
      words.node,
    );
    let laid = "";

    function layout(width) {
      const { plane: domain, rows, most } = world(),
        wide = width >= 640;
      laid = JSON.stringify(read(["estimate", "sigma"]));
      plane.layout(wide ? Math.floor(0.56 * width) : width, domain, most);
      sum.layout(wide ? Math.floor(0.44 * width) - 20 : width, rows);
      visitors.layout(width);
    }

    function draw(width) {
      const now = { ...read(STATE), digits: world().digits };
      if (laid !== JSON.stringify(read(["estimate", "sigma"]))) layout(width);
      const found = summarise(now),
        levels = LEVELS.filter((p) => Math.abs(p - now.bar) > 0.02);
      plane.draw({
        flip: found.line(now.bar),
        lines: levels.map(found.line),
        chances: [now.bar, ...levels].map(barText),
        at: [now.bias_mean, now.bias_sd],
      });
      plane.refresh();
      const se = standardError(now.n_per_arm, now.sigma);
      sum.draw(
        [
          [now.estimate, se],
          [now.bias_mean, now.bias_sd],
          now.prior === "past" ? [now.prior_mean, now.prior_sd] : null,
          [found.mean, found.sd],
        ],
        summed(found, now, se),
      );
      visitors.place(Math.log10(now.n_per_arm));
      showReadings(shows, found, now);
      words.say(sentences(found, now));
      announce(spoken(found, now));
      for (const control of [priors, ...sliders]) control.refresh();
    }
    const question = shareQuestion(
      () => askedOf({ ...start, digits: world().digits }, standardError(start.n_per_arm, start.sigma)),
      () => summarise({ ...start, bias_sd: 0 }).tipping / (start.estimate || 1),
    );
    return { layout, draw, question };
  });
}
