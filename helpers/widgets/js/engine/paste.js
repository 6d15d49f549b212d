// Reading what somebody pasted. Every way of reading it is tried: marks for decimals, separators, what each column is.
// One way left: it is read. Several that differ: the reader is asked. None: each line says why.

import { armOf, headingsIn, meaningOf } from "./paste/headings.js";
import { cut, structured, waysOf } from "./paste/lines.js";
import { dialects, isMissing, numbersIn } from "./paste/numbers.js";
import { groups, hasAll, isMiddle, logOddsRatio, studyFrom } from "./paste/studies.js";

export { logOddsRatio };
export const MOST = 1000;
const TOTAL =
  /^(grand )?(totals?|overall|pooled|sum|summary|all|average|mean|gesamt|insgesamt|summe|mittelwert|(random|fixed|common)[- ]effects? model|(re|fe) model)$/i;
const { COUNTS, MEANS } = groups;
const left = (line, code, reason) => ({ line, code, reason });
const nothing = (text) =>
  /\d/.test(text) ? "its numbers do not stand by themselves, after a name" : "no numbers in it";
const WANTED =
  "wanted are an effect with its standard error, variance or interval, or events and size (or mean, standard deviation and size) of both arms";

// ---- Lines into records: { line, label, items, cells }

function recordOf({ line, text }, way, dialect) {
  const cells = way.cells(text);
  if (/^\s*#/.test(text))
    return {
      line,
      text,
      cells: [text],
      label: "",
      items: [],
      problem: left(line, "no_numbers", "a remark, for it begins with #"),
    };
  if (!cells || cut(text, "\0") === null)
    return {
      line,
      text,
      cells: [],
      label: "",
      items: [],
      problem: left(line, "quote", "a quotation mark is never closed"),
    };
  const record = { line, text, cells, free: way.free && cells.length === 1 };
  return Object.assign(record, record.free ? fromWords(cells[0], dialect) : fromCells(cells, dialect), {
    record,
  });
}

// The longest end of a line that is nothing but numbers; what stands before them is the name.
function fromWords(text, dialect) {
  const starts = [0, ...[...text.matchAll(/[\s:=]+/g)].map((m) => m.index + m[0].length)].slice(0, 40);
  for (const at of starts) {
    const items = numbersIn(text.slice(at), dialect);
    if (!items) continue;
    const label = nameIn(text.slice(0, at));
    // Two numbers before the words: several studies on one line, or something else again.
    return (label.match(/(^|\s)[+-]?[.,]?\d/g) ?? []).length > 1
      ? { label: text, items: [] }
      : { label, items };
  }
  const trimmed = text.replace(/\s+[.*†]{1,3}$/, "");
  return trimmed === text ? { label: text, items: [] } : fromWords(trimmed, dialect);
}

const nameIn = (text) =>
  text
    .replace(/(?:->|=>|[\s:=,;\-–→])+$/, "")
    .replace(/\s+(effect|estimate|est)\.?$/i, "")
    .replace(/^\s*[-*•]\s+/, "")
    .replace(/^["'](.*)["']$/, "$1")
    .trim();

function fromCells(cells, dialect) {
  const kept = [...cells];
  while (kept.length && kept.at(-1) === "") kept.pop();
  const read = kept.map((cell) => inCell(cell, dialect)),
    first = read.findIndex(Boolean);
  if (first < 0) return { label: kept.filter(Boolean).join(" "), items: [], parsed: read };
  const last = first === 0 && !read.at(-1) && !isMissing(kept.at(-1)) ? kept.length - 1 : kept.length;
  const items = kept.slice(first, last).flatMap((cell, i) => read[first + i] ?? [oddItem(cell)]);
  return {
    label: (first ? kept.slice(0, first) : kept.slice(last)).filter(Boolean).join(" "),
    items,
    parsed: read,
  };
}

// Bare numbers side by side in one cell are no number.
function inCell(cell, dialect) {
  const items = isMissing(cell) ? null : numbersIn(cell, dialect, true);
  return items?.length > 1 && items.every(({ role }) => !role) ? null : items;
}

const oddItem = (text) => (isMissing(text) ? { missing: true, text } : { text });

// ---- Headings

function headingOf(records) {
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

// ---- Readings

// What a whole text gives, once separators, decimal mark and roles are settled.
function reading(rows, lefts, kind, extra = {}) {
  const kept = rows.slice(0, MOST);
  for (const { line } of rows.slice(MOST))
    lefts.push(left(line, "too_many", `at most ${MOST} experiments can be drawn`));
  lefts.sort((a, b) => a.line - b.line);
  return { rows: kept, left: lefts, kind, unused: [], ...extra };
}

const kindOf = (roles) => (hasAll(roles, COUNTS) ? "counts" : hasAll(roles, MEANS) ? "means" : "effects");

// entries: [{ line, label, cells, problem }]; one reading for each way to take the percents.
function readingsOf(entries, lefts, options = {}) {
  const numbers = entries
    .flatMap(({ cells }) => ["effect", "se", "low", "high"].map((role) => cells[role]))
    .filter((item) => item && !item.missing);
  const mixed = numbers.some(({ percent }) => percent) && numbers.some(({ percent }) => !percent);
  const bare = plainIndex(entries);
  const logs = options.log === undefined && skewed(entries) ? [true, false] : [options.log ?? false];
  return (mixed ? ["all", "as written"] : ["as written"]).flatMap((percents) =>
    logs.map((log) => {
      const rows = [],
        out = [...lefts];
      entries.forEach(({ line, cells }, i) => {
        const label = bare[i];
        if (TOTAL.test(label))
          return void out.push(
            left(line, "total", `“${label}” is taken for a summary, not for an experiment`),
          );
        const study = studyFrom(cells, { log, percents });
        if (study.code) out.push({ ...left(line, study.code, study.reason), misformed: study.misformed });
        else rows.push({ line, label: label.slice(0, 60), ...study });
      });
      return reading(rows, out, entries.length ? kindOf(Object.keys(entries[0].cells)) : "effects", {
        unused: options.unused ?? [],
      });
    }),
  );
}

// Whether effects stand in the middle of their intervals as ratios do, and not as differences.
function skewed(entries) {
  const whole = entries
    .map(({ cells }) => cells)
    .filter(({ effect, low, high }) => [effect, low, high].every((item) => item?.value !== undefined));
  return (
    whole.length > 0 &&
    !whole.every((cells) => isMiddle(cells)) &&
    whole.every((cells) => isMiddle(cells, true))
  );
}

// The running number that a program prints before each line is no part of its name.
function plainIndex(entries) {
  const split = entries.map(({ label }) => /^(?:\[(\d+),\]|(\d+)\.?)(?:\s+(.*))?$/.exec(label));
  const numbers = split.map((m) => (m ? Number(m[1] ?? m[2]) : NaN));
  const runs = entries.length > 0 && numbers[0] <= 1 && numbers.every((n, i) => n === numbers[0] + i);
  return entries.map(({ label }, i) => (runs ? split[i][3] || String(numbers[i]) : label));
}

function headed(records, heading, dialect) {
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

// ---- Without headings: what the numbers of a line can be

const take = (names) => (items) =>
  Object.fromEntries(names.map((name, i) => [name, items[i]]).filter(([name]) => name !== "_"));
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
  "effect se": ["effect", "se"],
  ". low high": ["effect", "low", "high"],
  "low high": ["low", "high"],
  "events n events n": COUNTS,
  ". se low high": ["effect", "se", "low", "high"],
  "effect se low high": ["effect", "se", "low", "high"],
};

function unheaded(records) {
  const lefts = [];
  const numbered = named(records, lefts);
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
    found.push(...readingsOf(plain, lefts));
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
        /\d/.test(r.text) &&
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

// ---- All together

function candidates(lines) {
  const found = [];
  for (const way of waysOf(lines))
    for (const dialect of way.only ? [way.only] : dialects) {
      const records = lines.map((line) => recordOf(line, way, dialect));
      const heading = headingOf(records);
      for (const r of heading ? headed(records, heading, dialect) : unheaded(records))
        found.push({ ...r, headed: Boolean(heading), formed: formedIn(r, lines) });
    }
  return found;
}

const FORM = new Set(["no_numbers", "not_a_number", "count", "quote"]);
const formedIn = (r, lines) =>
  r.left.some(({ code }) => code === "columns")
    ? -1
    : lines.length - r.left.filter(({ code, misformed }) => misformed || FORM.has(code)).length;

const keyOf = ({ rows }) =>
  JSON.stringify(rows.map(({ line, effect, stdError }) => [line, effect, stdError]));

// The readings to choose between; one is no choice.
function settle(found) {
  const underHeads = found.filter(({ headed }) => headed);
  const readable = underHeads.filter(({ rows }) => rows.length);
  if (underHeads.length && underHeads.length < found.length)
    return settle(readable.length ? readable : underHeads);
  const best = Math.max(...found.map(({ formed }) => formed));
  const formed = found.filter((r) => r.formed === best && r.rows.length);
  if (!formed.length) return [found.find((r) => r.formed === best)];
  const most = Math.max(...formed.map(({ rows }) => rows.length));
  const kept = new Map();
  for (const r of formed) if (2 * r.rows.length >= most && !kept.has(keyOf(r))) kept.set(keyOf(r), r);
  return [...kept.values()].slice(0, 3);
}

// { readings: [{ rows: [{ line, label, effect, stdError, from }], left: [{ line, code, reason }], kind, unused }] }
export function parse(text) {
  const given = text.replace(/^\ufeff/, "");
  const table = structured(given);
  if (table) return { readings: settle(fromTable(table)) };
  const lines = given
    .split(/\r\n|\r|\n/)
    .map((one, i) => ({ line: i + 1, text: one.replace(/\ufeff/g, "") }))
    .filter(({ text: one }) => !/^[\s,;|]*$/.test(one));
  if (!lines.length) return { readings: [reading([], [], "effects")] };
  if (/^\s*(\[\s*\{|\{\s*")/.test(given))
    return {
      readings: [
        reading([], [left(1, "not_a_number", "JSON that breaks off or is not well formed")], "effects"),
      ],
    };
  if (lines.length === 1 && lines[0].text.includes(";")) lines.splice(0, 1, ...severalOn(lines[0]));
  const turned = onItsSide(lines);
  return { readings: settle(turned ? fromTable(turned) : candidates(lines)) };
}

// “A 0.2 0.1; B 0.3 0.12” on one line.
function severalOn({ line, text }) {
  const parts = text
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean);
  return parts.every((part) => (part.match(/\d+/g) ?? []).length > 1 && /\s/.test(part))
    ? parts.map((part) => ({ line, text: part }))
    : [{ line, text }];
}

function fromTable({ heads, rows }) {
  const records = rows.map((cells, i) => ({
    line: i + 1,
    text: cells.join(" "),
    cells,
    ...fromCells(cells, "point"),
  }));
  if (heads)
    return headed(records, { record: { line: 1 }, meanings: heads.map(meaningOf) }, "point").map((r) => ({
      ...r,
      formed: 1,
    }));
  const [first, ...others] = records;
  const heading = headingOf([first, ...others]);
  const found = heading ? headed(records, heading, "point") : unheaded(records);
  const two = !heading && records.every(({ items, label }) => !label && items.length === 2);
  const ranges =
    two && records.every(({ items }) => items[0].value < items[1].value)
      ? readingsOf(
          records.map((r) => ({ ...r, cells: take(["low", "high"])(r.items) })),
          [],
        )
      : [];
  return [...ranges, ...found].map((r) => ({ ...r, formed: 1 }));
}

// Headings down the first column, one study a column.
function onItsSide(lines) {
  const [way] = waysOf(lines),
    cells = lines.map(({ text }) => (way.free ? text.trim().split(/[\s:]+/) : way.cells(text)));
  if (cells.length < 2 || cells.some((row) => !row || row.length < 3 || row.length !== cells[0].length))
    return null;
  const roles = cells.map((row) => meaningOf(row[0]).role);
  if (
    roles.filter((role) => role && role !== "label").length < 2 ||
    new Set(roles).size !== roles.length ||
    roles.some((role) => !role)
  )
    return null;
  if (cells[0].filter((cell) => meaningOf(cell).role).length > 1) return null;
  return {
    heads: cells.map((row) => row[0]),
    rows: cells[0].slice(1).map((_, j) => cells.map((row) => row[j + 1])),
  };
}
