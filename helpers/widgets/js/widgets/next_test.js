// Drag the size of the next test: the chance that it says "it works", under the exact posterior of the studies before.

import { button, panel, readings, thresholdSlider, wordsBox } from "../core/controls.js";
import { copyButton } from "../core/copy.js";
import { curves } from "../core/curves.js";
import { dataChoice, STUDIES } from "../core/data.js";
import { div, html, set } from "../core/dom.js";
import { decimalsFor, fixed, niceStep, probability, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { shareQuestion } from "../core/predict.js";
import { remembered } from "../core/remembered.js";
import { view } from "../core/view.js";
import { planFrom, sizeFor } from "../engine/next_test.js";
import { priorsOf, PROMISE, sentences, short, sizeIn, spoken } from "../words/next_test.js";

const LEAST = 0.01,
  MOST = 1000,
  FIGURES = 4;
const BELIEF = ["effects", "std_errors", "mu_prior", "tau_prior"];
const STATE = [...BELIEF, "labels", "dataset", "size", "visitors", "threshold"];

function sizeChart({ get, change }) {
  const chart = curves({
    describe: "Chance that the next test says “it works”",
    lines: ["bs-next-chance"],
    upright: "chance that the next test says “it works”",
    caption: "size, in typical tests: drag the knob",
    text: (v) => String(roundTo(v, 2)),
  });
  const knob = handle(chart.grip, {
    label: "Size of the next test",
    bounds: () => [LEAST, MOST],
    get: () => get("size"),
    step: () => niceStep(get("size") / 20),
    set: (v) => change({ size: Number(Math.min(MOST, Math.max(LEAST, v)).toPrecision(FIGURES)) }),
    text: () => sizeIn(get("size"), get("visitors")),
    along: chart.along,
  });
  return { ...chart, refresh: knob.refresh };
}

// What a typical test has in visitors, if the reader says so.
function visitorsField({ get, change }) {
  const field = html("input", {
    class: "bs-field bs-next-visitors",
    type: "number",
    min: 1,
    step: 1,
    inputmode: "numeric",
    placeholder: "not known",
  });
  field.addEventListener("input", () => {
    const visitors = Math.round(Number(field.value));
    if (visitors >= 0 && visitors <= 1e9) change({ visitors });
  });
  return {
    node: html("label", { class: "bs-next-known" }, "Visitors per arm of a typical test", field),
    refresh() {
      if (Math.round(Number(field.value)) !== get("visitors")) field.value = get("visitors") || "";
    },
  };
}

// As `helpers.report` reads it.
function csvOf({ labels, effects, std_errors }) {
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = labels.map((label, k) => [quoted(label), effects[k], std_errors[k]].join(","));
  return `${["label,effect,std_error", ...rows].join("\n")}\n`;
}

export function render({ model, el }) {
  return view({ model, el }, "The next test", (context) => {
    const { root, get, change, read, announce, reset } = context;
    const { pick, source } = dataChoice(get, change, [...STUDIES, "mu_prior", "tau_prior"]);
    const chart = sizeChart(context);
    const visitors = visitorsField(context),
      threshold = thresholdSlider(context);
    const shows = readings("This test", "Ceiling", "For 80 %", "A typical test"),
      [here, limit, promise, typical] = shows;
    const words = wordsBox(520),
      beliefs = html("p", { class: "bs-hint bs-later" });
    const toPromise = button("Go to 80 %", () => {
      const { needed } = answers(read(STATE));
      if (needed !== null) change({ size: Number(Math.min(MOST, needed).toPrecision(FIGURES)) });
    });
    root.append(
      html("p", { class: "bs-title", text: "How large must the next test be?" }),
      div("bs-bar bs-later", pick.node),
      div("bs-stage", chart.node),
      div("bs-bar", toPromise, reset(["size", "visitors", "threshold"])),
      panel(shows),
      words.node,
      div("bs-sliders bs-later", threshold.node, visitors.node),
      div(
        "bs-bar bs-later",
        copyButton("Copy the table as CSV", () => csvOf(read(STUDIES)), "this browser does not allow it"),
      ),
      beliefs,
    );
    const planned = remembered(planFrom);
    const sized = remembered((now) => {
      const plan = planned(now, ...BELIEF);
      const sizeOf = (wanted) => sizeFor(plan, wanted, now.threshold);
      return { needed: sizeOf(PROMISE), half: sizeOf(plan.ceiling / 2) };
    });
    function answers(now) {
      const plan = planned(now, ...BELIEF);
      return {
        ...sized(now, ...BELIEF, "threshold"),
        ceiling: plan.ceiling,
        chanceOf: (size) => plan.chance(size, now.threshold),
        chance: plan.chance(now.size, now.threshold),
        typical: plan.typical,
      };
    }

    function draw() {
      const now = read(STATE),
        noun = source().noun ?? "study";
      if (now.effects.length < 2 || now.std_errors.length !== now.effects.length) return;
      const found = answers(now);
      const { chance, ceiling, needed } = found;
      chart.draw(now.size, [found.chanceOf], ["chance"], ceiling, `ceiling ${probability(ceiling)}`);
      here.show(
        probability(chance),
        `${short(now.size, now.visitors)}${now.visitors ? " visitors an arm" : " a typical test"}`,
      );
      limit.show(probability(ceiling), "P(next effect > 0)");
      promise.show(
        needed === null ? "no size" : short(needed, now.visitors),
        needed === null ? "the ceiling is lower" : now.visitors ? "visitors an arm" : "a typical test",
      );
      typical.show(fixed(found.typical, decimalsFor([found.typical])), "standard error");
      words.say(sentences(found, { ...now, noun }));
      set(beliefs, { text: priorsOf(now) });
      announce(spoken(found, now));
      toPromise.disabled = needed === null;
      for (const control of [pick, chart, threshold, visitors]) control.refresh();
    }
    const layout = (width) => chart.layout(width, [LEAST, MOST]);
    const question = shareQuestion(
      () => "How likely is the next test, if it is as large as a typical one, to say that it works?",
      () => answers({ ...read(STATE), size: 1 }).chance,
    );
    return { layout, draw, question };
  });
}
