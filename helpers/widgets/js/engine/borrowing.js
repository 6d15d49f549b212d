// Rules for how much a new estimate borrows from past ones, as in helpers.borrowing: priors are mixtures of normals,
// null the flat one; a gate takes one of two as the estimate falls.

import { Mixture, normal } from "./mixtures.js";
import { RandomEffects } from "./random_effects.js";
import { bracketedRoot } from "./roots.js";
import { normalQuantile } from "./special.js";

export function powerPrior(y, s, alpha) {
  let total = 0,
    sum = 0;
  y.forEach((v, k) => {
    total += s[k] ** -2;
    sum += v * s[k] ** -2;
  });
  return normal(sum / total, Math.sqrt(1 / (total * alpha)));
}

// The belief after one more estimate: weights are multiplied by how well each part predicted it.
export function update(prior, estimate, se) {
  if (!prior) return normal(estimate, se);
  const total = prior.sds.map((sd) => Math.hypot(sd, se));
  const fit = prior.weights.map((w, i) =>
    w > 0
      ? Math.log(w) - Math.log(total[i]) - 0.5 * ((estimate - prior.means[i]) / total[i]) ** 2
      : -Infinity,
  );
  const peak = Math.max(...fit),
    raw = fit.map((f) => Math.exp(f - peak)),
    sum = raw.reduce((a, b) => a + b, 0);
  return new Mixture(
    raw.map((w) => w / sum),
    prior.means.map((m, i) => m + (estimate - m) * (prior.sds[i] / total[i]) ** 2),
    prior.sds.map((sd, i) => (sd * se) / total[i]),
  );
}

// What the prior says of the estimate itself, noise included.
export const predictive = ({ weights, means, sds }, se) =>
  new Mixture(
    weights,
    means,
    sds.map((sd) => Math.hypot(sd, se)),
  );

export function conflictTail(x, forecast) {
  const median = forecast.quantile(0.5),
    distance = Math.abs(x - median);
  return Math.min(1, forecast.cdf(median - distance) + forecast.probAbove(median + distance));
}

// The estimates between which the tail is at least `level`.
export function gateLimits(forecast, level) {
  const median = forecast.quantile(0.5),
    ends = [median - forecast.quantile(level / 2), forecast.quantile(1 - level / 2) - median];
  const excess = (d) => forecast.cdf(median - d) + forecast.probAbove(median + d) - level,
    [near, far] = [Math.min(...ends), Math.max(...ends)];
  const d = excess(near) > 0 && excess(far) < 0 ? bracketedRoot(excess, near, far) : near;
  return [median - d, median + d];
}

// The estimate above which P(θ > 0) exceeds the threshold: between those of the parts, as it rises with the estimate.
export function criticalEstimate(prior, se, threshold) {
  const z = normalQuantile(threshold);
  if (!prior) return z * se;
  const each = prior.means
    .map((m, i) => (se / prior.sds[i]) * (z * Math.hypot(prior.sds[i], se) - (m * se) / prior.sds[i]))
    .filter((_, i) => prior.weights[i] > 0);
  if (each.length === 1) return each[0];
  const excess = (y) => update(prior, y, se).probAbove(0) - threshold,
    low = Math.min(...each) - se,
    high = Math.max(...each) + se;
  return bracketedRoot(excess, low, high);
}

const mixed = (weight, a, b) =>
  new Mixture(
    [...a.weights.map((w) => weight * w), ...b.weights.map((w) => (1 - weight) * w)],
    [...a.means, ...b.means],
    [...a.sds, ...b.sds],
  );

// Every rule as its pieces, { prior, low, high } from left to right: a single one but for the gate.
export function rulesOf({ effects, std_errors, std_error: se, alpha, weight, level, mu_prior, tau_prior }) {
  const whole = powerPrior(effects, std_errors, 1),
    always = (prior) => [{ prior, low: -Infinity, high: Infinity }];
  const [low, high] = gateLimits(predictive(whole, se), level);
  return {
    ignore: always(null),
    whole: always(whole),
    power: always(powerPrior(effects, std_errors, alpha)),
    hierarchical: always(new RandomEffects(effects, std_errors, mu_prior, tau_prior).thetaNew()),
    robust: always(mixed(weight, whole, normal(mu_prior.mean, mu_prior.sd))),
    gate: [
      { prior: null, low: -Infinity, high: low },
      { prior: whole, low, high },
      { prior: null, low: high, high: Infinity },
    ],
  };
}

// At a limit of the gate itself the past still counts.
export const priorAt = (pieces, estimate) =>
  (
    pieces.find(({ low, high }) => Number.isFinite(low) && low <= estimate && estimate <= high) ??
    pieces.find(({ low, high }) => low <= estimate && estimate <= high)
  ).prior;

// The estimates at which a rule finds that it works: intervals, those that touch made one.
export function opensAt(pieces, se, threshold) {
  const found = [];
  for (const { prior, low, high } of pieces) {
    const from = Math.max(low, criticalEstimate(prior, se, threshold));
    if (from >= high) continue;
    if (found.length && found.at(-1)[1] >= from) found.at(-1)[1] = high;
    else found.push([from, high]);
  }
  return found;
}

// A plain summary, for tests.
export function summary(state, estimate, threshold) {
  const se = state.std_error;
  return Object.fromEntries(
    Object.entries(rulesOf(state)).map(([name, pieces]) => {
      const prior = priorAt(pieces, estimate),
        post = update(prior, estimate, se);
      return [
        name,
        {
          mean: post.mean,
          sd: post.sd,
          interval: post.interval(0.95),
          above: post.probAbove(0),
          opens: opensAt(pieces, se, threshold).map(([from, to]) => [from, Number.isFinite(to) ? to : null]),
          tail: prior ? conflictTail(estimate, predictive(prior, se)) : null,
        },
      ];
    }),
  );
}
