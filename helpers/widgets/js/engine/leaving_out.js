// Each study foreseen from the others, exactly, under partial, complete and no pooling; and what draws from a posterior
// that has seen them all make of the same question, by Pareto-smoothed importance sampling.

import { psis } from "./diagnostics.js";
import { normal } from "./mixtures.js";
import { RandomEffects, givenTau, shrinkage } from "./random_effects.js";
import { generator } from "./samplers.js";

export const POOLINGS = ["partial", "complete", "none"];
const LOG_2PI = Math.log(2 * Math.PI);
export const logNormal = (x, mean, sd) => -0.5 * (((x - mean) / sd) ** 2 + LOG_2PI) - Math.log(sd);

const priorOf = ({ prior_mean, prior_sd }) => ({ family: "Normal", mean: prior_mean, sd: prior_sd });
const spreadOf = ({ tau_scale }) => ({ family: "HalfNormal", scale: tau_scale });
const posteriorOf = (y, s, now) => new RandomEffects(y, s, priorOf(now), spreadOf(now));

// What the others say that study k will report.
export function forecast(now, k, pooling) {
  const { effects, std_errors, prior_mean, prior_sd } = now,
    s = std_errors[k];
  if (pooling === "none") return normal(prior_mean, Math.hypot(prior_sd, s));
  const [y, errors] = [effects, std_errors].map((v) => v.toSpliced(k, 1));
  if (pooling === "partial") return posteriorOf(y, errors, now).thetaNew(s);
  const mu = givenTau(y, errors, 0, priorOf(now));
  return normal(mu.mean, Math.sqrt(mu.variance + s * s));
}

// Log density of a mixture, also where its components all but vanish.
export function logDensity({ weights, means, sds }, x) {
  const logs = weights.map((w, i) => Math.log(w) + logNormal(x, means[i], sds[i])),
    top = logs.reduce((a, b) => Math.max(a, b));
  return top + Math.log(logs.reduce((sum, v) => sum + Math.exp(v - top), 0));
}

// Forecast and score of every study.
export const leftOut = (now, pooling) =>
  now.effects.map((y, k) => {
    const expected = forecast(now, k, pooling);
    return { expected, score: logDensity(expected, y) };
  });

// The chances behind S draws of K effects: they stay while the reader drags.
export function chancesOf(seed, S, K) {
  const { uniform, normal } = generator(seed);
  return Array.from({ length: S }, () => ({
    u: uniform(),
    mu: normal(),
    z: Float64Array.from({ length: K }, normal),
  }));
}

// What a draw makes of its chances: τ and the mean about which it spreads the effects.
function drawnFrom(now, pooling) {
  const { effects: y, std_errors: s, prior_mean, prior_sd } = now;
  if (pooling === "none") return () => ({ tau: prior_sd, centre: prior_mean });
  if (pooling === "complete") {
    const { mean, variance } = givenTau(y, s, 0, priorOf(now));
    return ({ mu }) => ({ tau: 0, centre: mean + Math.sqrt(variance) * mu });
  }
  const post = posteriorOf(y, s, now);
  let sum = 0;
  const below = post.weights.map((w) => (sum += w));
  return ({ u, mu }) => {
    const i = firstAbove(below, u),
      { mean, variance } = post.given[i];
    return { tau: post.taus[i], centre: mean + Math.sqrt(variance) * mu };
  };
}

// Where in an ascending list the first entry above u stands; the last, if there is none.
function firstAbove(list, u) {
  let [low, high] = [0, list.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

// Score and k̂ of one observation from its log likelihoods over draws.
export function importanceScore(logLikelihoods) {
  const { logWeights, k } = psis(logLikelihoods.map((v) => -v)),
    terms = logWeights.map((w, i) => w + logLikelihoods[i]),
    top = terms.reduce((a, b) => Math.max(a, b));
  return { score: top + Math.log(terms.reduce((sum, v) => sum + Math.exp(v - top), 0)), k };
}

// The same of every study, from draws of all effects: y − θ shrinks towards the mean's distance, and varies about it.
export function sampledScores(now, pooling, chances) {
  const draws = chances.map(drawnFrom(now, pooling));
  return now.effects.map((y, k) => {
    const s = now.std_errors[k];
    return importanceScore(
      draws.map(({ tau, centre }, i) => {
        const b = shrinkage(s, tau);
        return logNormal(b * (y - centre), Math.sqrt(1 - b) * s * chances[i].z[k], s);
      }),
    );
  });
}

// For the tests: exact scores and sampled ones, as numbers.
export function summary(now, pooling, draws, seed) {
  const exact = leftOut(now, pooling).map(({ score }) => score),
    sampled = sampledScores(now, pooling, chancesOf(seed, draws, now.effects.length));
  return { exact, sampled: sampled.map(({ score }) => score), k: sampled.map(({ k }) => k) };
}
