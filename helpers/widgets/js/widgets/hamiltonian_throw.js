// Throw a particle over a density: drag its momentum, set its steps; beside it a random walk of the same cost.

import { scaleLinear } from "d3-scale";

import { button, choice, panel, readings, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { fixed, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { nextSeed, player } from "../core/play.js";
import { remembered } from "../core/remembered.js";
import { dot, lozenge } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { essMean } from "../engine/diagnostics.js";
import { MOST_THROWS, RING, TARGETS, replay, throwFrom, walkReach } from "../engine/throwing.js";
import { KEY, SHAPES, motion, sentences, showReadings, spoken, tally } from "../words/hamiltonian_throw.js";

const STATE = ["momentum_x", "momentum_y", "step_size", "steps", "shape", "throws", "seed"];
const HALF = { x: 3.3, y: 2.7 },
  TOP = 24,
  PUSH = 0.5, // how long an arrow is for a momentum of 1
  MOST_PUSH = 3,
  RING_95 = Math.sqrt(2 * Math.log(20)),
  TURN = 72;

const circle = (radius) =>
  Array.from({ length: TURN + 1 }, (_, i) => [
    radius * Math.cos((2 * Math.PI * i) / TURN),
    radius * Math.sin((2 * Math.PI * i) / TURN),
  ]);

// One view of the density: rings, the draws so far, and a trail.
function scene(describe) {
  const node = svg("svg", { class: "bs-plot", role: "group", "aria-label": describe });
  const clip = `bs-throw-${describe.replace(/\W/g, "")}-${Math.random().toString(36).slice(2)}`;
  const frame = svg("rect", { x: 0, y: TOP });
  node.append(svg("clipPath", { id: clip }, frame));
  const title = node.appendChild(svg("text", { class: "bs-caption", x: 0, y: 14 })),
    back = node.appendChild(svg("g", { "aria-hidden": "true", "clip-path": `url(#${clip})` }));
  const path = (name) => back.appendChild(svg("path", { class: name }));
  const [wide, half, draws] = ["bs-throw-ring", "bs-throw-ring bs-throw-half", "bs-throw-draws"].map(path);
  const [x, y] = [scaleLinear(), scaleLinear()];
  const at = ([a, b]) => `${x(a).toFixed(1)} ${y(b).toFixed(1)}`;
  const line = (points) => points.map((p, i) => `${i ? "L" : "M"}${at(p)}`).join("");
  const dots = (points, radius) => points.map(([a, b]) => dot(x(a), y(b), radius)).join("");

  function layout(width, shape) {
    const tall = Math.round((width * HALF.y) / HALF.x),
      middle = shape === "bend" ? 1.2 : 0;
    x.domain([-HALF.x, HALF.x]).range([0, width]);
    y.domain([middle - HALF.y, middle + HALF.y]).range([TOP + tall, TOP]);
    set(frame, { width, height: tall });
    set(node, { width, height: TOP + tall, viewBox: `0 0 ${width} ${TOP + tall}` });
    const { to } = TARGETS[shape];
    [
      [wide, RING_95],
      [half, RING],
    ].forEach(([ring, radius]) => set(ring, { d: line(circle(radius).map((z) => to(z))) }));
  }
  return { node, path, title, draws, x, y, line, dots, layout };
}

// The particle and its arrow, whose head is dragged.
function thrownScene({ get, change }) {
  const s = scene("The particle");
  const [before, after, steps, end, turn, arrow, particle] = [
    "bs-throw-trail",
    "bs-throw-trail bs-throw-after",
    "bs-throw-steps",
    "bs-throw-end",
    "bs-throw-turn",
    "bs-throw-arrow",
    "bs-throw-particle",
  ].map(s.path);
  const note = s.node.appendChild(
    svg("text", { class: "bs-note-text", "aria-hidden": "true", text: "U-turn" }),
  );
  const hit = svg("rect", { class: "bs-hit", width: 36, height: 36, rx: 6 }),
    grip = s.node.appendChild(svg("g", { class: "bs-throw-aim" }, hit));
  const perPixel = (scale) => () => {
    const drawn = s.node.viewBox.baseVal.width / s.node.getBoundingClientRect().width;
    return (Math.abs(scale.invert(1) - scale.invert(0)) * drawn) / PUSH;
  };
  const part = (name) => ({
    bounds: () => [-MOST_PUSH, MOST_PUSH],
    get: () => get(name),
    set: (v) => change({ [name]: roundTo(v, 2) }),
  });
  const knob = handle(grip, {
    label: "Push of the particle, momentum sideways; arrow keys up and down for the other direction",
    ...part("momentum_x"),
    text: (v) => motion(v, get("momentum_y")),
    step: () => 0.1,
    perPixel: perPixel(s.x),
    other: { ...part("momentum_y"), perPixel: perPixel(s.y) },
  });

  function aim([px, py], [a, b]) {
    const tip = [s.x(a + PUSH * px), s.y(b + PUSH * py)],
      from = [s.x(a), s.y(b)],
      angle = Math.atan2(tip[1] - from[1], tip[0] - from[0]);
    const wing = (side) =>
      `M${tip[0]} ${tip[1]}l${-12 * Math.cos(angle + side)} ${-12 * Math.sin(angle + side)}`;
    set(arrow, { d: `M${from[0]} ${from[1]}L${tip[0]} ${tip[1]}${wing(0.45)}${wing(-0.45)}` });
    // The target stays within the drawing, wherever the arrow points.
    const [right, low] = [s.x.range()[1], s.y.range()[0]];
    const within = (v, least, most) => Math.max(least, Math.min(most, v)) - 18;
    set(hit, { x: within(tip[0], 18, right - 18), y: within(tip[1], TOP + 18, low - 18) });
    knob.refresh();
  }

  function draw({ go, chain }, { momentum_x, momentum_y, steps: count }) {
    const { places, turn: turned } = go,
      split = turned ?? places.length - 1,
      seen = places.filter(([a, b]) => Math.abs(a) < 50 && Math.abs(b) < 50);
    set(s.title, { text: `Thrown: ${count} step${count > 1 ? "s" : ""}` });
    set(s.draws, { d: s.dots(chain.thrown.slice(0, -1), 2) });
    set(before, { d: s.line(seen.slice(0, split + 1)) });
    set(after, { d: s.line(seen.slice(split)) });
    set(steps, { d: s.dots(seen.slice(1), 2.5) });
    set(end, { d: go.lost ? "" : s.dots([places.at(-1)], 5) });
    const there = turned === null ? null : places[turned];
    set(turn, { d: there ? lozenge(s.x(there[0]), s.y(there[1]), 6) : "" });
    const left = there && s.x(there[0]) > s.x.range()[1] - 70;
    set(note, { display: there ? null : "none", "text-anchor": left ? "end" : "start" });
    if (there) set(note, { x: s.x(there[0]) + (left ? -11 : 11), y: s.y(there[1]) - 8 });
    set(particle, { d: s.dots([places[0]], 7) });
    aim([momentum_x, momentum_y], places[0]);
  }
  return { ...s, draw };
}

function walkScene() {
  const s = scene("The walk");
  const [trail, end, particle] = ["bs-throw-trail", "bs-throw-end", "bs-throw-particle"].map(s.path);
  function draw({ chain, excursion }, { steps }) {
    set(s.title, { text: `Walking: ${steps + 1} proposals` });
    set(s.draws, { d: s.dots(chain.walk.slice(0, -steps - 1), 2) });
    set(trail, { d: s.line(excursion) });
    set(end, { d: s.dots([excursion.at(-1)], 5) });
    set(particle, { d: s.dots([excursion[0]], 7) });
  }
  return { ...s, draw };
}

function rail({ get, change }, name, [describe, bounds, ticks, step, digits, put]) {
  const text = (v) => fixed(v, digits);
  return track({
    describe,
    caption: () => describe.toLowerCase(),
    ticks,
    text,
    knob: {
      label: describe,
      bounds: () => bounds,
      step: () => step,
      get: () => get(name),
      text,
      set: (v) => change({ [name]: put(v) }),
    },
  });
}

// In independent draws: of both directions, their means and the means of their squares, whichever is worst.
function worthOf(target, draws) {
  const z = draws.slice(1).map((x) => target.from(x));
  const of = (f) => essMean([z.map(f)]);
  return Math.min(...[0, 1].flatMap((i) => [of((v) => v[i]), of((v) => v[i] ** 2)]));
}
const insideOf = (target, draws) =>
  draws.slice(1).filter((x) => Math.hypot(...target.from(x)) < RING).length / Math.max(1, draws.length - 1);

// Chains and what they are worth: the same as long as nothing but the arrow moves.
const PAST = ["shape", "step_size", "steps", "throws", "seed"];
function pastOf(now) {
  const { shape, steps, throws } = now,
    chain = replay(now),
    target = TARGETS[shape],
    both = [chain.thrown, chain.walk.slice(0, -steps - 1)];
  return {
    chain,
    excursion: chain.walk.slice(-steps - 2),
    inside: both.map((draws) => insideOf(target, draws)),
    worth: throws < 20 ? [NaN, NaN] : both.map((draws) => worthOf(target, draws)),
  };
}

const apart = (trail) => Math.hypot(trail.at(-1)[0] - trail[0][0], trail.at(-1)[1] - trail[0][1]);

export function render({ model, el }) {
  return view({ model, el }, "Throw the particle", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const thrown = thrownScene(context),
      walked = walkScene();
    const size = rail(context, "step_size", [
      "Step size",
      [0.01, 0.6],
      [0, 0.2, 0.4, 0.6],
      0.01,
      2,
      (v) => roundTo(v, 2),
    ]);
    const count = rail(context, "steps", ["Steps", [1, 60], [1, 20, 40, 60], 1, 0, Math.round]);
    const shapes = choice({
      label: "Density",
      options: () => SHAPES,
      get: () => get("shape"),
      pick: (shape) => change({ shape, throws: 0 }),
    });
    const more = (n) => change({ throws: Math.min(MOST_THROWS, get("throws") + n) });
    const again = () => change({ throws: 0, seed: nextSeed(get) });
    const play = player({
      left: () => MOST_THROWS - (get("throws") < MOST_THROWS ? get("throws") : 0),
      pace: (played) => (played < 4 ? 500 : 50),
      step(n, first) {
        if (get("throws") >= MOST_THROWS) {
          if (!first) return false;
          again();
        }
        more(n);
        return true;
      },
    });
    const single = button("Throw once by chance", () => (get("throws") < MOST_THROWS ? more(1) : again()));
    const back = reset(STATE);
    back.addEventListener("click", play.pause);
    const shows = readings("Energy change", "Accepted", "U-turn", "How far");
    const [said, counted] = [wordsBox(330), wordsBox(250)];
    root.append(
      html("p", {
        class: "bs-title",
        text: "Throw the particle. How far does it get, and how far does a random walk?",
      }),
      div("bs-bar", div("bs-later", shapes.node), play.node, single, back),
      html("p", { class: "bs-hint bs-key", text: KEY }),
      div("bs-throw-views", div("bs-stage", thrown.node), div("bs-stage", walked.node)),
      div("bs-throw-tracks", div("bs-stage", size.node), div("bs-stage", count.node)),
      panel(shows),
      said.node,
      counted.node,
    );
    const known = remembered(pastOf);
    let laid = "";

    function layout(width) {
      const each = width < 620 ? width : (width - 20) / 2,
        half = width < 560 ? width : (width - 24) / 2;
      laid = get("shape");
      for (const part of [thrown, walked]) part.layout(Math.floor(each), laid);
      size.layout(half, [0, 0.6]);
      count.layout(half, [1, 60]);
    }

    function summarise(now) {
      const past = known(now, ...PAST),
        go = throwFrom(
          TARGETS[now.shape],
          past.chain.thrown.at(-1),
          [now.momentum_x, now.momentum_y],
          now.step_size,
          now.steps,
        );
      return { ...past, go, went: apart(go.places), walked: apart(past.excursion) };
    }

    function draw(width) {
      const now = read(STATE);
      if (now.shape !== laid) layout(width);
      const found = summarise(now);
      thrown.draw(found, now);
      walked.draw(found, now);
      size.place(now.step_size);
      count.place(now.steps);
      shapes.refresh();
      showReadings(shows, found, now);
      said.say(sentences(found, now));
      counted.say(tally(found, now));
      announce(spoken(found, now));
    }
    const question = {
      ask: () =>
        `Thrown as drawn, the particle takes ${get("steps")} steps and ends ${fixed(summarise(read(STATE)).went, 1)} away from where it was. A random walk, well ` +
        `tuned, may ask for the density as often. How far away will it end, on average?`,
      truth: () => walkReach(get("shape"), get("steps") + 1),
      low: () => 0,
      high: () => 4,
      step: 0.1,
      digits: 1,
      text: (v) => fixed(v, 1),
    };
    return { layout, draw, question };
  });
}
