// Mean squared errors of three ways to estimate K effects of two sizes, over worlds θ ~ Normal(μ, τ): closed forms, and
// for partial pooling whose τ has to be learned one integral over what the analyst sees. Twin of helpers/advice.py.

import { gaussLegendre } from "./quadrature.js";

// Nodes for the analyst's τ, and for each thing she sees: for a reading, and for a curve, where 1e-3 is not seen.
export const FINE = { inner: 64, outer: 14 },
  COARSE = { inner: 48, outer: 10 };

// Half of the groups small, half large (one more small where K is odd), with the visitors of an average group fixed:
// sizes of arm, counts, and the variances of the groups' own estimates.
export function sizesOf({ groups, visitors, imbalance, sigma }) {
  const large = Math.floor(groups / 2),
    counts = [groups - large, large],
    small = (visitors * groups) / (counts[0] + imbalance * large),
    arms = [small, imbalance * small];
  return { counts, arms, variances: arms.map((n) => (2 * sigma * sigma) / n) };
}

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);

// Errors of either size: plain, complete pooling, and partial pooling where τ is known.
export function closedErrors(variances, counts, tau) {
  const t2 = tau * tau,
    w = variances.map((v) => 1 / v),
    total = dot(w, counts),
    share = w.map((v) => v / total),
    squares = dot(
      share.map((v) => v * v),
      counts,
    );
  const about =
    1 /
    dot(
      variances.map((v) => 1 / (v + t2)),
      counts,
    );
  return {
    plain: variances,
    complete: variances.map((_, c) => t2 * (squares + 1 - 2 * share[c]) + 1 / total),
    known: variances.map((v) => {
      const pull = v / (v + t2);
      return (1 - pull) * v + pull * pull * about;
    }),
  };
}

// Nodes for the analyst's τ ~ half-normal(scale), even in asinh, with the logarithm of prior times weight.
function spreads(variances, scale, count) {
  const { nodes, weights } = gaussLegendre(count),
    c = 0.5 * Math.sqrt(Math.min(...variances)),
    top = Math.asinh((6 * scale) / c);
  return Array.from(nodes, (node, i) => {
    const x = 0.5 * top * (1 + node),
      t = c * Math.sinh(x);
    return { t2: t * t, log: -0.5 * (t / scale) ** 2 + Math.log(weights[i] * Math.cosh(x)) };
  });
}

// Values and chances on a Gauss rule between low and high, for a density known up to a constant.
function rule(count, low, high, logDensity, value) {
  const { nodes, weights } = gaussLegendre(count),
    x = Array.from(nodes, (node) => low + 0.5 * (high - low) * (1 + node)),
    logs = x.map(logDensity),
    peak = Math.max(...logs),
    raw = logs.map((g, i) => weights[i] * Math.exp(g - peak)),
    total = raw.reduce((a, b) => a + b, 0);
  return x.map((v, i) => ({ value: value(v), chance: raw[i] / total }));
}

// variance · χ² with so many degrees of freedom.
function sumOfSquares(count, variance, freedom) {
  if (freedom === 0) return [{ value: 0, chance: 1 }];
  const middle = Math.sqrt(freedom);
  return rule(
    count,
    Math.max(0, middle - 4.5),
    middle + 4.5,
    (r) => (freedom - 1) * Math.log(r) - 0.5 * r * r,
    (r) => variance * r * r,
  );
}

// What not knowing τ adds to the error of either size.
export function added(variances, counts, tau, scale = 1, { inner, outer } = FINE) {
  const [v1, v2] = variances,
    [n1, n2] = counts,
    [a, b] = variances.map((v) => v + tau * tau),
    spreadOfGap = a / n1 + b / n2;
  const nodes = spreads(variances, scale, inner),
    size = nodes.length;
  const T = nodes.map(({ t2, log }) => {
    const [u1, u2] = [v1 + t2, v2 + t2],
      between = u1 / n1 + u2 / n2,
      other = u1 / n1 / between; // weight of the second mean in the average
    return {
      log:
        log -
        0.5 * ((n1 - 1) * Math.log(u1 / a) + (n2 - 1) * Math.log(u2 / b) + Math.log(between / spreadOfGap)),
      rates: [1 / u1 - 1 / a, 1 / u2 - 1 / b, 1 / between - 1 / spreadOfGap],
      pulls: [v1 / u1, v2 / u2],
      shifts: [(v1 / u1) * other, (v2 / u2) * (1 - other)],
    };
  });
  const table = (points, j, extra) =>
    points.map(({ value }) =>
      Float64Array.from(T, (t) => Math.exp(-0.5 * value * t.rates[j] + (extra ? t.log : 0))),
    );
  const first = sumOfSquares(outer, a, n1 - 1),
    second = sumOfSquares(outer, b, n2 - 1),
    gap = rule(
      outer,
      0,
      5.5,
      (z) => -0.5 * z * z,
      (z) => spreadOfGap * z * z,
    );
  const E1 = table(first, 0, false),
    E2 = table(second, 1, false),
    E3 = table(gap, 2, true);
  const column = (f) => Float64Array.from(T, f);
  const p1 = column((t) => t.pulls[0]),
    p2 = column((t) => t.pulls[1]),
    h1 = column((t) => t.shifts[0]),
    h2 = column((t) => t.shifts[1]);
  const trueOther = a / n1 / spreadOfGap,
    true1 = [v1 / a, (v1 / a) * trueOther],
    true2 = [v2 / b, (v2 / b) * (1 - trueOther)];
  const both = new Float64Array(size),
    sums = [0, 0];
  first.forEach((x1, i) =>
    second.forEach((x2, j) => {
      for (let t = 0; t < size; t++) both[t] = E1[i][t] * E2[j][t];
      gap.forEach((x3, k) => {
        const e = E3[k];
        let [z, m1, m2, s1, s2] = [0, 0, 0, 0, 0];
        for (let t = 0; t < size; t++) {
          const p = both[t] * e[t];
          z += p;
          m1 += p * p1[t];
          m2 += p * p2[t];
          s1 += p * h1[t];
          s2 += p * h2[t];
        }
        const chance = x1.chance * x2.chance * x3.chance,
          square = (less, x, n, shift) => (less * less * x) / n + shift * shift * x3.value;
        sums[0] += chance * square(m1 / z - true1[0], x1.value, n1, s1 / z - true1[1]);
        sums[1] += chance * square(m2 / z - true2[0], x2.value, n2, s2 / z - true2[1]);
      });
    }),
  );
  return sums;
}

// Everything at one τ: for either size, and averaged over the groups.
export function errorsAt({ variances, counts }, tau, scale = 1, nodes = FINE) {
  const closed = closedErrors(variances, counts, tau),
    more = added(variances, counts, tau, scale, nodes),
    by = { ...closed, partial: closed.known.map((v, c) => v + more[c]) },
    groups = counts[0] + counts[1];
  const mean = Object.fromEntries(Object.entries(by).map(([name, e]) => [name, dot(e, counts) / groups]));
  return { by, mean };
}
