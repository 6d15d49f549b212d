// The priors of helpers.priors, from the JSON that their .to_json() writes.
// Each: logpdf(x), support [low, high], tail (power of 1/x far out), scale (below which it is smooth).

import { logBeta, logGamma } from "./special.js";

const HALF = [0, Infinity];
const flat = (support) => () => ({ logpdf: () => 0, support, tail: 0, scale: Infinity });

const FAMILIES = {
  Normal: ({ mean, sd }) => ({
    logpdf: (x) => -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI),
    support: [-Infinity, Infinity],
    tail: Infinity,
    scale: sd,
  }),
  HalfNormal: ({ scale }) => ({
    logpdf: (x) => -0.5 * (x / scale) ** 2 + 0.5 * Math.log(2 / Math.PI) - Math.log(scale),
    support: HALF,
    tail: Infinity,
    scale,
  }),
  HalfStudentT: ({ df, scale }) => {
    const constant =
      logGamma((df + 1) / 2) - logGamma(df / 2) - 0.5 * Math.log(df * Math.PI) + Math.log(2 / scale);
    return {
      logpdf: (x) => constant - ((df + 1) / 2) * Math.log1p((x / scale) ** 2 / df),
      support: HALF,
      tail: df + 1,
      scale,
    };
  },
  HalfCauchy: ({ scale }) => ({
    logpdf: (x) => Math.log(2 / (Math.PI * scale)) - Math.log1p((x / scale) ** 2),
    support: HALF,
    tail: 2,
    scale,
  }),
  Exponential: ({ rate }) => ({
    logpdf: (x) => Math.log(rate) - rate * x,
    support: HALF,
    tail: Infinity,
    scale: 1 / rate,
  }),
  Uniform: ({ low, high }) => ({
    logpdf: (x) => (x >= low && x <= high ? -Math.log(high - low) : -Infinity),
    support: [low, high],
    tail: Infinity,
    scale: high - low,
  }),
  GammaPrecision: ({ shape, rate }) => {
    const constant = Math.LN2 + shape * Math.log(rate) - logGamma(shape);
    return {
      logpdf: (x) => (x > 0 ? constant - (2 * shape + 1) * Math.log(x) - rate / (x * x) : -Infinity),
      // exp(−rate/τ²) is as good as 0 at √rate/6
      support: HALF,
      tail: 2 * shape + 1,
      scale: Math.sqrt(rate) / 6,
    };
  },
  Beta: ({ a, b }) => ({
    logpdf: (x) =>
      x > 0 && x < 1 ? (a - 1) * Math.log(x) + (b - 1) * Math.log1p(-x) - logBeta(a, b) : -Infinity,
    support: [0, 1],
    tail: Infinity,
    scale: Math.sqrt((a * b) / (a + b + 1)) / (a + b),
  }),
  Pareto: ({ alpha, m }) => ({
    logpdf: (x) => (x >= m ? Math.log(alpha / m) - (alpha + 1) * Math.log(x / m) : -Infinity),
    support: [m, Infinity],
    tail: alpha + 1,
    scale: m,
  }),
  Flat: flat([-Infinity, Infinity]),
  HalfFlat: flat(HALF),
};

export function priorFrom(json) {
  if (!FAMILIES[json.family])
    throw new Error(`unknown prior family ${json.family}; known are ${Object.keys(FAMILIES).join(", ")}`);
  return { ...json, ...FAMILIES[json.family](json) };
}

export function nameOf({ family, ...numbers }) {
  return `${family}(${Object.values(numbers).join(", ")})`;
}
