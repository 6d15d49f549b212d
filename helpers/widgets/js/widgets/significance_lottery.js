// Draw worlds of K experiments; drag their true spread and their sizes; count the significant ones.

import { columnChart } from "../core/columns.js";
import { button, choice, reading } from "../core/controls.js";
import { html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { fixed, niceStep, percent, roundTo } from "../core/format.js";
import { gripIn } from "../core/grip.js";
import { bell, chevrons, diamond, span } from "../core/shapes.js";
import { view } from "../core/view.js";
import { normalQuantile } from "../engine/special.js";
import { countDistribution, drawWorld, significanceChance, worldNormals } from "../engine/votes.js";

const DRAGGED = ["mu", "tau", "n_per_arm", "worlds"];
const SIZES = [
  [0.25, "÷4"],
  [1, "as run"],
  [4, "×4"],
  [16, "×16"],
];
const FEWEST = 20,
  MOST = 50000,
  HIT = 26,
  MANY = 2000;
const errorOf = (sigma, n) => sigma * Math.sqrt(2 / n);
const sum = (values) => values.reduce((a, b) => a + b, 0);

// Everything shown, from the state alone. `normals` holds the worlds drawn so far.
export function summarise({ mu, tau, n_per_arm, sigma, level }, normals) {
  const z = normalQuantile(0.5 + level / 2),
    s = n_per_arm.map((n, k) => errorOf(sigma[k], n));
  const counts = (spread) => countDistribution(s.map((e) => significanceChance(mu, spread, e, z)));
  const votes = (world) => world.estimates.filter((y, k) => Math.abs(y) > z * s[k]).length;
  const seen = new Array(s.length + 1).fill(0),
    worlds = normals.map((draws) => drawWorld(draws, mu, tau, s));
  for (const world of worlds) seen[votes(world)] += 1 / worlds.length;
  const world = worlds.at(-1),
    exact = counts(tau);
  return {
    z,
    s,
    world,
    votes: votes(world),
    seen,
    exact,
    alike: counts(0),
    mean: sum(exact.map((p, m) => m * p)),
  };
}

export function sentences({ exact, alike, mean }, { mu, tau, observed }, { K, digits }) {
  const now = exact[observed] ?? 0,
    then = alike[observed] ?? 0,
    both = `${observed} of ${K}`;
  if (tau === 0) {
    return (
      `All ${K} markets have the same true effect, ${fixed(mu, digits)}. Their estimates differ by noise alone, and on ` +
      `average ${fixed(mean, 2)} of them are significant. A vote of ${both} turns up in ${percent(now)} of such worlds.`
    );
  }
  const apart =
    Math.max(now, then) < 1.25 * Math.min(now, then)
      ? "The vote cannot tell these worlds from those."
      : Math.max(now, then) < 3 * Math.min(now, then)
        ? "That is faint news."
        : "Now the vote begins to tell these worlds from those.";
  return (
    `The true effects differ, with a standard deviation of ${fixed(tau, digits)}. A vote of ${both} turns up in ${percent(now)} ` +
    `of such worlds, and in ${percent(then)} of worlds where all markets are alike. ${apart}`
  );
}

export function render({ model, el }) {
  return view({ model, el }, "Significance lottery", ({ root, get, change, announce }) => {
    const all = () =>
      Object.fromEntries([...DRAGGED, "sigma", "level", "observed"].map((name) => [name, get(name)]));
    const start = all(),
      normals = [];
    let plot = null,
      parts = null,
      world = null,
      shape = "";

    const sizes = choice({
      label: "Visitors",
      options: () => SIZES.map(([factor, text]) => [factor, text]),
      get: () =>
        SIZES.map(([f]) => f).find((f) =>
          get("n_per_arm").every((n, k) => n === Math.round(f * start.n_per_arm[k])),
        ),
      pick: (factor) => change({ n_per_arm: start.n_per_arm.map((n) => Math.round(factor * n)) }),
    });
    const more = (count) => () => change({ worlds: Math.min(MANY, get("worlds") + count) });
    const reset = button(
      "Reset",
      () => change(Object.fromEntries(DRAGGED.map((name) => [name, start[name]]))),
      "bs-plain",
    );
    const drawn = reading("Vote in this world"),
      average = reading("Average vote"),
      asked = reading(""),
      columns = columnChart();
    const stage = html("div", { class: "bs-stage" }),
      words = html("p", { class: "bs-words" });
    const hint =
      "Filled squares are significant; green ticks are the true effects. Drag the two grips below the markets to change what is true, " +
      "the end of a bar to change a market’s visitors. Keyboard: Tab, then arrow keys.";
    root.append(
      html(
        "div",
        { class: "bs-bar" },
        button("Another world", more(1)),
        button("100 more", more(100)),
        html("span", { class: "bs-lottery-lead", text: "Visitors:" }),
        sizes.node,
        reset,
      ),
      html("div", { class: "bs-panel" }, drawn.node, average.node, asked.node),
      html("p", { class: "bs-hint", text: hint }),
      stage,
      columns.node,
      words,
    );

    // The end of market k's bar stands for its visitors: half the bar is z standard errors.
    function sizeGrip(k, side) {
      const z = () => normalQuantile(0.5 + get("level") / 2),
        half = (n) => z() * errorOf(get("sigma")[k], n);
      return gripIn(plot, {
        side,
        label: `${get("labels")[k]}: visitors per arm`,
        bounds: () => [half(MOST), half(FEWEST)],
        get: () => half(get("n_per_arm")[k]),
        step: () => 0.02 * half(get("n_per_arm")[k]),
        text: () => `${get("n_per_arm")[k]} visitors`,
        set: (h) =>
          change({ n_per_arm: get("n_per_arm").with(k, Math.round(2 * ((z() * get("sigma")[k]) / h) ** 2)) }),
      });
    }

    function rebuild() {
      const s = start.n_per_arm.map((n, k) => errorOf(start.sigma[k], n)).sort((a, b) => a - b),
        typical = s[s.length >> 1];
      const step = niceStep(typical / 20),
        round = (v) => roundTo(Math.round(v / step) * step, 6),
        width = round(6.5 * typical),
        middle = round(start.mu);
      world = {
        domain: [middle - width, middle + width],
        digits: Math.max(0, Math.min(8, Math.ceil(-Math.log10(step)))),
        K: start.sigma.length,
      };
      plot = forestFrame({
        labels: get("labels"),
        tails: ["Mean μ", "Spread τ"],
        describe: "Experiments of one world",
        caption: () => "effect",
        columns: [
          { name: "per arm", width: 66, from: 600 },
          { name: "z", width: 56, from: 540 },
          { name: "significant", width: 84, from: 520 },
        ],
      });
      stage.replaceChildren(plot.node);
      const path = (name, g = plot.under) => g.appendChild(svg("path", { class: name }));
      const value = (name) => ({
        get: () => get(name),
        text: (v) => fixed(v, world.digits),
        step: () => step,
        set: (v) => change({ [name]: round(v) }),
      });
      parts = {
        line: path("bs-mean"),
        bell: path("bs-lottery-bell"),
        diamond: path("bs-diamond"),
        knob: path("bs-lottery-knob"),
        arrows: path("bs-lottery-arrows"),
        rows: get("labels").map((_, k) => ({
          bar: path("bs-ci", plot.marks),
          truth: path("bs-lottery-truth", plot.marks),
          square: plot.marks.appendChild(svg("rect", { width: 11, height: 11 })),
          ends: [-1, 1].map((side) => sizeGrip(k, side)),
        })),
        mu: gripIn(plot, {
          ...value("mu"),
          label: "Mean of the true effects",
          bounds: () => [middle - width / 2, middle + width / 2],
        }),
        tau: gripIn(plot, {
          ...value("tau"),
          label: "Spread of the true effects",
          bounds: () => [0, round(width / 2)],
        }),
      };
    }

    const layout = (width) => plot?.layout(width, world.domain);
    function draw(width) {
      const form = JSON.stringify([get("labels"), get("sigma"), get("level"), get("seed")]);
      if (form !== shape) {
        shape = form;
        rebuild();
        layout(width);
        normals.length = 0;
      }
      const now = all(),
        wanted = Math.max(1, Math.min(MANY, now.worlds));
      if (now.n_per_arm.length !== world.K) return;
      while (normals.length < wanted)
        normals.push(worldNormals((get("seed") - 1) * MANY + normals.length + 1, world.K));
      show(now, summarise(now, normals.slice(0, wanted)), wanted, width);
    }

    function show(now, result, worlds, width) {
      const { x, geometry } = plot,
        { digits, K } = world,
        [left, right] = x.range(),
        narrow = width < 520;
      const inside = (v) => Math.max(left, Math.min(right, x(v)));
      parts.rows.forEach(({ bar, truth, square, ends }, k) => {
        const y = geometry.y[k],
          estimate = result.world.estimates[k],
          half = result.z * result.s[k],
          significant = Math.abs(estimate) > half;
        const at = inside(estimate);
        set(bar, { d: span(x, estimate - half, estimate + half, y, 6) });
        set(truth, { d: `M${inside(result.world.truth[k])} ${y - 10}v20` });
        set(square, {
          class: significant ? "bs-square" : "bs-square bs-lottery-hollow",
          x: at - 5.5,
          y: y - 5.5,
        });
        for (const end of ends)
          end.place(
            Math.max(left + 6, Math.min(right - 6, at + end.side * Math.max(HIT, x(half) - x(0)))),
            y,
          );
        plot.cell(k, 0, String(now.n_per_arm[k]));
        plot.cell(k, 1, fixed(estimate / result.s[k], 2));
        plot.cell(
          k,
          2,
          narrow
            ? `${now.n_per_arm[k]} per arm · ${significant ? "significant" : "not"}`
            : significant
              ? "yes"
              : "–",
        );
      });
      const [yMean, ySpread] = geometry.y.slice(K),
        centre = x(now.mu),
        one = x(now.mu + now.tau),
        sd = one - centre;
      set(parts.line, { d: `M${centre} ${geometry.top}V${yMean}` });
      set(parts.diamond, { d: diamond(x, x.invert(centre - 9), now.mu, x.invert(centre + 9), yMean, 9) });
      set(parts.bell, { d: bell(centre, sd, ySpread + 11, 22, [left, right]) });
      set(parts.knob, {
        d: `M${centre} ${ySpread + 4}H${one}M${one + 6} ${ySpread + 4}a6 6 0 1 0 -12 0a6 6 0 1 0 12 0`,
      });
      set(parts.arrows, {
        d: [
          [centre, yMean],
          [one, ySpread + 4],
        ]
          .map(([at, y]) => chevrons(at - 15, at + 15, y))
          .join(""),
      });
      parts.mu.place(centre, yMean);
      parts.tau.place(one, ySpread + 4);
      plot.cell(K, 2, fixed(now.mu, digits));
      plot.cell(K + 1, 2, fixed(now.tau, digits));
      columns.draw(width, {
        bars: result.exact,
        dots: worlds < 20 ? null : result.seen,
        strong: now.observed,
        here: result.votes,
        caption: `significant markets out of ${K}`,
      });

      set(asked.node.firstChild, { text: `Chance of exactly ${now.observed} of ${K}` });
      drawn.show(`${result.votes} of ${K}`, `world ${worlds}`);
      average.show(fixed(result.mean, 2), "over all such worlds");
      asked.show(
        percent(result.exact[now.observed] ?? 0, 1),
        worlds < 20 ? "" : `seen in ${percent(result.seen[now.observed] ?? 0, 1)} of ${worlds} worlds`,
      );
      set(words, { text: sentences(result, now, { K, digits }) });
      announce(
        `World ${worlds}: ${result.votes} of ${K} significant. On average ${fixed(result.mean, 2)}. ` +
          `Exactly ${now.observed}: ${percent(result.exact[now.observed] ?? 0, 1)}.`,
      );
      sizes.refresh();
    }
    return { layout, draw };
  });
}
