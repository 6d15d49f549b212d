// What a text gives once separators, decimal mark and roles are settled: studies, and the lines left out.

import { isTotal } from "./headings.js";
import { asFractions, unitOfRatios } from "./ratios.js";
import { left } from "./records.js";
import { groups, hasAll, isMiddle, lopsided, MARKED, studyFrom } from "./studies.js";

export const MOST = 1000;
const { COUNTS, MEANS } = groups;
// Items in the order of their roles; "_" is of no use.
export const take = (names) => (items) =>
  Object.fromEntries(names.map((name, i) => [name, items[i]]).filter(([name]) => name !== "_"));

// What a whole text gives, once separators, decimal mark and roles are settled.
export function reading(rows, lefts, kind, extra = {}) {
  const kept = rows.slice(0, MOST);
  for (const { line } of rows.slice(MOST))
    lefts.push(left(line, "too_many", `at most ${MOST} experiments can be drawn`));
  lefts.sort((a, b) => a.line - b.line);
  return { rows: kept, left: lefts, kind, unused: [], ...extra };
}

const kindOf = (roles) => (hasAll(roles, COUNTS) ? "counts" : hasAll(roles, MEANS) ? "means" : "effects");

// entries: [{ line, label, cells, problem }]; one reading for each way to take the percents.
export function readingsOf(entries, lefts, options = {}) {
  const numbers = entries
    .flatMap(({ cells }) => ["effect", "se", "half", "low", "high"].map((role) => cells[role]))
    .filter((item) => item && !item.missing);
  const mixed = numbers.some(({ percent }) => percent) && numbers.some(({ percent }) => !percent);
  const bare = plainIndex(entries),
    // Where nothing else would be left, names are names.
    isSummary = bare.every(isTotal) ? () => false : isTotal;
  if (options.log === undefined && !options.difference)
    for (const all of mixed ? [false, true] : [false]) {
      const unit = unitOfRatios(entries, all);
      if (unit) return eitherScale(entries, lefts, options, unit, all);
    }
  const logs = options.log === undefined && skewed(entries) ? [true, false] : [options.log ?? false];
  const readings = (mixed ? ["all", "as written"] : ["as written"]).flatMap((percents) =>
    logs.map((log) => {
      const rows = [],
        out = [...lefts];
      entries.forEach(({ line, cells }, i) => {
        const label = bare[i];
        if (isSummary(label))
          return void out.push(
            left(line, "total", `“${label}” is taken for a summary, not for an experiment`),
          );
        const study = studyFrom(cells, { ...options, log, percents });
        if (study.code) out.push({ ...left(line, study.code, study.reason), misformed: study.misformed });
        else rows.push({ line, label: label.slice(0, 60), ...study });
      });
      const kept = withoutSums(rows, out);
      return reading(kept, out, entries.length ? kindOf(Object.keys(entries[0].cells)) : "effects", {
        unused: options.unused ?? [],
        ...(options.choice && { choice: options.choice }),
      });
    }),
  );
  return options.half ? readings : withOffers(readings, entries, lefts, options);
}

// About 1, and nothing says whether that or 0 is no effect.
function eitherScale(entries, lefts, options, unit, all) {
  const percent = all || entries.some(({ cells }) => (cells.effect ?? cells.low)?.percent),
    none = `${percent ? "100 %" : unit} is no effect`,
    fractions = entries.map((entry) => ({ ...entry, cells: asFractions(entry.cells, unit, all) })),
    errors = fractions.some(({ cells }) => cells.se);
  const ways = [
    [all ? fractions : entries, { log: false }, "differences: 0 is no effect"],
    [
      fractions,
      { log: true, delta: true },
      `ratios: ${none}${errors ? ", standard errors of the ratios" : ""}`,
    ],
    ...(errors ? [[fractions, { log: true }, `ratios: ${none}, standard errors of the logarithms`]] : []),
  ];
  return ways.flatMap(([cells, more, choice]) =>
    readingsOf(cells, lefts, { ...options, ...more, choice: both(options.choice, choice) }),
  );
}
const both = (...choices) => choices.filter(Boolean).join("; ");

// A bare ± is read as one standard error, which is said; the other custom, half of an interval, is offered.
function withOffers(readings, entries, lefts, options) {
  if (!entries.some(({ cells }) => cells.se?.mark === "±")) return readings;
  const halves = entries.map((e) => {
    const { se, ...rest } = e.cells;
    return se?.mark === "±" ? { ...e, cells: { ...rest, half: { ...se, mark: "" } } } : e;
  });
  const others = readingsOf(halves, lefts, {
    ...options,
    half: true,
    choice: both(options.choice, "± is half of a 95 % interval"),
  });
  return readings.map((r, i) => ({
    ...r,
    choice: both(r.choice, "± is one standard error"),
    offer: others[i],
  }));
}

// Rows whose counts or sizes are the sums of those above (or below a first one), and a last row that alone has no name.
function withoutSums(rows, out) {
  const sizes = ({ counts, means }) => counts ?? (means && [means[2], means[5]]);
  const isSum = (row, others) =>
    others.length > 1 &&
    sizes(row)?.every((v, i) => v === others.reduce((sum, other) => sum + sizes(other)[i], 0)) &&
    sizes(row).some((v) => v > 0);
  const drop = (row, reason) => void out.push(left(row.line, "total", reason));
  const kept = [];
  let block = [];
  for (const [i, row] of rows.entries()) {
    if (isSum(row, kept) || isSum(row, block)) {
      drop(row, "the sum of the rows above, not an experiment");
      block = [];
    } else if (i === 0 && isSum(row, rows.slice(1)))
      drop(row, "the sum of the rows below, not an experiment");
    else {
      kept.push(row);
      block.push(row);
    }
  }
  const last = kept.at(-1),
    others = kept.slice(0, -1);
  if (
    others.length > 1 &&
    !last.label &&
    others.every(({ label, stdError }) => label && stdError > last.stdError)
  ) {
    drop(
      last,
      "alone without a name and more exact than any other: taken for a summary of them; if it is an experiment, give it a name",
    );
    return others;
  }
  return kept;
}

// Whether effects stand in the middle of their intervals as ratios do, and not as differences.
function skewed(entries) {
  const whole = entries
    .map(({ cells }) => cells)
    .filter(({ effect, low, high }) => [effect, low, high].every((item) => item?.value !== undefined));
  if (!whole.length || whole.every((cells) => isMiddle(cells))) return false;
  if (whole.every((cells) => isMiddle(cells, true))) return true;
  const off = (log) => whole.reduce((sum, cells) => sum + lopsided(cells, log), 0);
  return (
    whole.every(({ low, effect }) => low.value > 0 && effect.value > 0) &&
    whole.some((cells) => lopsided(cells) > MARKED) &&
    off(true) < off(false) / 2
  );
}

// The running number that a program prints before each line is no part of its name.
function plainIndex(entries) {
  const split = entries.map(({ label }) => /^(?:\[(\d+),\]|(\d+)\.?)(?:\s+(.*))?$/.exec(label));
  const numbers = split.map((m) => (m ? Number(m[1] ?? m[2]) : NaN));
  const runs = entries.length > 0 && numbers[0] <= 1 && numbers.every((n, i) => n === numbers[0] + i);
  return entries.map(({ label }, i) => (runs ? split[i][3] || String(numbers[i]) : label));
}
