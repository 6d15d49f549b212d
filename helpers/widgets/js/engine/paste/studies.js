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
  half: "the half of the interval",
  level: "the confidence level",
  z: "z",
  p: "the p-value",
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

// How far an effect lies from the middle of its interval beyond what its digits explain, and half of the interval; `log` on
// the scale of a ratio, null where there is none.
function fromMiddle({ effect, low, high }, log) {
  if (log && !(low.value > 0 && effect.value > 0)) return null;
  const f = log ? Math.log : (v) => v,
    blur = (item) => (0.6 * 10 ** -item.places) / (log ? item.value : 1),
    middle = (f(low.value) + f(high.value)) / 2;
  return {
    off: Math.abs(f(effect.value) - middle) - blur(effect) - (blur(low) + blur(high)) / 2,
    half: (f(high.value) - f(low.value)) / 2,
  };
}

// Whether an effect may be the middle of its interval, as far as its digits tell.
export function isMiddle(cells, log = false) {
  const found = fromMiddle(cells, log);
  return found !== null && found.off <= 0.02 * found.half;
}

// How far an effect lies from the middle of its interval, in halves of it.
export const MARKED = 0.1;
export function lopsided(cells, log = false) {
  const found = fromMiddle(cells, log);
  if (!found) return Infinity;
  return found.half > 0 ? Math.max(0, found.off) / found.half : 0;
}

// As a fraction; “90 %”, 90 and 0.9 are one level, and so is an error rate of 0.1.
export function levelOf({ value, percent, alpha }) {
  const part = percent || value > 1 ? value / 100 : value;
  return alpha && part < 0.5 ? 1 - part : part;
}
export const isLevel = (item) => item.value !== undefined && levelOf(item) >= 0.5 && levelOf(item) < 0.9999;
const zOf = (level) => normal(0, 1).quantile(0.5 + level / 2);
const inPercents = (level) => `${Math.round(1000 * level) / 10} %`;

function fromInterval(cells, scaleOf, log) {
  const { effect, low, high } = cells,
    f = log ? Math.log : (v) => v,
    level = cells.level ? levelOf(cells.level) : (low.level ?? 0.95);
  if (cells.level && !isLevel(cells.level))
    return no("interval", `${cells.level.text} is no confidence level: it lies between 50 % and 99.9 %`);
  const [a, b] = [low, high].map((end) => end.value * scaleOf(end));
  if (!(a < b))
    return no("interval", `the interval's lower end ${low.text} is not below its upper end ${high.text}`);
  if (log && !(a > 0)) return no("interval", `a ratio's interval lies above 0; found ${low.text}`);
  const own = effect ? effect.value * scaleOf(effect) : null;
  if (effect && !(own >= a && own <= b))
    return no("interval", `the effect ${effect.text} is outside its interval, ${low.text} to ${high.text}`);
  const z = zOf(level),
    at = level === 0.95 && !cells.level ? "" : ` of ${inPercents(level)}`,
    skew =
      effect && lopsided(cells, log) > MARKED
        ? `; the effect is not in the middle of it, which looks made on another scale${log ? "" : " (logarithms?): then take logarithms first"}`
        : "";
  return {
    effect: effect ? f(own) : (f(a) + f(b)) / 2,
    stdError: (f(b) - f(a)) / 2 / z,
    from: `${log ? "the logarithm of a ratio, " : ""}from ${effect ? `effect and interval${at}${skew}` : `an interval${at}, its middle the effect`}`,
  };
}

// From half an interval (with `delta` that of a ratio, not of its logarithm), from z or from p.
function fromOther({ effect, half, z, p }, scaleOf, log, delta) {
  if (log && !(effect.value > 0)) return no("range", `a ratio lies above 0; found ${effect.text}`);
  const y = log ? Math.log(effect.value) : effect.value * scaleOf(effect),
    study = (stdError, from) => ({
      effect: y,
      stdError,
      from: `${log ? "the logarithm of a ratio, " : ""}${from}`,
    });
  if (half) {
    const level = half.level ?? 0.95;
    if (!(half.value > 0)) return no("interval", `half of an interval must be above 0; found ${half.text}`);
    return study(
      (half.value * scaleOf(half)) / zOf(level) / (delta ? effect.value : 1),
      `± taken for half of a ${inPercents(level)} interval`,
    );
  }
  if (y === 0)
    return no(
      "std_error",
      "an effect of 0 and its test do not tell its standard error: give that, or an interval",
    );
  if (z) {
    if (!(z.value * y > 0))
      return no("std_error", `z = ${z.text} does not go with the effect ${effect.text}`);
    return study(y / z.value, "standard error from effect and z");
  }
  if (!(p.value > 0 && p.value < (p.percent ? 100 : 1)))
    return no(
      "std_error",
      `no standard error follows from p = ${p.text}, which lies between 0 and 1: give more digits, or the standard error`,
    );
  return study(
    Math.abs(y) / zOf(1 - p.value * (p.percent ? 0.01 : 1)),
    "standard error from effect and two-sided p",
  );
}

// The standard error is of the ratio's logarithm; or, with `delta`, of the ratio itself.
function fromRatio({ effect, se }, delta) {
  if (!(effect.value > 0)) return no("range", `a ratio lies above 0; found ${effect.text}`);
  if (!(se.value > 0)) return no("std_error", `the standard error must be above 0; found ${se.text}`);
  return {
    effect: Math.log(effect.value),
    stdError: delta ? se.value / effect.value : se.value,
    from: `the logarithm of a ratio, the standard error taken ${delta ? "as the ratio’s own and divided by it" : "as that of the logarithm"}`,
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
    from:
      variance && !se ? "from effect and variance" : se.mark === "±" ? "± taken for one standard error" : "",
  };
}

// cells: role → number. `percents`: "as written", or "all" where only some carry their sign.
export function studyFrom(cells, { percents = "as written", log = false, delta, said } = {}) {
  for (const [role, item] of Object.entries(cells)) {
    if (!item || typeof item !== "object") continue;
    const what = WORDS[role] ?? "a number";
    if (item.problem) return no("events", item.problem);
    if (item.missing) return no("missing", `${what} is missing`);
    if (role === "p" && item.value === undefined && /^[<>≤≥]/.test(item.text))
      return no("not_a_number", `“${item.text}” only bounds p: give p to more digits, or the standard error`);
    if (item.value === undefined) return no("not_a_number", `“${item.text.slice(0, 40)}” is not a number`);
  }
  const roles = Object.keys(cells);
  const [first, ...others] = [
    cells.effect,
    cells.se,
    cells.half,
    cells.variance,
    cells.low,
    cells.high,
  ].filter(Boolean);
  if (first && !first.percent && others.some(({ percent }) => percent))
    return no("not_a_number", `a percentage beside ${first.text}, which is none: percent of what?`);
  const inPercent = (item) => item && (item.percent || percents === "all");
  const scaleOf = (item) => (inPercent(item) ? 0.01 : 1);
  const study = hasAll(roles, COUNTS)
    ? fromCounts(cells)
    : hasAll(roles, MEANS)
      ? fromMeans(cells)
      : cells.se && log
        ? fromRatio(cells, delta)
        : cells.se || cells.variance
          ? fromUncertainty(cells, scaleOf)
          : cells.half || cells.z || cells.p
            ? fromOther(cells, scaleOf, log, delta)
            : fromInterval(cells, scaleOf, log);
  if (study.code) return study;
  const { effect, stdError } = study;
  if (!(Math.abs(effect) <= LARGEST && stdError <= LARGEST && stdError >= SMALLEST))
    return no(
      "range",
      `no figure can hold ${effect.toPrecision(3)} ± ${stdError.toPrecision(3)}: give it in a handier unit`,
    );
  if (said) study.from = [study.from, said].filter(Boolean).join(", ");
  if (inPercent(cells.effect ?? cells.low))
    study.from = [study.from, "percents as fractions"].filter(Boolean).join(", ");
  return study;
}
