// One line's numbers, each with its role, as an effect and its standard error; or the reason why not.

import { normal } from "../mixtures.js";

// Beyond these no figure and no arithmetic in floating point does well.
export const LARGEST = 1e9;
export const SMALLEST = 1e-9;
const WORDS = {
  effect: "the effect",
  se: "the standard error",
  variance: "the variance",
  low: "the lower end",
  high: "the upper end",
};

// Log odds ratio of events_t of n_t against events_c of n_c; ½ is added to all four cells where one is 0.
export function logOddsRatio(et, nt, ec, nc) {
  const cells = [et, nt - et, ec, nc - ec],
    [a, b, c, d] = cells.some((v) => v === 0) ? cells.map((v) => v + 0.5) : cells;
  return {
    effect: Math.log(a) - Math.log(b) - Math.log(c) + Math.log(d),
    stdError: Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d),
  };
}

const no = (code, reason) => ({ code, reason });
const COUNTS = ["events_t", "n_t", "events_c", "n_c"];
const MEANS = ["mean_t", "sd_t", "n_t", "mean_c", "sd_c", "n_c"];
export const hasAll = (roles, names) => names.every((name) => roles.includes(name));
export const groups = { COUNTS, MEANS };

function fromCounts(cells) {
  const items = COUNTS.map((name) => cells[name]),
    numbers = items.map((item) => item.value);
  const bad = items.find(({ integer, percent, text }) => !integer || percent || /^[+-]/.test(text));
  if (bad)
    return { ...no("events", `counts are whole numbers from 0 up; found ${bad.text}`), misformed: true };
  const [et, nt, ec, nc] = numbers;
  for (const [events, n] of [
    [et, nt],
    [ec, nc],
  ])
    if (events > n || n === 0) return no("events", `there cannot be ${events} events in a group of ${n}`);
  return {
    ...logOddsRatio(et, nt, ec, nc),
    counts: numbers,
    from: `from ${et} of ${nt} against ${ec} of ${nc}`,
  };
}

function fromMeans(cells) {
  const numbers = MEANS.map((name) => cells[name].value),
    [mt, st, nt, mc, sc, nc] = numbers;
  if (!(st > 0 && sc > 0)) return no("std_error", "a standard deviation must be above 0");
  if (!(nt >= 2 && nc >= 2 && Number.isInteger(nt) && Number.isInteger(nc)))
    return no("events", "each arm's size is a whole number, 2 or more");
  return {
    effect: mt - mc,
    stdError: Math.sqrt(st ** 2 / nt + sc ** 2 / nc),
    means: numbers,
    from: `from ${mt} against ${mc}, standard deviations ${st} and ${sc}, ${nt} and ${nc} in the arms`,
  };
}

// Whether an effect may be the middle of its interval, as far as its digits tell; `log` on the scale of a ratio.
export function isMiddle({ effect, low, high }, log = false) {
  if (log && !(low.value > 0 && effect.value > 0)) return false;
  const f = log ? Math.log : (v) => v,
    blur = (item) => (0.6 * 10 ** -item.places) / (log ? item.value : 1);
  const middle = (f(low.value) + f(high.value)) / 2,
    half = (f(high.value) - f(low.value)) / 2;
  return Math.abs(f(effect.value) - middle) <= 0.02 * half + blur(effect) + (blur(low) + blur(high)) / 2;
}

function fromInterval(cells, scaleOf, log) {
  const { effect, low, high } = cells,
    f = log ? Math.log : (v) => v,
    level = low.level ?? 0.95;
  const [a, b] = [low, high].map((end) => end.value * scaleOf(end));
  if (!(a < b))
    return no("interval", `the interval's lower end ${low.text} is not below its upper end ${high.text}`);
  if (log && !(a > 0)) return no("interval", `a ratio's interval lies above 0; found ${low.text}`);
  const own = effect ? effect.value * scaleOf(effect) : null;
  if (effect && !(own >= a && own <= b))
    return no("interval", `the effect ${effect.text} is outside its interval, ${low.text} to ${high.text}`);
  const z = normal(0, 1).quantile(0.5 + level / 2),
    at = level === 0.95 ? "" : ` of ${Math.round(1000 * level) / 10} %`;
  return {
    effect: effect ? f(own) : (f(a) + f(b)) / 2,
    stdError: (f(b) - f(a)) / 2 / z,
    from: `${log ? "the logarithm of a ratio, " : ""}from ${effect ? "effect and interval" : "an interval, its middle the effect"}${at}`,
  };
}

function fromUncertainty(cells, scaleOf) {
  const { effect, se, variance } = cells;
  const given = se ?? variance,
    unit = scaleOf(given);
  if (!(given.value > 0))
    return no("std_error", `the ${se ? "standard error" : "variance"} must be above 0; found ${given.text}`);
  const y = effect.value * scaleOf(effect);
  return {
    effect: y,
    stdError: se ? given.value * unit : Math.sqrt(given.value) * unit,
    from: variance && !se ? "from effect and variance" : "",
  };
}

// cells: role → number. `percents`: "as written", or "all" where only some carry their sign.
export function studyFrom(cells, { percents = "as written", log = false } = {}) {
  for (const [role, item] of Object.entries(cells)) {
    if (!item || typeof item !== "object") continue;
    const what = WORDS[role] ?? "a number";
    if (item.missing) return no("missing", `${what} is missing`);
    if (item.value === undefined) return no("not_a_number", `“${item.text.slice(0, 40)}” is not a number`);
  }
  const roles = Object.keys(cells);
  const [first, ...others] = [cells.effect, cells.se, cells.variance, cells.low, cells.high].filter(Boolean);
  if (first && !first.percent && others.some(({ percent }) => percent))
    return no("not_a_number", `a percentage beside ${first.text}, which is none: percent of what?`);
  const inPercent = (item) => item && (item.percent || percents === "all");
  const scaleOf = (item) => (inPercent(item) ? 0.01 : 1);
  const study = hasAll(roles, COUNTS)
    ? fromCounts(cells)
    : hasAll(roles, MEANS)
      ? fromMeans(cells)
      : cells.se || cells.variance
        ? fromUncertainty(cells, scaleOf)
        : fromInterval(cells, scaleOf, log);
  if (study.code) return study;
  const { effect, stdError } = study;
  if (!(Math.abs(effect) <= LARGEST && stdError <= LARGEST && stdError >= SMALLEST))
    return no(
      "range",
      `no figure can hold ${effect.toPrecision(3)} ± ${stdError.toPrecision(3)}: give it in a handier unit`,
    );
  if (inPercent(cells.effect ?? cells.low))
    study.from = [study.from, "percents as fractions"].filter(Boolean).join(", ");
  return study;
}
