// A trainer's room: one hidden world, a draw for everybody, the room's own forest plot, and the truth last.

import { encode } from "../core/address.js";
import { button, panel, readings, slider, wordsBox } from "../core/controls.js";
import { copyButton } from "../core/copy.js";
import { div, html, set } from "../core/dom.js";
import { decimalsFor, fixed, interval, probability } from "../core/format.js";
import { asSource, pasteBox } from "../core/paste.js";
import { axisOf, roomPlot, Z } from "../core/room_plot.js";
import { view } from "../core/view.js";
import { cochranQ } from "../engine/heterogeneity.js";
import { RandomEffects } from "../engine/random_effects.js";
import { drawFor, handedIn, isHereOnly, sameName, truthOf, twoLines } from "../engine/room.js";
import { ASKED, HERE_ONLY, keyOf, LEARNER, PASTE, TRAINER, truthIn } from "../words/room.js";

const STATE = ["room", "learner", "labels", "effects", "std_errors", "revealed"];
const EXAMPLE = ["Ada", "Bob", "Cleo", "Dan", "Eve", "Fay", "Gus", "Hal"];
// Not the seed of any room: an example gives nothing away.
const EXAMPLE_SEED = 0;

const digitsOf = ({ sigma }) => decimalsFor([sigma / 10]);

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
function trainerPart({ get, change, schedule }, el) {
  const hidden = { mu: get("mu"), tau: get("tau"), sigma: get("sigma") };
  let seed = anySeed();
  // Whoever follows the link lands on this figure, wherever it stands in its page.
  const at = el.closest("section[id]")?.id;
  const place = at ? `&at=${at}` : "";
  const linkTo = (room) => `${location.href.split("#")[0]}#world=${encode({ room })}${place}`;
  const address = html("input", {
    class: "bs-field bs-link-field",
    readonly: true,
    "aria-label": "Link for the room",
  });
  const link = () => {
    address.value = linkTo({ ...hidden, seed });
    schedule();
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
      text: (v) => fixed(v, digitsOf(hidden)),
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
    isHereOnly(location.href) ? html("p", { class: "bs-room-here", role: "note", text: HERE_ONLY }) : "",
    address,
    div(
      "bs-bar",
      button("Another world", another),
      button("Enter this room", enter),
      copyButton("Copy the link", () => address.value, "take it from the field"),
    ),
  );
  link();
  return { node, refresh, hidden, linkTo, made: () => ({ ...hidden, seed }) };
}

// A learner's part: a name, and the experiment that belongs to it.
function learnerPart({ get, change }) {
  const name = html("input", {
    class: "bs-field",
    type: "text",
    maxlength: 40,
    autocomplete: "off",
    placeholder: "Name or number",
    "aria-label": "Your name or number",
  });
  name.value = get("learner");
  let drawn = get("learner").trim();
  const mine = html("pre", { class: "bs-result", tabindex: 0, "aria-label": "Your two lines" });
  const told = html("p", { class: "bs-hint bs-room-told", role: "status" });
  const copy = copyButton("Copy my two lines", () => mine.textContent, "select the two lines");
  const ask = () => change({ learner: name.value });
  name.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") ask();
  });
  const node = div(
    "bs-room-part",
    html("p", { text: LEARNER }),
    div("bs-bar bs-room-name", name, button("Draw my experiment", ask)),
    told,
    div("bs-bar bs-room-mine", mine, copy),
  );
  function draw(inside, who) {
    const own = who ? drawFor(inside, who) : null;
    const text = own
      ? `${own.who}: ${own.n} visitors per arm. Hand in these two lines:`
      : "Type your name, so that you get the same experiment again.";
    set(told, { text });
    // Put back by somebody else's hand, as Reset does.
    if (who !== drawn && who !== name.value.trim()) name.value = who;
    drawn = who;
    for (const part of [mine, copy]) part.style.visibility = own ? "" : "hidden";
    // Two lines are there before they say anything, so that nothing moves.
    set(mine, { text: own ? twoLines(own, Math.max(3, digitsOf(inside) + 1)) : "\u00a0\n\u00a0" });
  }
  return { node, draw };
}

function resultsBox({ change }) {
  const box = pasteBox({
    label: "The room's results",
    press: "Analyse the room",
    hint: PASTE,
    read: handedIn,
    use({ labels, effects, std_errors }) {
      const found = { labels, effects, std_errors };
      change({ ...found, dataset: "yours", datasets: { yours: asSource(found) }, revealed: false });
    },
  });
  box.node.classList.add("bs-room-results");
  set(box.area, { rows: 3 });
  return box.node;
}

// What all results say together, and, when it is time, the truth.
function resultsPart({ change, reset }) {
  const shows = readings("Q", "Average, μ", "Spread, τ", "P(next effect > 0)");
  const words = wordsBox(220);
  set(words.node, { "aria-live": "polite" });
  const reveal = button("Reveal the truth", () => change({ revealed: true }));

  function draw(inside, found, rows, revealed, digits) {
    const [q, average, spread, next] = shows;
    const fine = (v) => fixed(v, digits);
    q.show(fixed(found.q.statistic, 1), `${found.q.df} expected if all were equal`);
    average.show(fine(found.mu), interval(...found.muRange, digits));
    spread.show(fine(found.tau), interval(...found.tauRange, digits));
    next.show(probability(found.next), `from ${rows.length} results`);
    reveal.disabled = revealed;
    const known = rows.filter(({ truth }) => truth !== null);
    const held = known.filter(({ effect, stdError, truth }) => Math.abs(effect - truth) <= Z * stdError);
    const counts = { K: rows.length, held: held.length, strange: rows.length - known.length };
    words.say(revealed ? truthIn(inside, found, counts, digits) : "");
  }
  const again = reset(["learner", "labels", "effects", "std_errors", "dataset", "datasets", "revealed"]);
  return {
    top: div("bs-bar", reveal, again),
    reveal,
    bottom: html("div", {}, panel(shows), words.node),
    draw,
  };
}

// What stands in the picture: an example, one's own result so far, or the room's.
function sceneOf({ room, learner, labels, effects, std_errors }, hidden) {
  if (!Number.isFinite(room?.mu)) {
    const rows = EXAMPLE.map((name) => drawFor({ ...hidden, seed: EXAMPLE_SEED }, name));
    return { stage: "example", mine: -1, rows: rows.map((row) => ({ ...row, label: row.who })) };
  }
  const who = learner.trim();
  if (effects.length < 2) {
    const row = who ? drawFor(room, who) : { who: "Nobody yet" };
    return { stage: "alone", mine: who ? 0 : -1, rows: [{ ...row, label: row.who }] };
  }
  const rows = labels.map((label, i) => ({ label, effect: effects[i], stdError: std_errors[i] }));
  return {
    stage: "room",
    mine: who ? rows.findIndex(({ label }) => sameName(label, who)) : -1,
    rows: rows.map((row) => ({ ...row, truth: truthOf(room, row) })),
  };
}

function picturePart() {
  const key = html("p", { class: "bs-room-key" }),
    stage = div("bs-stage");
  let plot = null,
    built = "",
    axis = "";

  // The plot is made anew for other people, and its axis for another range.
  function draw(width, scene, what) {
    const form = JSON.stringify([scene.stage, scene.mine, scene.rows.map(({ label }) => label)]);
    if (form !== built) {
      plot = roomPlot({ ...scene, digits: what.digits });
      stage.replaceChildren(plot.node);
      [built, axis] = [form, ""];
    }
    const domain = axisOf(scene.rows, what.sigma),
      range = String([width, ...domain]);
    if (range !== axis) plot.layout(width, domain);
    axis = range;
    plot.node.classList.toggle("bs-example", scene.stage === "example");
    plot.draw({ ...what, rows: scene.rows });
    set(key, { text: keyOf({ ...scene, ...what }) });
  }
  return { node: html("div", {}, key, stage), draw };
}

export function render({ model, el }) {
  return view({ model, el }, "A room of experiments", (context) => {
    const { root, read, announce } = context;
    const trainer = trainerPart(context, el);
    const learner = learnerPart(context);
    const results = resultsPart(context);
    const picture = picturePart();
    const room = html("div", {}, learner.node, resultsBox(context));
    const address = html("a");
    const asked = html("p", { class: "bs-title", text: ASKED });
    root.append(
      asked,
      room,
      results.top,
      picture.node,
      results.bottom,
      trainer.node,
      html("p", { class: "bs-room-print" }, "The link to this room: ", address),
    );

    function draw(width) {
      const now = read(STATE);
      const K = now.effects.length;
      if (now.std_errors.length !== K || now.labels.length !== K) return;
      const scene = sceneOf(now, trainer.hidden),
        entered = scene.stage !== "example",
        inside = entered ? now.room : trainer.hidden,
        digits = digitsOf(inside),
        all = scene.stage === "room";
      [room.hidden, asked.hidden] = [!entered, entered];
      results.top.hidden = !entered;
      for (const part of [results.reveal, results.bottom]) part.hidden = !all;
      trainer.refresh();
      if (entered) learner.draw(inside, now.learner.trim());
      const found =
        scene.stage === "alone"
          ? null
          : summarise({
              labels: scene.rows.map(({ label }) => label),
              effects: scene.rows.map(({ effect }) => effect),
              std_errors: scene.rows.map(({ stdError }) => stdError),
            });
      const revealed = !entered || (all && now.revealed);
      picture.draw(width, scene, {
        found,
        mu: inside.mu,
        sigma: inside.sigma,
        revealed,
        hidden: trainer.hidden,
        digits,
      });
      const link = trainer.linkTo(entered ? now.room : trainer.made());
      set(address, { href: link, text: link });
      if (!all) return;
      results.draw(inside, found, scene.rows, now.revealed, digits);
      announce(`${K} results: average ${fixed(found.mu, digits)}, spread ${fixed(found.tau, digits)}.`);
    }
    return { layout() {}, draw };
  });
}
