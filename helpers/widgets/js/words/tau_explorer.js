// What TauExplorer says: readings, sentences, and what is spoken.

import { set } from "../core/dom.js";
import { fixed, interval, percent, probability, share, withArticle } from "../core/format.js";
import { nameOf } from "../engine/priors.js";

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
    ? `The data choose: every τ counts, by the height of the curve there (${percent(level)} of it lies between ${range}).`
    : `With τ = ${fixed(tau, digits)} every ${noun} moves part of the way to the average.`;
  return (
    `${how} ${labels[far]} moves furthest, from ${fixed(y[far], digits)} to ${fixed(results.theta[far].mean, digits)}. How much of the way to the ` +
    `average an estimate goes depends on its standard error and not on how extreme it is: ${share(results.pull[noisy])} for ` +
    `${labels[noisy]}, the noisiest, ${share(results.pull[sharp])} for ${labels[sharp]}, the most precise.`
  );
}

export function showReadings([tau, average, effect, estimate], results, { averaged, level }, place, world) {
  const { digits, low, high, centre, cdf, noun } = world;
  const infinite = place === Infinity;
  const above = aboveZero(infinite);
  const part = averaged
    ? `${percent(level)}: ${interval(low, high, digits)}`
    : `${share(infinite ? 1 : cdf(place))} lies below`;
  tau.show(fixed(averaged ? centre : place, digits), part);
  set(effect.node.firstChild, { text: `Works in a new ${noun}` });
  average.show(above(results.mu), "P(μ > 0)");
  effect.show(above(results.next), "P(next effect > 0)");
  estimate.show(above(results.estimate), "P(next estimate > 0)");
}

// What stays in view with the handle where the readings have scrolled away.
export const shortOf = ({ next }, place, { noun, digits }) =>
  `τ ${fixed(place, digits)}: works in a new ${noun} ${aboveZero(place === Infinity)(next)}`;

export const aboveZero = (infinite) => (d) => (infinite ? "–" : probability(d.probAbove(0)));

export function spoken({ mu, next, estimate }, infinite, { noun }) {
  const above = aboveZero(infinite);
  if (infinite) return "No pooling.";
  return (
    `Average above zero ${above(mu)}, next ${noun} above zero ${above(next)}, ` +
    `next estimate above zero ${above(estimate)}.`
  );
}

export const keyOf = ({ noun, order }, many) =>
  `Squares: each ${noun} alone${many ? `, ${order.length} of them, by their estimates` : ""}. Dots: each one after pooling. Dotted line and diamond: the average. ` +
  `Lowest bar: where ${withArticle(noun)} not yet tested may lie.`;

export const priorsOf = ({ mu_prior, tau_prior }) =>
  `Priors: μ ~ ${nameOf(mu_prior)}, τ ~ ${nameOf(tau_prior)}.`;

export function wordsFor(results, now, { noun, digits, low, high }) {
  const { labels, averaged, level } = now;
  const range = `${fixed(low, digits)} and ${fixed(high, digits)}`;
  const about = { tau: Number(now.tau), averaged, labels, noun, digits, level, range };
  return sentences(results, { ...about, y: now.effects, s: now.std_errors });
}
