// Drag τ from complete pooling to none, over the exact posterior of τ; or let the data choose.

import { choice, reading } from "../core/controls.js";
import { copyOf, dataChoice, STUDIES } from "../core/data.js";
import { densityStrip } from "../core/density.js";
import { html, set, svg } from "../core/dom.js";
import { forestFrame } from "../core/forest.js";
import { decimalsFor, fixed, interval, niceStep, percent, probability, roundTo } from "../core/format.js";
import { handle } from "../core/handle.js";
import { diamond, dot, span, square } from "../core/shapes.js";
import { view } from "../core/view.js";
import { normal } from "../engine/mixtures.js";
import { nameOf } from "../engine/priors.js";
import { givenTau, RandomEffects, shrinkage, thetaGiven } from "../engine/random_effects.js";

function median(values) {
  const sorted = [...values].sort((a, b) => a - b),
    half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// Every result at one τ, or averaged over its posterior: the same shape, so that one drawing serves both.
export function resultsAt(post, tau, averaged) {
  const { y, s, muPrior } = post,
    last = median(s);
  if (averaged) {
    return {
      mu: post.mu,
      theta: y.map((_, k) => post.theta(k)),
      pull: y.map((_, k) => post.shrinkage(k)),
      next: post.thetaNew(),
      estimate: post.thetaNew(last),
    };
  }
  const mu = givenTau(y, s, tau, muPrior),
    of = ({ mean, variance }) => normal(mean, Math.sqrt(variance));
  return {
    mu: of(mu),
    theta: y.map((v, k) => of(thetaGiven(v, s[k], tau, mu))),
    pull: s.map((e) => shrinkage(e, tau)),
    next: of({ mean: mu.mean, variance: mu.variance + tau * tau }),
    estimate: of({ mean: mu.mean, variance: mu.variance + tau * tau + last * last }),
  };
}

export function sentences(results, { tau, averaged, labels, y, s, noun, digits, level, range }) {
  if (!averaged && tau === 0)
    return `Complete pooling: one effect for every ${noun}. Each estimate moves all the way to the average, and the next ${noun} is taken to be the average too.`;
  if (!averaged && tau === Infinity)
    return `No pooling: every ${noun} keeps its own estimate, learns nothing from the others, and says nothing about the next one.`;
  const noisy = s.indexOf(Math.max(...s)),
    sharp = s.indexOf(Math.min(...s));
  const moves = y.map((v, k) => results.theta[k].mean - v),
    far = moves.reduce((best, m, k) => (Math.abs(m) > Math.abs(moves[best]) ? k : best), 0);
  const how = averaged
    ? `The data choose: every τ takes part, each as much as the curve says it deserves (${percent(level)} of it lies between ${range}).`
    : `With τ = ${fixed(tau, digits)} every ${noun} moves part of the way to the average.`;
  return (
    `${how} ${labels[far]} moves furthest, from ${fixed(y[far], digits)} to ${fixed(results.theta[far].mean, digits)}. The share of the way ` +
    `depends on the standard error and not on how extreme an estimate is: ${percent(results.pull[noisy])} for ${labels[noisy]}, the noisiest, ` +
    `${percent(results.pull[sharp])} for ${labels[sharp]}, the most precise.`
  );
}

export function render({ model, el }) {
  return view({ model, el }, "τ explorer", ({ root, get, change, announce }) => {
    const { pick, source } = dataChoice(get, change, [...STUDIES, "mu_prior", "tau_prior"]);
    const tau = () => Number(get("tau")),
      averaged = () => get("averaged");
    let post = null,
      world = null,
      plot = null,
      shape = "",
      chosen = null;

    const setTau = (value) =>
      change({
        averaged: false,
        tau: value > world.top * 1.000001 ? "Infinity" : roundTo(value, world.digits + 1),
      });
    const ends = choice({
      label: "Pooling",
      options: () => [
        ["0", "Complete pooling"],
        ["data", "Let the data choose"],
        ["Infinity", "No pooling"],
      ],
      get: () => (averaged() ? "data" : String(tau())),
      pick: (to) =>
        change(to === "data" ? { averaged: true } : { averaged: false, tau: to === "0" ? 0 : to }),
    });
    const strip = densityStrip({
      describe: "Posterior of τ",
      stop: { text: "∞" },
      caption: () => "τ, the spread of the true effects: drag the knob",
    });
    const at = () => (averaged() ? Math.min(world.centre, world.top) : tau());
    const slider = handle(strip.grip, {
      label: "τ, the spread of the true effects",
      bounds: () => [0, world.top + world.step],
      step: () => world.step,
      get: () => Math.min(at(), world.top + world.step),
      set: setTau,
      perPixel: strip.perPixel,
      text: () =>
        averaged()
          ? `averaged, mean ${fixed(world.centre, world.digits)}`
          : tau() === Infinity
            ? "infinite: no pooling"
            : tau() === 0
              ? "0: complete pooling"
              : fixed(tau(), world.digits),
    });
    const stage = html("div", { class: "bs-stage" }),
      words = html("p", { class: "bs-words" });
    const shows = ["τ", "P(μ > 0)", "P(next effect > 0)", "P(next estimate > 0)"].map((name) =>
      reading(name),
    );
    const key = html("p", { class: "bs-hint bs-key" });
    root.append(
      html("div", { class: "bs-bar" }, pick.node),
      html("div", { class: "bs-bar" }, ends.node),
      html("div", { class: "bs-stage" }, strip.node),
      html("div", { class: "bs-panel bs-four" }, ...shows.map((r) => r.node)),
      key,
      stage,
      words,
    );

    function rebuild({ effects, std_errors, labels }) {
      post = new RandomEffects(effects, std_errors, get("mu_prior"), get("tau_prior"));
      const marginal = post.tau,
        [low, high] = marginal.interval(get("level")),
        noun = source().noun ?? "study";
      const digits = decimalsFor(std_errors),
        top = Math.max(marginal.quantile(0.99) * 1.15, 2 * median(std_errors)),
        step = niceStep(top / 100);
      const grid = Array.from({ length: 161 }, (_, i) => (top * i) / 160),
        proper = post.tauPrior.tail > 1;
      const edges = [
          ...effects.flatMap((v, i) => [v - 2 * std_errors[i], v + 2 * std_errors[i]]),
          ...post.thetaNew().interval(get("level")),
        ],
        [from, to] = [Math.min(0, ...edges), Math.max(0, ...edges)];
      world = {
        noun,
        digits,
        step,
        top: Math.ceil(top / step) * step,
        low,
        high,
        centre: marginal.mean,
        domain: [from - (to - from) / 25, to + (to - from) / 25],
        points: grid.map((t) => [t, marginal.pdf(t)]),
        prior: proper ? grid.map((t) => [t, Math.exp(post.tauPrior.logpdf(t))]) : [],
        cdf: marginal.cdf,
      };
      chosen = null;
      plot = forestFrame({
        labels,
        tails: ["Average, μ", `Next ${noun}`],
        describe: `Estimates and posteriors, ${noun} by ${noun}`,
        caption: () => source().scale ?? "effect",
        columns: [
          { name: "weight on μ", width: 84, from: 580 },
          { name: "posterior", width: 72, from: 680 },
          { name: `${percent(get("level"))} interval`, width: 132, from: 580 },
        ],
      });
      stage.replaceChildren(plot.node);
      const path = (name) => plot.under.appendChild(svg("path", { class: name }));
      plot.parts = {
        line: path("bs-mean"),
        diamond: path("bs-diamond"),
        next: path("bs-next"),
        raw: path("bs-raw"),
        link: path("bs-link"),
        bar: path("bs-ci"),
        dot: path("bs-dot"),
      };
      set(key, {
        text: `Squares: each ${noun} alone. Dots: its posterior. Priors: μ ~ ${nameOf(get("mu_prior"))}, τ ~ ${nameOf(get("tau_prior"))}.`,
      });
    }

    function layout(width) {
      if (!plot) return;
      strip.layout(width, [0, world.top]);
      strip.curves(world.points, world.prior, [world.low, world.high], ["p(τ | data)", "prior"]);
      plot.layout(width, world.domain);
    }

    function draw(width) {
      const now = copyOf({ labels: get("labels"), effects: get("effects"), std_errors: get("std_errors") }),
        K = now.effects.length;
      if (K < 2 || now.std_errors.length !== K || now.labels.length !== K) return;
      const form = JSON.stringify([now, get("dataset"), get("level"), get("mu_prior"), get("tau_prior")]);
      if (form !== shape) {
        shape = form;
        rebuild(now);
        layout(width);
      }
      const results = averaged() ? (chosen ??= resultsAt(post, 0, true)) : resultsAt(post, tau(), false);
      show(now, results, K);
    }

    function show({ labels, effects, std_errors }, { mu, theta, pull, next, estimate }, K) {
      const { x, geometry } = plot,
        { digits, noun } = world,
        level = get("level"),
        z = normal(0, 1).quantile(0.5 + level / 2);
      const range = ([low, high]) => interval(low, high, digits),
        place = at(),
        infinite = place === Infinity;
      strip.place(
        place,
        world.points.filter(([t]) => t <= place),
      );
      strip.node.classList.toggle("bs-averaged", averaged());
      slider.refresh();
      const rows = { raw: "", link: "", bar: "", dot: "" };
      effects.forEach((effect, i) => {
        const y = geometry.y[i],
          up = y - 6,
          down = y + 6,
          [low, high] = theta[i].interval(level),
          half = z * std_errors[i],
          middle = x(theta[i].mean);
        rows.raw += span(x, effect - half, effect + half, up) + square(x(effect), up, 4);
        rows.link += `M${x(effect)} ${up}L${middle} ${down}`;
        rows.bar += span(x, low, high, down);
        rows.dot += dot(middle, down, 5);
        plot.cell(i, 0, percent(pull[i]));
        plot.cell(i, 1, fixed(theta[i].mean, digits));
        plot.cell(i, 2, range([low, high]));
      });
      for (const [name, d] of Object.entries(rows)) set(plot.parts[name], { d });
      const reach = mu.interval(level),
        ahead = infinite ? [-Infinity, Infinity] : next.interval(level),
        [yMean, yNext] = geometry.y.slice(K);
      set(plot.parts.line, {
        d: `M${x(mu.mean)} ${geometry.top}V${yMean}`,
        display: infinite ? "none" : null,
      });
      set(plot.parts.diamond, {
        d: diamond(x, reach[0], mu.mean, reach[1], yMean, 8),
        display: infinite ? "none" : null,
      });
      set(plot.parts.next, { d: span(x, ...ahead, yNext, 5) });
      plot.cell(K, 1, infinite ? "–" : fixed(mu.mean, digits));
      plot.cell(K, 2, infinite ? "its prior" : range(reach));
      plot.cell(K + 1, 2, range(ahead));

      const share = averaged()
        ? `${percent(level)}: ${range([world.low, world.high])}`
        : `${percent(infinite ? 1 : world.cdf(place))} of p(τ) below`;
      const above = (d) => (infinite ? "–" : probability(d.probAbove(0)));
      shows[0].show(averaged() ? fixed(world.centre, digits) : fixed(place, digits), share);
      shows[1].show(above(mu), "on average");
      shows[2].show(above(next), `for the next ${noun}`);
      shows[3].show(above(estimate), "when measured");
      const context = {
        tau: tau(),
        averaged: averaged(),
        labels,
        y: effects,
        s: std_errors,
        noun,
        digits,
        level,
        range: `${fixed(world.low, digits)} and ${fixed(world.high, digits)}`,
      };
      set(words, { text: sentences({ theta, pull }, context) });
      announce(
        infinite
          ? "No pooling."
          : `Average above zero ${above(mu)}, next ${noun} above zero ${above(next)}, next estimate above zero ${above(estimate)}.`,
      );
      for (const control of [pick, ends]) control.refresh();
    }
    return { layout, draw };
  });
}
