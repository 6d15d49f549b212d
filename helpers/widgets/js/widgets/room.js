// A trainer's room: one hidden world, a draw for everybody, the room's own meta-analysis, and the truth last.

import { button, panel, readings, slider, wordsBox } from "../core/controls.js";
import { div, html, set } from "../core/dom.js";
import { fixed, interval, probability } from "../core/format.js";
import { asSource, pasteBox } from "../core/paste.js";
import { view } from "../core/view.js";
import { encode } from "../core/address.js";
import { cochranQ } from "../engine/heterogeneity.js";
import { RandomEffects } from "../engine/random_effects.js";
import { drawFor, twoLines } from "../engine/room.js";

const fine = (v) => fixed(v, 2);
const TRAINER =
  "Choose the truth, give the room this link. The truth in it is hidden from a glance, not secret: anybody who decodes the link can read it.";
const LEARNER =
  "You are in a room. Everybody’s experiment is drawn from the same hidden world; yours belongs to your name.";

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
  };
}

const anySeed = () => 1 + Math.floor(Math.random() * 2 ** 31);

// The trainer's part: choose a truth, get the link that leads into it.
function trainerPart({ get, change }, el) {
  const hidden = { mu: get("mu"), tau: get("tau"), sigma: get("sigma") };
  let seed = anySeed();
  // Whoever follows the link lands on this figure, wherever it stands in its page.
  const at = el.closest("section[id]")?.id;
  const place = at ? `&at=${at}` : "";
  const address = html("input", {
    class: "bs-field bs-link-field",
    readonly: true,
    "aria-label": "Link for the room",
  });
  const link = () => {
    address.value = `${location.href.split("#")[0]}#world=${encode({ room: { ...hidden, seed } })}${place}`;
  };
  const truth = (label, name, low, high) =>
    slider({
      label,
      low: (low * hidden.sigma) / 4,
      high: (high * hidden.sigma) / 4,
      step: hidden.sigma / 80,
      get: () => hidden[name],
      put(v) {
        hidden[name] = v;
        link();
        refresh();
      },
      text: fine,
      digits: 4,
    });
  const sliders = [truth("True mean, μ", "mu", -1, 1), truth("True spread, τ", "tau", 0, 2)];
  const refresh = () => sliders.forEach((s) => s.refresh());
  const another = () => {
    seed = anySeed();
    link();
  };
  const enter = () => change({ room: { ...hidden, seed }, revealed: false });
  const node = html(
    "details",
    { class: "bs-room-part" },
    html("summary", { text: "For the trainer: make a room" }),
    html("p", { class: "bs-hint", text: TRAINER }),
    html("div", {}, ...sliders.map((s) => s.node)),
    address,
    div("bs-bar", button("Another world", another), button("Enter this room", enter)),
  );
  link();
  return { node, refresh };
}

// A learner's part: a name, and the experiment that belongs to it.
function learnerPart({ change, reset }) {
  const name = html("input", {
    class: "bs-field",
    type: "text",
    maxlength: 40,
    autocomplete: "off",
    placeholder: "Your name or number",
    "aria-label": "Your name or number",
  });
  const mine = html("pre", { class: "bs-result", tabindex: 0, "aria-label": "Your two lines" });
  const told = html("p", { class: "bs-hint", role: "status" });
  const again = reset(["learner", "labels", "effects", "std_errors", "dataset", "datasets", "revealed"]);
  again.addEventListener("click", () => (name.value = ""));
  const ask = () => change({ learner: name.value });
  name.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") ask();
  });
  const node = div(
    "bs-room-part",
    html("p", { text: LEARNER }),
    div("bs-bar", name, button("Draw my experiment", ask), again),
    told,
    mine,
  );
  function draw(inside, who) {
    const own = who ? drawFor(inside, who) : null;
    const text = own
      ? `${own.who}: ${own.n} visitors per arm. Hand in these two lines:`
      : "Type your name, so that you get the same experiment again.";
    set(told, { text });
    mine.hidden = !own;
    set(mine, { text: own ? twoLines(own) : "" });
  }
  return { node, draw };
}

function resultsBox({ change }) {
  return pasteBox({
    label: "The room's results",
    press: "Analyse the room",
    hint: "The room’s results: paste everybody’s two lines, one below the other. They stay in this page: nothing is sent.",
    use({ labels, effects, std_errors }) {
      const found = { labels, effects, std_errors };
      change({ ...found, dataset: "yours", datasets: { yours: asSource(found) }, revealed: false });
    },
  });
}

// What all results say together, and, when it is time, the truth.
function resultsPart({ change }) {
  const shows = readings("Q", "Average, μ", "Spread, τ", "P(next effect > 0)");
  const words = wordsBox(130);
  set(words.node, { "aria-live": "polite" });
  const reveal = button("Reveal the truth", () => change({ revealed: true }));
  const node = html("div", {}, panel(shows), div("bs-bar", reveal), words.node);

  function truthIn({ mu, tau }, { tauRange: [low, high] }) {
    const within = tau >= low && tau <= high ? "inside" : "outside";
    return (
      `The truth was μ = ${fine(mu)} and τ = ${fine(tau)}: ${within} the 95\u202f% interval ` +
      `that the room found for τ, ${interval(low, high, 2)}.`
    );
  }

  function draw(inside, found, K, revealed) {
    const [q, average, spread, next] = shows;
    q.show(fixed(found.q.statistic, 1), `${found.q.df} expected if all were equal`);
    average.show(fine(found.mu), interval(...found.muRange, 2));
    spread.show(fine(found.tau), interval(...found.tauRange, 2));
    next.show(probability(found.next), `from ${K} results`);
    reveal.disabled = revealed;
    words.say(revealed ? truthIn(inside, found) : "");
  }
  return { node, draw };
}

export function render({ model, el }) {
  return view({ model, el }, "A room of experiments", (context) => {
    const { root, get, read, announce } = context;
    const trainer = trainerPart(context, el);
    const learner = learnerPart(context);
    const results = resultsPart(context);
    const room = html("div", {}, learner.node, resultsBox(context).node, results.node);
    root.append(trainer.node, room);

    function draw() {
      const inside = get("room");
      const entered = Number.isFinite(inside?.mu);
      const K = get("effects").length;
      room.hidden = !entered;
      results.node.hidden = K < 2;
      trainer.refresh();
      if (!entered) return;
      learner.draw(inside, get("learner").trim());
      if (K < 2) return;
      const found = summarise(read(["labels", "effects", "std_errors"]));
      results.draw(inside, found, K, get("revealed"));
      announce(`${K} results: average ${fine(found.mu)}, spread ${fine(found.tau)}.`);
    }
    return { layout() {}, draw };
  });
}
