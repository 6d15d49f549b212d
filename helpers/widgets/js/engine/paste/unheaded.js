// Without headings: what the numbers of a line can be.

import { nothing } from "./headed.js";
import { reading, readingsOf, take } from "./readings.js";
import { left } from "./records.js";
import { groups, isLevel, isMiddle } from "./studies.js";

const { COUNTS, MEANS } = groups;

const close = (a, b, slack) => Math.abs(a - b) <= slack;
const possible = (c) => c.events_t.value <= c.n_t.value && c.events_c.value <= c.n_c.value;
const orders = {
  2: [{ roles: take(["effect", "se"]) }],
  3: [
    ["effect", "low", "high"],
    ["low", "effect", "high"],
  ].map((names) => ({
    roles: take(names),
    fits: (cells) => cells.low.value <= cells.high.value && (isMiddle(cells) || isMiddle(cells, true)),
  })),
  4: [
    { roles: take(["events_t", "n_t", "events_c", "n_c"]) },
    { roles: take(["events_t", "events_c", "n_t", "n_c"]), fits: possible },
    { roles: take(["n_t", "events_t", "n_c", "events_c"]), fits: possible },
    {
      roles: take(["effect", "low", "high", "level"]),
      fits: (cells) =>
        cells.level.percent && isLevel(cells.level) && (isMiddle(cells) || isMiddle(cells, true)),
    },
    {
      roles: take(["effect", "se", "low", "high"]),
      fits: ({ effect, se, low, high }) =>
        isMiddle({ effect, low, high }) && close((high.value - low.value) / 3.92, se.value, 0.1 * se.value),
    },
    {
      roles: take(["effect", "se", "_", "_"]),
      fits: (_, [e, s, z, p]) =>
        close(e.value / s.value, z.value, 0.06 * Math.abs(z.value) + 0.02) && p.value >= 0 && p.value <= 1,
    },
  ],
  6: [
    {
      roles: take(MEANS),
      fits: (c) => [c.n_t, c.n_c].every((n) => n.integer && n.value >= 2) && c.sd_t.value > 0,
    },
  ],
};

// Readings of records that all have `L` plain numbers.
function byPlace(entries, L, lefts) {
  const found = [];
  for (const { roles, fits } of orders[L] ?? []) {
    const cells = entries.map(({ items }) => roles(items));
    const sound = entries.map(
      ({ items }, i) =>
        items.some((item) => item.missing || item.value === undefined) || !fits || fits(cells[i], items),
    );
    if (2 * sound.filter(Boolean).length <= entries.length) continue;
    const out = entries
      .filter((_, i) => !sound[i])
      .map(({ line, items }) =>
        left(
          line,
          fits === possible ? "events" : "interval",
          `${items.map((v) => v.text).join(", ")} do not belong together as on the other lines`,
        ),
      );
    found.push(
      ...readingsOf(
        entries.filter((_, i) => sound[i]).map((e) => ({ ...e, cells: roles(e.items) })),
        [...lefts, ...out],
      ),
    );
  }
  if (
    L === 2 &&
    entries.length &&
    entries.every(
      ({ items }) => items.every((v) => v.integer && v.value >= 0) && items[0].value <= items[1].value,
    )
  ) {
    const pairs = entries.flatMap((e, i) =>
      i % 2 || i + 1 === entries.length
        ? []
        : [{ ...e, cells: take(COUNTS)([...e.items, ...entries[i + 1].items]) }],
    );
    const odd =
      entries.length % 2
        ? [left(entries.at(-1).line, "pair", "events and size of one arm: the other arm is missing")]
        : [];
    found.push(...readingsOf(pairs, [...lefts, ...odd]));
  }
  return found;
}

const signature = (items) => items.map((item) => item.role || ".").join(" ");
const MARKED = {
  ". se": ["effect", "se"],
  ". half": ["effect", "half"],
  "effect half": ["effect", "half"],
  "effect se": ["effect", "se"],
  ". low high": ["effect", "low", "high"],
  "low high": ["low", "high"],
  "events n events n": COUNTS,
  ". se low high": ["effect", "se", "low", "high"],
  "effect se low high": ["effect", "se", "low", "high"],
};

// “Berlin OR 1.2 (SE 0.1)”
const RATIO = /(^|[\s:,])(a?OR|RR|HR|IRR|(odds|risk|rate|hazard) ratio)$/i;
const unratioed = (entries) => entries.map((e) => ({ ...e, label: e.label.replace(RATIO, "").trim() }));
const ratioWays = (entries) =>
  entries.some(({ cells }) => cells.se)
    ? [
        { log: true, choice: "the standard errors are of the ratios’ logarithms" },
        { log: true, delta: true, choice: "the standard errors are of the ratios themselves" },
      ]
    : [{ log: true }];

export function unheaded(records) {
  const lefts = [];
  const numbered = named(records, lefts).map(unbracketed);
  const often = new Map();
  for (const { items } of numbered) often.set(signature(items), (often.get(signature(items)) ?? 0) + 1);
  const [usual] = [...often].sort((a, b) => b[1] - a[1])[0] ?? [""];
  const fit = [];
  for (const r of numbered) {
    const own = signature(r.items);
    // What a line's own marks say needs no other line.
    if (
      own === usual ||
      (usual in MARKED && own in MARKED && MARKED[own] !== COUNTS && MARKED[usual] !== COUNTS)
    )
      fit.push(r);
    else
      lefts.push(
        left(
          r.line,
          "count",
          `its ${r.items.length} number${r.items.length === 1 ? "" : "s"} are not set out as on most lines`,
        ),
      );
  }
  const L = fit[0]?.items.length ?? 0;
  const found = [];
  if (usual in MARKED) {
    const plain = fit.map((r) => ({ ...r, cells: take(MARKED[signature(r.items)])(r.items) }));
    const ratios = plain.length > 0 && plain.every(({ label }) => RATIO.test(label));
    found.push(
      ...(ratios
        ? ratioWays(plain).flatMap((way) => readingsOf(unratioed(plain), lefts, way))
        : readingsOf(plain, lefts)),
    );
    // [0.2, 0.1] alone may be a list of effect and standard error.
    if (usual === "low high" && fit.every(({ label, text }) => !label && /^\s*[[(].*[\])]\s*,?$/.test(text)))
      found.push(
        ...readingsOf(
          fit.map((r) => ({ ...r, cells: take(["effect", "se"])(r.items.map((v) => ({ ...v, role: "" }))) })),
          lefts,
        ),
      );
  } else if (!/[a-z]/.test(usual)) {
    found.push(...byPlace(fit, L, lefts));
    found.push(...byPlace(firstAsName(fit), L - 1, lefts));
  }
  if (found.length) return found;
  const why =
    L === 1
      ? "one number alone: an effect wants its standard error"
      : `${L} numbers that could be many things: put headings above them`;
  return [reading([], [...lefts, ...fit.map(({ line }) => left(line, "count", why))], "effects")];
}

// (0.04) in a cell before another number is an account’s −0.04: no standard error comes first.
function unbracketed(r) {
  const [first, next] = r.items;
  const sure = !r.free || (r.items.length === 2 && !next?.role && !first.integer);
  if (!sure || first.mark !== "()" || !next) return r;
  const value = { ...first, role: "", mark: "", value: -first.value, text: `-${first.text}` };
  return { ...r, items: [value, ...r.items.slice(1)] };
}

// A whole number before the others may be a name, or the end of one, where no two lines share it.
function firstAsName(entries) {
  const names = entries.map(({ label, items }) => `${label} ${items[0].text}`.trim());
  const able =
    entries.every(({ label, items }) => (label ? /^\d+$/ : /^\d+\.?$/).test(items[0].text)) &&
    new Set(names).size === names.length;
  return able ? entries.map((e, i) => ({ ...e, label: names[i], items: e.items.slice(1) })) : [];
}

// Names may stand alone on the line before their numbers, if all do.
function named(records, lefts) {
  const numbered = records.filter(({ items, problem }) => items.length && !problem);
  const before = (r) => records[records.indexOf(r) - 1];
  const above =
    numbered.length > 0 &&
    numbered.every((r) => !r.label && before(r) && !before(r).items.length && !before(r).problem);
  const names = new Set(above ? numbered.map(before) : []);
  for (const r of records) {
    if (r.problem) lefts.push(r.problem);
    else if (!r.items.length && !names.has(r))
      lefts.push(
        /\d\W*(SD|std\.? ?dev\w*)\b/i.test(r.text)
          ? left(
              r.line,
              "std_dev",
              "a standard deviation is no standard error: give standard errors, or mean, sd and n of both arms",
            )
          : /\d/.test(r.text) &&
              r.cells.length < 2 &&
              /\d\S*\s+\S+$/.test(r.text) &&
              !/^[[#(]/.test(r.text.trim()) &&
              oddWord(r)
            ? left(r.line, "not_a_number", `“${oddWord(r)}” is not a number`)
            : left(r.line, "no_numbers", nothing(r.text)),
      );
  }
  return above ? numbered.map((r) => ({ ...r, label: before(r).label })) : numbered;
}

const oddWord = ({ text }) =>
  text
    .trim()
    .split(/\s+/)
    .findLast((word) => !/^[-+]?[\d.,]+$/.test(word));
