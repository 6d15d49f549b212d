// Lines into records: { line, text, cells, label, items }. `items` are the numbers, each with the role that its marks give.

import { cut } from "./lines.js";
import { isMissing, numbersIn } from "./numbers.js";

// A line that is left out, and why.
export const left = (line, code, reason) => ({ line, code, reason });

export function recordOf({ line, text }, way, dialect) {
  const cells = way.cells(text),
    without = (code, reason) => ({
      line,
      text,
      cells: [],
      label: "",
      items: [],
      problem: left(line, code, reason),
    });
  if (/^\s*#/.test(text)) return without("no_numbers", "a remark, for it begins with #");
  if (!cells || cut(text, "\0") === null) return without("quote", "a quotation mark is never closed");
  const record = { line, text, cells, free: way.free && cells.length === 1 };
  return Object.assign(record, record.free ? fromWords(cells[0], dialect) : fromCells(cells, dialect));
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

export function fromCells(cells, dialect) {
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
export function inCell(cell, dialect) {
  const items = isMissing(cell) ? null : numbersIn(cell, dialect, true);
  return items?.length > 1 && items.every(({ role }) => !role) ? null : items;
}

export const oddItem = (text) => (isMissing(text) ? { missing: true, text } : { text });
