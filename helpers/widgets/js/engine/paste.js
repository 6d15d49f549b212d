// Reading what somebody pasted. Every way of reading it is tried: marks for decimals, separators, what each column is.
// One way left: it is read. Several that differ: the reader is asked. None: each line says why.

import { headed, headingOf, withOneHeading } from "./paste/headed.js";
import { isTotal, meaningOf } from "./paste/headings.js";
import { structured, waysOf } from "./paste/lines.js";
import { dialects } from "./paste/numbers.js";
import { MOST, reading, readingsOf, take } from "./paste/readings.js";
import { fromCells, left, recordOf } from "./paste/records.js";
import { logOddsRatio } from "./paste/studies.js";
import { unheaded } from "./paste/unheaded.js";

export { isTotal, logOddsRatio, meaningOf, MOST };

function candidates(lines) {
  const found = [];
  for (const way of waysOf(lines)) {
    let table = false;
    for (const dialect of way.only ? [way.only] : dialects) {
      const given = lines.map((line) => recordOf(line, way, dialect)),
        records = withOneHeading(given),
        notes = records === given ? [] : ["two rows of headings joined"];
      const heading = headingOf(records);
      table ||= linesUp(records, heading);
      for (const r of heading ? headed(records, heading, dialect) : unheaded(records))
        found.push({ ...r, notes, headed: Boolean(heading), formed: formedIn(r, lines) });
    }
    if (table) break;
  }
  return found;
}

// Known headings with as many cells below: nothing else is tried, neither words for columns nor decimal commas.
const linesUp = (records, heading) =>
  heading &&
  !heading.unknown &&
  records.every((r) => !r.free && (r === heading.record || r.cells.length === heading.meanings.length));

const FORM = new Set(["no_numbers", "not_a_number", "count", "quote"]);
const formedIn = (r, lines) =>
  r.left.some(({ code }) => code === "columns")
    ? -1
    : lines.length - r.left.filter(({ code, misformed }) => misformed || FORM.has(code)).length;

const keyOf = ({ rows }) =>
  JSON.stringify(rows.map(({ line, effect, stdError }) => [line, effect, stdError]));

// A choice may end in a refusal: “these are standard deviations”.
const usable = ({ rows, choice }) => rows.length || choice;

const MOST_WAYS = 6;

// The readings to choose between; one is no choice.
function settle(found) {
  const underHeads = found.filter(({ headed }) => headed);
  const readable = underHeads.filter(usable);
  if (underHeads.length && underHeads.length < found.length)
    return settle(readable.length ? readable : underHeads);
  const best = Math.max(...found.map(({ formed }) => formed));
  const formed = found.filter((r) => r.formed === best && usable(r));
  if (!formed.length) return [found.find((r) => r.formed === best)];
  const most = Math.max(...formed.map(({ rows }) => rows.length));
  const kept = new Map();
  for (const r of formed)
    if ((2 * r.rows.length >= most || r.choice) && !kept.has(keyOf(r))) kept.set(keyOf(r), r);
  return [...kept.values()].slice(0, MOST_WAYS);
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
