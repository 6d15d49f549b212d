// What may be taken from an address. It may have been cut short, mistyped, or written to do harm: whatever no figure
// can draw is left out, and said.

import { LARGEST, SMALLEST } from "../engine/paste/studies.js";
import { MOST } from "../engine/paste.js";

export const DATA = ["labels", "effects", "std_errors"];
const LONGEST = 200;

const isText = (v) => typeof v === "string" && v.length <= LONGEST,
  number = (v) => typeof v === "number" && Math.abs(v) <= LARGEST,
  positive = (v) => number(v) && v >= SMALLEST,
  whole = (v) => Number.isSafeInteger(v) && v >= 1 && v <= 2 ** 32;
const isObject = (v) => v !== null && typeof v === "object" && !Array.isArray(v);

const PARTS = {
  Normal: { mean: number, sd: positive },
  HalfNormal: { scale: positive },
  HalfCauchy: { scale: positive },
  HalfStudentT: { df: positive, scale: positive },
  Exponential: { rate: positive },
  Uniform: { low: (v) => number(v) && v >= 0, high: positive },
  GammaPrecision: { shape: positive, rate: positive },
  Flat: {},
  HalfFlat: {},
};
const isPrior = (families) => (v) => {
  const parts = isObject(v) && families.includes(v.family) ? PARTS[v.family] : null;
  if (!parts || Object.keys(v).length !== Object.keys(parts).length + 1) return false;
  return Object.entries(parts).every(([name, good]) => good(v[name])) && !(v.low >= v.high);
};

const isData = (v) =>
  isObject(v) &&
  DATA.every((name) => Array.isArray(v[name]) && v[name].length === v.effects.length) &&
  v.effects.length >= 2 &&
  v.effects.length <= MOST &&
  v.labels.every(isText) &&
  v.effects.every(number) &&
  v.std_errors.every(positive) &&
  [undefined, 2, 4].includes(v.kind);
const isRoom = (v) =>
  isObject(v) &&
  ["mu", "tau", "sigma", "seed"].every((name) => number(v[name]) || (name === "seed" && whole(v.seed))) &&
  v.tau >= 0 &&
  positive(v.sigma);

// What every figure may share: how to check it, and how to call it.
const SHARED = {
  dataset: [isText, "the data set"],
  data: [isData, "the experiments"],
  mu_prior: [isPrior(["Normal", "Flat"]), "the prior of μ"],
  tau_prior: [isPrior(Object.keys(PARTS).slice(1)), "the prior of τ"],
  family: [isText, "the family of the prior"],
  scale: [positive, "the prior’s scale"],
  prior_mean: [number, "the expected effect"],
  prior_sd: [positive, "its standard deviation"],
  seed: [whole, "the seed"],
  room: [isRoom, "the room"],
  figures: [isObject, "what was set in the figures"],
};
const quoted = (name) => `“${name.slice(0, 40)}”`;

// The part of a decoded world that can be used, and what could not, in words.
export function sound(world) {
  if (!isObject(world)) return { world: {}, troubles: ["it holds no settings"] };
  const kept = {},
    troubles = [];
  for (const [name, value] of Object.entries(world)) {
    const [good, words] = Object.hasOwn(SHARED, name) ? SHARED[name] : [];
    if (!good) troubles.push(`nobody knows ${quoted(name)}`);
    else if (!good(value)) troubles.push(`no figure can draw ${words} in it`);
    else kept[name] = value;
  }
  return { world: kept, troubles };
}

const kindOf = (v) => (Array.isArray(v) ? "list" : v === null ? "null" : typeof v);

// Whether a figure's trait may be `value`, given what it `was` on the page and the limits that Python gave it.
export function fits(value, was, limits) {
  if (limits?.values) return limits.values.includes(value);
  if (kindOf(was) === "list")
    return Array.isArray(value) && value.length <= MOST && value.every((v) => fits(v, was[0] ?? v, limits));
  if (isObject(was))
    return JSON.stringify(value).length < 4 * LONGEST && isObject(value) && sameParts(value, was);
  // JSON has no infinity: a trait that may be infinite is written as text.
  if (value === "Infinity") return limits?.infinite === true;
  if (kindOf(was) === "string" && limits?.infinite) return number(value) && value >= (limits.min ?? -LARGEST);
  if (kindOf(value) !== kindOf(was)) return false;
  if (typeof value !== "number") return kindOf(value) !== "string" || isText(value);
  const inside = number(value) && value >= (limits?.min ?? -LARGEST) && value <= (limits?.max ?? LARGEST);
  return inside && (!limits?.whole || Number.isInteger(value));
}
const sameParts = (value, was) =>
  isPrior(Object.keys(PARTS))(value) ||
  Object.entries(value).every(([name, v]) => name in was && fits(v, was[name]));

// The settings of one figure that can be used, and what could not, in words. Of settings of which one cannot be drawn none
// is: without it the others would show what nobody had set.
export function soundFigure(settings, get, limits) {
  const kept = {},
    troubles = [];
  let whole = true;
  for (const [name, value] of Object.entries(isObject(settings) ? settings : {})) {
    const was = name.startsWith("_") ? undefined : get(name);
    if (was === undefined) troubles.push(`this figure has no ${quoted(name)}`);
    else if (!fits(value, was, limits?.[name]) || value > (get(limits?.[name]?.within)?.length ?? Infinity))
      whole = !troubles.push(`this figure cannot draw its ${quoted(name)}`);
    else kept[name] = value;
  }
  // Lists that belong together are as long as each other.
  const lists = Object.keys(kept).filter((name) => Array.isArray(kept[name]));
  if (lists.some((name) => kept[name].length !== get(name).length)) {
    whole = !troubles.push("its lists are of different lengths");
  }
  return { kept: whole ? kept : {}, troubles };
}
