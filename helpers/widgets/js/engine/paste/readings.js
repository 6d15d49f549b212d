// What a text gives once separators, decimal mark and roles are settled: studies, and the lines left out.

import { left } from "./records.js";
import { groups, hasAll, isMiddle, studyFrom } from "./studies.js";

export const MOST = 1000;
const { COUNTS, MEANS } = groups;
const TOTAL =
  /^(grand )?(totals?|overall|pooled|sum|summary|all|average|mean|gesamt|insgesamt|summe|mittelwert|(random|fixed|common)[- ]effects? model|(re|fe) model)$/i;

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
