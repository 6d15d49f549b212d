// A hundred next tests before any data, over an axis in people's units: set the priors, and see which are absurd.

import { scaleLinear } from "d3-scale";

import { choice, panel, readings, resetButton, wordsBox } from "../core/controls.js";
import { div, html, set, svg } from "../core/dom.js";
import { gripIn } from "../core/grip.js";
import { shareQuestion } from "../core/predict.js";
import { dot } from "../core/shapes.js";
import { track } from "../core/track.js";
import { view } from "../core/view.js";
import { summarise } from "../engine/prior_predictive.js";
import {
  HINT,
  RAILS,
  TITLE,
  bothSides,
  figures,
  sentences,
  showReadings,
  spoken,
  tick,
  written,
} from "../words/prior_predictive.js";

const COUNT = 100,
  TOP = 26,
  TALL = 150,
  EDGE = 26,
  BASE = TOP + TALL,
  SEEN = BASE + 38;
const SCALES = Object.keys(RAILS);
const STATE = [...SCALES, "absurd", "story", "stories"];

// In which bin of the axis each test stands, and how high; what lies beyond an end stands at it. None stands on the
// wrong side of a post.
function seatsOf(tests, x, bin, limit) {
  const most = Math.floor((x.range()[1] - x(0)) / bin),
    edge = (x(limit) - x(0)) / bin,
    filled = new Map();
  return tests.map((v) => {
    const far = Math.min(most, Math.abs(Math.round((x(v) - x(0)) / bin))),
      away =
        Math.abs(v) > limit
          ? Math.max(far, Math.min(most, Math.ceil(edge)))
          : Math.min(far, Math.floor(edge)),
      seat = Math.sign(v) * away,
      rank = filled.get(seat) ?? 0;
    filled.set(seat, rank + 1);
    return [x(0) + seat * bin, rank];
  });
}

const cross = (x, y, half) =>
  `M${x - half} ${y - half}l${2 * half} ${2 * half}M${x - half} ${y + half}l${2 * half} ${-2 * half}`;

function testsPlot({ get, change }) {
  const story = () => get("stories")[get("story")];
  const node = svg("svg", {
    class: "bs-plot",
    role: "group",
    "aria-label": "The next test, before any data",
  });
  const back = node.appendChild(svg("g", { "aria-hidden": "true" })),
    outside = back.appendChild(svg("path", { class: "bs-ahead-outside" })),
    axis = back.appendChild(svg("g")),
    sane = back.appendChild(svg("path", { class: "bs-ahead-sane" })),
    absurd = back.appendChild(svg("path", { class: "bs-ahead-absurd" })),
    curve = back.appendChild(svg("path", { class: "bs-ahead-curve" })),
    posts = back.appendChild(svg("path", { class: "bs-ahead-post" })),
    bar = back.appendChild(svg("path", { class: "bs-ahead-seen" })),
    seenName = back.appendChild(svg("text", { class: "bs-note-text", y: SEEN + 20 }));
  const names = ["end", "start"].map((anchor) =>
    back.appendChild(svg("text", { class: "bs-label bs-strong", y: 12, "text-anchor": anchor })),
  );
  const marks = node.appendChild(svg("g"));
  const x = scaleLinear();
  let bin = 12; // pixels
  const plot = {
    marks,
    pixels: () => (x(1) - x(0)) * (node.getBoundingClientRect().width / node.viewBox.baseVal.width),
  };
  const bounds = () => [0.03 * story().reach, 0.97 * story().reach];
  const grips = [-1, 1].map((side) => {
    const grip = gripIn(plot, {
      side,
      size: 30,
      label: "Absurd beyond",
      bounds,
      step: () => story().reach / 100,
      get: () => get("absurd"),
      set: (v) => change({ absurd: Number(v.toPrecision(4)) }),
      text: (v) => `${written(-v, story())} and ${written(v, story())}`,
      ...(story().ratio && { typed: (v) => v > 1 && change({ absurd: Number(Math.log(v).toPrecision(4)) }) }),
    });
    const knob = grip.node.appendChild(svg("circle", { class: "bs-ahead-knob", r: 9 }));
    return { ...grip, knob };
  });

  function layout(width) {
    const { reach, outcome } = story();
    x.domain([-reach, reach]).range([EDGE, width - EDGE]);
    bin = Math.max(12, width / 46);
    const ratios = width < 480 ? [4, 16] : [2, 4, 8, 16],
      ends = story().ratio ? ratios.map(Math.log) : width < 480 ? [30, 60] : [20, 40, 60];
    const at = [...ends.map((v) => -v).reverse(), 0, ...ends];
    axis.replaceChildren(
      svg("line", { class: "bs-rule", x1: EDGE, x2: width - EDGE, y1: BASE, y2: BASE }),
      ...at.flatMap((v) => [
        svg("line", { class: "bs-rule", x1: x(v), x2: x(v), y1: BASE, y2: BASE + 5 }),
        svg("text", {
          class: "bs-tick",
          x: x(v),
          y: BASE + 20,
          "text-anchor": "middle",
          text: tick(v, story()),
        }),
      ]),
      svg("text", {
        class: "bs-caption",
        x: width / 2,
        y: SEEN + 42,
        "text-anchor": "middle",
        text: outcome,
      }),
    );
    set(node, { width, height: SEEN + 50, viewBox: `0 0 ${width} ${SEEN + 50}` });
  }

  // The curve is on the scale of the dots: a bin as high as its share of the hundred.
  function drawCurve({ next }, apart) {
    const [left, right] = x.range(),
      wide = x.invert(bin) - x.invert(0);
    const points = Array.from({ length: 241 }, (_, i) => left + ((right - left) * i) / 240).map((px) => {
      const tall = COUNT * next.pdf(x.invert(px)) * wide * apart;
      return `${px.toFixed(1)} ${(BASE - Math.min(TALL + 8, tall)).toFixed(1)}`;
    });
    set(curve, { d: `M${points.join("L")}` });
  }

  function drawPosts(limit) {
    const [left, right] = [x(-limit), x(limit)],
      [first, last] = x.range();
    set(posts, { d: `M${left} ${TOP - 6}V${BASE}M${right} ${TOP - 6}V${BASE}` });
    set(outside, {
      d: `M${first - 8} ${TOP}H${left}V${BASE}H${first - 8}ZM${right} ${TOP}H${last + 8}V${BASE}H${right}Z`,
    });
    grips.forEach(({ place, knob, side }) => {
      const at = x(side * limit);
      place(at, TOP - 2, 40);
      set(knob, { cx: at, cy: TOP - 2 });
    });
    const sides = [-limit, limit].map((v) => written(v, story()));
    const room = Math.max(left, 8 * sides[0].length + 14);
    set(names[0], { x: room - 14, text: sides[0] });
    set(names[1], {
      x: Math.min(right, x.range()[1] + EDGE - 8 * sides[1].length - 14) + 14,
      text: sides[1],
    });
  }

  function draw(now, { absurd: limit }) {
    const seats = seatsOf(now.tests, x, bin, limit),
      most = 1 + Math.max(...seats.map(([, rank]) => rank)),
      apart = Math.min(bin, TALL / most);
    const spot = (i) => [seats[i][0], BASE - (seats[i][1] + 0.5) * apart];
    const half = Math.min(0.36 * bin, 0.42 * Math.max(apart, 4));
    const all = now.tests.map((v, i) => [Math.abs(v) > limit, ...spot(i)]);
    set(sane, {
      d: all
        .filter(([out]) => !out)
        .map(([, a, b]) => dot(a, b, half))
        .join(""),
    });
    set(absurd, {
      d: all
        .filter(([out]) => out)
        .map(([, a, b]) => cross(a, b, 0.8 * half))
        .join(""),
    });
    drawCurve(now, apart);
    drawPosts(limit);
    const [low, high] = story().seen.map((v) => x(v));
    set(bar, { d: `M${low} ${SEEN}H${high}` });
    const words = `${story().studies}: 95\u202f% of the estimates`,
      centre = (low + high) / 2,
      around = Math.max(
        3.6 * words.length,
        Math.min(node.viewBox.baseVal.width - 3.6 * words.length, centre),
      );
    set(seenName, { x: around, "text-anchor": "middle", text: words });
    set(node, {
      "aria-label": `The next test before any data: ${now.crosses} of a hundred equally likely ones are absurd.`,
    });
  }
  return { node, layout, draw };
}

// A prior's scale or the noise: equal steps are equal ratios.
function scaleTrack(name, { get, change }) {
  const story = () => get("stories")[get("story")];
  const ticks = [];
  const bounds = () => [story().least, story().most].map(Math.log10);
  const put = (v) =>
    change({ [name]: Number(Math.max(story().least, Math.min(story().most, v)).toPrecision(3)) });
  const text = (log) => figures(10 ** log);
  const rail = track({
    describe: RAILS[name].label,
    caption: () => RAILS[name].caption,
    ticks,
    text,
    knob: {
      label: () => RAILS[name].label,
      bounds,
      step: () => 0.02,
      get: () => Math.log10(get(name)),
      set: (log) => put(10 ** log),
      text,
      typed: (v) => v > 0 && put(v),
    },
  });
  function layout(width) {
    const { least, most } = story();
    ticks.splice(0);
    for (let n = Math.ceil(Math.log10(least)); 10 ** n <= most; n++) ticks.push(n);
    rail.layout(width, bounds());
  }
  return { node: rail.node, layout, place: () => rail.place(Math.log10(get(name))) };
}

export function render({ model, el }) {
  return view({ model, el }, "Prior predictive", (context) => {
    const { root, get, change, read, announce, schedule } = context;
    const story = () => get("stories")[get("story")];
    const opened = structuredClone(read([...SCALES, "absurd", "story"]));
    const back = () => change(get("story") === opened.story ? structuredClone(opened) : { ...story().start });
    const stories = choice({
      label: "Story",
      options: () => Object.entries(get("stories")).map(([key, { name }]) => [key, name]),
      get: () => get("story"),
      pick(name) {
        change({ story: name, ...get("stories")[name].start });
        schedule(true);
      },
    });
    stories.node.classList.add("bs-later");
    const plot = testsPlot(context);
    const rails = SCALES.map((name) => scaleTrack(name, context));
    const shows = readings("Absurd", "Middle 95 %", "Without noise", "If τ were known");
    const words = wordsBox(290);
    root.append(
      html("p", { class: "bs-title", text: TITLE }),
      div("bs-bar", stories.node, resetButton(back)),
      html("p", { class: "bs-hint bs-key", text: HINT }),
      div("bs-stage bs-answer", plot.node),
      panel(shows),
      ...rails.map(({ node }, i) => div(`bs-stage${i === 2 ? " bs-later" : ""}`, node)),
      words.node,
    );
    let laid = "";

    function layout(width) {
      plot.layout(width);
      for (const rail of rails) rail.layout(width);
      laid = get("story");
    }
    function draw(width) {
      const now = read(STATE);
      if (now.story !== laid) layout(width);
      const result = summarise(now, COUNT);
      plot.draw(result, now);
      for (const rail of rails) rail.place();
      const told = { story: story(), limit: now.absurd };
      showReadings(shows, result, told);
      words.say(sentences(result, told));
      stories.refresh();
      announce(spoken(result, told));
    }
    const question = shareQuestion(
      () =>
        `Priors that sound modest: μ with standard deviation ${figures(opened.mu_sd)}, τ half-normal with scale ${figures(opened.tau_scale)}. ` +
        `What share of next tests will lie beyond ${bothSides(opened.absurd, story())}?`,
      () => summarise(opened, COUNT).absurd,
    );
    return { layout, draw, question };
  });
}
