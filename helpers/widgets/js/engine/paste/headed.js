// Records under headings.

import { claimsIn } from "./claims.js";
import { armIn, completed, groupsIn, labelIn, rolesOf, twiceIn, unusedOf, waysWith } from "./columns.js";
import { armOf, headingsIn, isTotal, joined, meaningOf, recognised } from "./headings.js";
import { isMissing } from "./numbers.js";
import { isDifference } from "./ratios.js";
import { reading, readingsOf } from "./readings.js";
import { inCell, left, oddItem } from "./records.js";

export const nothing = (text) =>
  /\d/.test(text) ? "its numbers do not stand by themselves, after a name" : "no numbers in it";
const WANTED =
  "wanted are an effect with its standard error, variance or interval, or events and size (or mean, standard deviation and size) of both arms";

const TWO = "; if the headings take two rows, write them as one, such as “Visitors Control”";

// Headings in two rows, as one where they say more together; by the rule of helpers.report.
export function withOneHeading(records) {
  const first = records.findIndex(({ items }) => items.length),
    above = records.slice(0, Math.max(first, 0)).filter(({ free, problem }) => !free && !problem);
  const alone = Math.max(0, ...above.map(({ cells }) => recognised(cells)));
  for (const [i, below] of above.slice(1).entries()) {
    const cells = joined(above[i].cells, below.cells);
    if (recognised(cells) > alone)
      return records
        .filter((r) => r !== above[i])
        .map((r) => (r === below ? { ...r, cells, text: cells.join(" ") } : r));
  }
  return records;
}

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

export function headed(records, heading, dialect) {
  const claims = heading.unknown ? [] : claimsIn(heading.meanings);
  if (claims.length < 2) return underClear(records, heading, dialect);
  const found = claims.flatMap(({ choice, meanings }) =>
      headed(records, { ...heading, meanings }, dialect).map((r) => ({
        ...r,
        choice: r.rows.length || r.choice ? [choice, r.choice].filter(Boolean).join("; ") : undefined,
      })),
    ),
    read = found.filter(({ rows }) => rows.length);
  return read.length ? read : found.slice(0, 1);
}

function underClear(records, heading, dialect) {
  const { record } = heading,
    meanings = heading.meanings.map((meaning, at) => ({ ...meaning, at }));
  const wanting = () => {
    const has = (role) => meanings.some((m) => m.role === role);
    if (has("group_t")) return "each arm wants its events and its size, as two columns or as 120/1000";
    if (has("sd")) return "a standard deviation wants mean, sd and n of both arms; or give standard errors";
    if (has("rate_t") || has("rate") || has("events") || has("events_t"))
      return "events (or rates) want the number of visitors too, of both arms: events_t, n_t, events_c, n_c";
    return WANTED;
  };
  const refuse = () => {
    const named = meanings.filter(({ role, text }) => role && text).map(({ text }) => text),
      below = records[records.indexOf(record) + 1],
      two = below && !below.items.length && !below.problem && below.cells.filter(Boolean).length > 1,
      what = named.length
        ? `${named.join(", ")} ${named.length === 1 ? "is" : "are"} not enough of headings`
        : "none of these headings is known";
    return [reading([], [left(record.line, "columns", `${what}: ${wanting()}${two ? TWO : ""}`)], "effects")];
  };
  if (heading.unknown) return refuse();
  const lefts = [],
    entries = [];
  // A column more than there are headings, on every line: its first is the name.
  const offset = Number(
    records.every((r) => r === record || !r.items.length || widthOf(r) === meanings.length + 1),
  );
  for (const m of meanings)
    if (m.vague && meanings.some(({ role, vague }) => role === m.role && !vague)) m.role = undefined;
  groupsIn(meanings);
  armIn(records, record, meanings);
  twiceIn(meanings);
  labelIn(records, record, meanings);
  for (const r of records) {
    if (r === record) continue;
    if (r.problem) lefts.push(r.problem);
    else if (!r.items.length && !r.cells.some(isMissing))
      lefts.push(left(r.line, "no_numbers", nothing(r.text)));
    else {
      const found = underHeadings(r, meanings, dialect, offset);
      if (found.problem) lefts.push(found.problem);
      else entries.push({ line: r.line, label: found.label, cells: completed(rolesOf(found.pairs)) });
    }
  }
  const roles = new Set(entries.flatMap(({ cells }) => Object.keys(cells)));
  const twoArms = armsAsNumbers(entries, roles);
  if (twoArms) return twoArms.flatMap((e) => readingsOf(e, lefts));
  const ways = waysWith(entries, meanings),
    difference = meanings.some(({ role, text }) => role === "effect" && isDifference(text));
  return ways.length
    ? ways.flatMap((way) => readingsBy({ ...way, difference }, entries, lefts, meanings))
    : refuse();
}

function readingsBy({ arms, take, refused, ...options }, entries, lefts, meanings) {
  if (refused)
    return [
      reading([], [...lefts, ...entries.map(({ line }) => left(line, "std_dev", refused))], "effects", {
        choice: options.choice,
      }),
    ];
  const own = arms ?? Object.values(take),
    used = new Set([...own, ...own.flatMap(madeOf)]);
  const unused = unusedOf(meanings, used);
  if (arms) return fromArms(entries, lefts, arms, unused);
  const taken = entries.map((e) => ({
    ...e,
    cells: Object.fromEntries(
      Object.entries(take).map(([to, from]) => [to, e.cells[from] ?? { missing: true, text: "" }]),
    ),
  }));
  return readingsOf(taken, lefts, { ...options, unused });
}
const widthOf = ({ free, text, cells }) => (free ? wordsIn(text).length : cells.length);
const wordsIn = (text) =>
  text
    .trim()
    .replace(/\s+[.*†]{1,3}$/, "")
    .split(/\s+/);

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

// Lines that sum up others by their name or that of their arm; and sums of all others that name no arm.
function withoutSummaries(all, before, names) {
  const sizes = names.filter((name) => /^(events|n)$/.test(name)),
    arm = ({ cells }) => cells.arm?.text ?? "",
    named = (e) => isTotal(e.label) || isTotal(arm(e)),
    others = all.filter((e) => !named(e));
  const adds = (e) =>
    !arm(e) &&
    sizes.length > 0 &&
    sizes.every(
      (name) =>
        e.cells[name]?.value ===
        others.reduce((sum, other) => sum + (other === e ? 0 : (other.cells[name]?.value ?? NaN)), 0),
    );
  const sums = all.filter((e) => named(e) || adds(e));
  if (sums.length === all.length) return { entries: all, lefts: before };
  const why = (e) =>
    isTotal(e.label)
      ? `“${e.label}” is taken for a summary, not for an experiment`
      : "the sum of other lines";
  return {
    entries: all.filter((e) => !sums.includes(e)),
    lefts: [...before, ...sums.map((e) => left(e.line, "total", why(e)))],
  };
}

// One arm a line: those of one label belong together, or, without labels, two that follow each other.
function fromArms(all, before, names, unused) {
  const { entries, lefts } = withoutSummaries(all, before, names);
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
    return readingsOf(pairs, out, { unused });
  });
}

// Counts may have been made of a rate, sizes of failures.
const madeOf = (role) => [role.replace(/^events/, "rate"), role.replace(/^n(?=_|$)/, "failures")];
