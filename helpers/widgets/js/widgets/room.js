// A trainer's room: one hidden world, a draw for everybody, the room's own meta-analysis, and the truth last.

import { button, reading, slider } from "../core/controls.js";
import { html, set } from "../core/dom.js";
import { fixed, interval, probability } from "../core/format.js";
import { asSource, pasteBox } from "../core/paste.js";
import { drawFor, twoLines } from "../engine/room.js";
import { view } from "../core/view.js";
import { encode } from "../core/world.js";
import { cochranQ } from "../engine/heterogeneity.js";
import { RandomEffects } from "../engine/random_effects.js";

const fine = (v) => fixed(v, 2);

// What the room's results say together, under the priors that any widget would give them.
export function summarise({ labels, effects, std_errors }) {
  const { mu_prior, tau_prior } = asSource({ labels, effects, std_errors }),
    post = new RandomEffects(effects, std_errors, mu_prior, tau_prior);
  const tau = post.tau,
    mu = post.mu;
  return {
    q: cochranQ(effects, std_errors),
    mu: mu.mean,
    muRange: mu.interval(0.95),
    tau: tau.mean,
    tauRange: tau.interval(0.95),
    next: post.thetaNew().probAbove(0),
    cdf: tau.cdf,
  };
}

export function render({ model, el }) {
  return view({ model, el }, "A room of experiments", ({ root, get, change, announce }) => {
    const hidden = { mu: get("mu"), tau: get("tau"), sigma: get("sigma") };
    const put = (name, digits) => (v) => {
      hidden[name] = Number(v.toFixed(digits));
      link();
      for (const s of sliders) s.refresh();
    };
    const sliders = [
      ["True mean, μ", "mu", -1, 1],
      ["True spread, τ", "tau", 0, 2],
    ].map(([label, name, low, high]) =>
      slider({
        label,
        low: (low * get("sigma")) / 4,
        high: (high * get("sigma")) / 4,
        step: get("sigma") / 80,
        get: () => hidden[name],
        put: put(name, 4),
        text: fine,
        digits: 4,
      }),
    );
    const address = html("input", {
      class: "bs-field bs-link-field",
      readonly: true,
      "aria-label": "Link for the room",
    });
    let seed = 1 + Math.floor(Math.random() * 2 ** 31);
    // Whoever follows the link lands on this figure, wherever it stands in its page.
    const at = el.closest("section[id]")?.id,
      place = at ? `&at=${at}` : "";
    const link = () => {
      address.value = `${location.href.split("#")[0]}#world=${encode({ room: { ...hidden, seed } })}${place}`;
    };
    const fresh = button("Another world", () => {
      seed = 1 + Math.floor(Math.random() * 2 ** 31);
      link();
    });
    const trainer = html(
      "details",
      { class: "bs-room-part" },
      html("summary", { text: "For the trainer: make a room" }),
      html("p", {
        class: "bs-hint",
        text: "Choose the truth, give the room this link. The truth in it is hidden from a glance, not secret: anybody who decodes the link can read it.",
      }),
      html("div", {}, ...sliders.map((s) => s.node)),
      address,
      html(
        "div",
        { class: "bs-bar" },
        fresh,
        button("Enter this room", () => change({ room: { ...hidden, seed }, revealed: false })),
      ),
    );

    const name = html("input", {
      class: "bs-field",
      type: "text",
      maxlength: 40,
      autocomplete: "off",
      placeholder: "Your name or number",
      "aria-label": "Your name or number",
    });
    const mine = html("pre", { class: "bs-result", tabindex: 0, "aria-label": "Your two lines" }),
      told = html("p", { class: "bs-hint", role: "status" });
    const ask = () => change({ learner: name.value });
    name.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") ask();
    });
    const learner = html(
      "div",
      { class: "bs-room-part" },
      html("p", {
        text: "You are in a room. Everybody’s experiment is drawn from the same hidden world; yours belongs to your name.",
      }),
      html("div", { class: "bs-bar" }, name, button("Draw my experiment", ask)),
      told,
      mine,
    );

    const paste = pasteBox({
      label: "The room's results",
      press: "Analyse the room",
      hint: "The room’s results: paste everybody’s two lines, one below the other. They stay in this page: nothing is sent.",
      use: ({ labels, effects, std_errors }) =>
        change({
          labels,
          effects,
          std_errors,
          dataset: "yours",
          datasets: { yours: asSource({ labels, effects, std_errors }) },
          revealed: false,
        }),
    });
    const shows = ["Q", "Average, μ", "Spread, τ", "P(next effect > 0)"].map((text) => reading(text));
    const words = html("p", { class: "bs-words", "aria-live": "polite" }),
      reveal = button("Reveal the truth", () => change({ revealed: true }));
    const results = html(
      "div",
      {},
      html("div", { class: "bs-panel bs-four" }, ...shows.map((r) => r.node)),
      html("div", { class: "bs-bar" }, reveal),
      words,
    );
    const room = html("div", {}, learner, paste.node, results);
    root.append(trainer, room);
    link();

    function draw() {
      const inside = get("room"),
        entered = Number.isFinite(inside?.mu),
        K = get("effects").length;
      room.hidden = !entered;
      results.hidden = K < 2;
      for (const s of sliders) s.refresh();
      if (!entered) return;
      const who = get("learner").trim(),
        own = who ? drawFor(inside, who) : null;
      set(told, {
        text: own
          ? `${own.who}: ${own.n} visitors per arm. Hand in these two lines:`
          : "Type your name, so that you get the same experiment again.",
      });
      mine.hidden = !own;
      set(mine, { text: own ? twoLines(own) : "" });
      if (K < 2) return;
      const r = summarise({ labels: get("labels"), effects: get("effects"), std_errors: get("std_errors") });
      shows[0].show(fixed(r.q.statistic, 1), `${r.q.df} expected if all were equal`);
      shows[1].show(fine(r.mu), interval(...r.muRange, 2));
      shows[2].show(fine(r.tau), interval(...r.tauRange, 2));
      shows[3].show(probability(r.next), `from ${K} results`);
      reveal.hidden = get("revealed");
      const within = inside.tau >= r.tauRange[0] && inside.tau <= r.tauRange[1];
      set(words, {
        text: get("revealed")
          ? `The truth was μ = ${fine(inside.mu)} and τ = ${fine(inside.tau)}: ${within ? "inside" : "outside"} the 95\u202f% interval that the room found for τ, ${interval(...r.tauRange, 2)}.`
          : "",
      });
      announce(`${K} results: average ${fine(r.mu)}, spread ${fine(r.tau)}.`);
    }
    return { layout() {}, draw };
  });
}
