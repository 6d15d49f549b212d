// Records under headings.

import { armOf, headingsIn, meaningOf } from "./headings.js";
import { isMissing } from "./numbers.js";
import { reading, readingsOf } from "./readings.js";
import { inCell, left, oddItem } from "./records.js";
import { groups } from "./studies.js";

const { COUNTS, MEANS } = groups;
export const nothing = (text) =>
  /\d/.test(text) ? "its numbers do not stand by themselves, after a name" : "no numbers in it";
const WANTED =
  "wanted are an effect with its standard error, variance or interval, or events and size (or mean, standard deviation and size) of both arms";

export function headingOf(records) {
  const at = records.findIndex(({ items }) => items.length),
    above = records.slice(0, at < 0 ? records.length : at + 1);
  for (const record of above) {
    const names = record.free ? headingsIn(record.text) : record.cells;
    const meanings = names.map(meaningOf),
      named = meanings.filter(({ role }) => role),
      own = named.filter(({ role }) => role !== "label");
    const wordy =
      !record.items.length &&
      !record.problem &&
      !names.some((name) => /^[+\-\u2212\u2013]?[.,]?\d/.test(name) && !/\b[CK]I\b|^\d+\.5 ?%$/i.test(name));
    if (
      (wordy ? own.length : own.length > 2) &&
      2 * named.length >= names.filter(Boolean).length &&
      names.length > 1
    )
      return { record, meanings };
    const columns = records.find((r) => r !== record && r.items.length)?.cells.length;
    const foreign = !record.free && names.filter(Boolean).length > 1 && names.length === columns;
    // A line of words over every column, or years under “market”: headings that nobody here knows.
    if (foreign && (wordy || meanings[0].role === "label")) return { record, meanings, unknown: true };
  }
  return null;
}

// Each record's items by heading: [[meaning, item], …], or a problem.
function underHeadings(record, meanings, dialect, offset) {
  const { line } = record;
  const few = (n) => ({
    problem: left(line, "count", `has ${n} cells where the headings name ${meanings.length}`),
  });
  let cells = record.cells;
  if (record.free) {
    const named = meanings[0].role === "label",
      wanted = meanings.length - (named ? 1 : 0);
    let { items, label } = record;
    if (items.length === wanted + 1 && !items[0].role) {
      label = `${label} ${items[0].text}`.trim();
      items = items.slice(1);
    }
    if (items.length === wanted && (named || !meanings.some(({ role }) => role === "label")))
      return { label, pairs: items.map((item, i) => [meanings[i + (named ? 1 : 0)], item]) };
    cells = wordsIn(record.text);
  }
  if (cells.length - offset > meanings.length && cells.slice(meanings.length).some(Boolean))
    return few(cells.length);
  if (record.free && cells.length !== meanings.length + offset) return few(cells.length);
  const labels = offset ? [cells[0]] : [],
    pairs = [];
  meanings.forEach((meaning, i) => {
    const cell = cells[i + offset] ?? "";
    if (meaning.role === "label") labels.push(cell);
    else if (meaning.role === "arm") pairs.push([meaning, { text: cell }]);
    else
      for (const item of isMissing(cell) ? [oddItem(cell)] : (inCell(cell, dialect) ?? [oddItem(cell)]))
        pairs.push([meaning, item]);
  });
  return { label: labels.at(-1) ?? "", pairs };
}

// Columns that a study is made of, from the best that the headings offer: { take, log } or null.
function chosenRoles(roles, meanings) {
  const has = (...names) => names.every((name) => roles.has(name));
  const effect = has("effect") ? "effect" : has("mean") && !has("n") ? "mean" : null;
  if (effect) {
    if (has("se")) return { take: { effect, se: "se" } };
    if (has("variance")) return { take: { effect, variance: "variance" } };
    if (has("sd") && !has("n")) return { take: { effect, se: "sd" } };
    if (has("low", "high")) return { take: { effect, low: "low", high: "high" } };
  }
  if (has("ratio", "low", "high")) return { take: { effect: "ratio", low: "low", high: "high" }, log: true };
  for (const group of [COUNTS, MEANS])
    if (has(...group)) return { take: Object.fromEntries(group.map((name) => [name, name])) };
  if (has("arm", "events", "n")) return { arms: ["events", "n"] };
  if (has("arm", "mean", "sd", "n")) return { arms: ["mean", "sd", "n"] };
  if (has("low", "high") && !has("ratio")) return { take: { low: "low", high: "high" } };
  return null;
}

// What a heading and its number's own marks say together.
function rolesOf(pairs) {
  const cells = {};
  for (const [meaning, item] of pairs) {
    let role = item.role || meaning.role;
    if (meaning.role === "interval" && !item.role) role = "low" in cells ? "high" : "low";
    if (meaning.role === "ratio" && item.role === "effect") role = "ratio";
    if (meaning.role && /^(events|n)_[tc]$/.test(meaning.role) && /^(events|n)$/.test(item.role))
      role = item.role + meaning.role.slice(-2);
    if (!role || role in cells) continue;
    cells[role] = {
      ...item,
      percent: item.percent || meaning.percent,
      level: item.level ?? (meaning.level === 0.95 ? undefined : meaning.level),
    };
  }
  return cells;
}

export function headed(records, heading, dialect) {
  const { record, meanings } = heading;
  const named = meanings.filter(({ role }) => role).map(({ text }) => text);
  const refuse = () => [
    reading(
      [],
      [
        left(
          record.line,
          "columns",
          `${named.length ? `${named.join(", ")} ${named.length === 1 ? "is" : "are"} not enough of headings` : "none of these headings is known"}: ${WANTED}`,
        ),
      ],
      "effects",
    ),
  ];
  if (heading.unknown) return refuse();
  const lefts = [],
    entries = [];
  // A column more than there are headings, on every line: its first is the name.
  const offset = Number(
    records.every((r) => r === record || !r.items.length || widthOf(r) === meanings.length + 1),
  );
  armIn(records, record, meanings);
  for (const r of records) {
    if (r === record) continue;
    if (r.problem) lefts.push(r.problem);
    else if (!r.items.length && !r.cells.some(isMissing))
      lefts.push(left(r.line, "no_numbers", nothing(r.text)));
    else {
      const found = underHeadings(r, meanings, dialect, offset);
      if (found.problem) lefts.push(found.problem);
      else entries.push({ line: r.line, label: found.label, cells: rolesOf(found.pairs) });
    }
  }
  const roles = new Set(entries.flatMap(({ cells }) => Object.keys(cells)));
  const twoArms = armsAsNumbers(entries, roles);
  if (twoArms) return twoArms.flatMap((e) => readingsOf(e, lefts));
  const chosen = chosenRoles(roles, meanings);
  if (!chosen) return refuse();
  const used = new Set(["label", "arm", "interval", "ratio", ...(chosen.arms ?? Object.values(chosen.take))]);
  const unused = meanings.filter(({ role, text }) => text && !used.has(role)).map(({ text }) => text);
  if (chosen.arms) return fromArms(entries, lefts, chosen.arms);
  const taken = entries.map((e) => ({
    ...e,
    cells: Object.fromEntries(
      Object.entries(chosen.take).map(([to, from]) => [to, e.cells[from] ?? { missing: true, text: "" }]),
    ),
  }));
  return readingsOf(taken, lefts, { log: chosen.log, unused });
}

const widthOf = ({ free, text, cells }) => (free ? wordsIn(text).length : cells.length);
const wordsIn = (text) =>
  text
    .trim()
    .replace(/\s+[.*†]{1,3}$/, "")
    .split(/\s+/);

// A column of “control” and “treatment” is one of arms, whatever its heading.
function armIn(records, head, meanings) {
  if (meanings.some(({ role }) => role === "arm")) return;
  const rows = records.filter((r) => r !== head && r.items.length && !r.free);
  const at = meanings.findIndex(
    ({ role }, i) =>
      (!role || role === "label") &&
      rows.length > 1 &&
      rows.every(({ cells }) => /^[a-z]{2}/i.test(cells[i] ?? "") && /^[tc]$/.test(armOf(cells[i]))),
  );
  if (at >= 0 && meanings.some(({ role }) => role === "n") && !meanings.some(({ role }) => role === "effect"))
    meanings[at] = { ...meanings[at], role: "arm" };
}

// events_1, n_1, events_2, n_2: nobody says which arm is treated.
function armsAsNumbers(entries, roles) {
  const bases = ["events", "mean"].filter((b) => roles.has(`${b}_1`) && roles.has(`${b}_2`));
  if (!bases.length) return null;
  const swap = (to1, to2) =>
    entries.map((e) => ({
      ...e,
      cells: Object.fromEntries(
        Object.entries(e.cells)
          .map(([role, item]) => [role.replace(/_1$/, to1).replace(/_2$/, to2), item])
          .filter(([role]) => /_[tc]$/.test(role)),
      ),
    }));
  return [swap("_t", "_c"), swap("_c", "_t")];
}

// One arm a line: those of one label belong together, or, without labels, two that follow each other.
function fromArms(entries, lefts, names) {
  const arms = entries.map(({ cells }) => armOf(cells.arm?.text ?? ""));
  const others = [...new Set(arms.filter((arm) => arm !== "t" && arm !== "c"))];
  const controls = arms.includes("c")
    ? ["c"]
    : arms.includes("t")
      ? others.length === 1
        ? others
        : ["c"]
      : others.length === 2
        ? others
        : ["c"];
  return controls.flatMap((control) => {
    const bunches = new Map();
    entries.forEach((entry, i) => {
      const key = entry.label || `#${Math.floor(i / 2)}`;
      if (!bunches.has(key)) bunches.set(key, []);
      bunches.get(key).push({ ...entry, control: arms[i] === control });
    });
    const out = [...lefts],
      pairs = [];
    for (const [key, bunch] of bunches) {
      const [treated, own] = [bunch.filter((e) => !e.control), bunch.filter((e) => e.control)];
      if (treated.length !== 1 || own.length !== 1)
        for (const { line } of bunch)
          out.push(
            left(
              line,
              "pair",
              `one treated and one control arm are wanted${key.startsWith("#") ? "" : ` for ${key}`}; found ${treated.length} and ${own.length}`,
            ),
          );
      else
        pairs.push({
          line: Math.min(treated[0].line, own[0].line),
          label: bunch[0].label,
          cells: Object.fromEntries(
            names.flatMap((n) => [
              [`${n}_t`, treated[0].cells[n] ?? oddItem("")],
              [`${n}_c`, own[0].cells[n] ?? oddItem("")],
            ]),
          ),
        });
    }
    return readingsOf(pairs, out);
  });
}
