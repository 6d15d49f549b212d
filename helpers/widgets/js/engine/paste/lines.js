// A pasted text as lines of cells: one way for each way that its separators can be understood.

import { meaningOf } from "./headings.js";

const plain = (text) => text.trim();

// Cells between `mark`s that stand outside quotes and brackets; null where a quote is never closed.
export function cut(line, mark) {
  const cells = [];
  let cell = "",
    depth = 0,
    quoted = false,
    closed = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (line[i + 1] === '"') cell += line[++i];
      else [quoted, closed] = [false, true];
    } else if (c === '"' && !cell.trim() && !closed) [quoted, cell] = [true, ""];
    else if (c === mark && depth === 0) {
      cells.push(plain(cell));
      [cell, closed] = ["", false];
    } else {
      if ("([{".includes(c)) depth++;
      if (")]}".includes(c)) depth = Math.max(0, depth - 1);
      cell += c;
    }
  }
  if (quoted) return null;
  cells.push(plain(cell));
  return cells;
}

const by = (mark) => ({ cells: (line) => cut(line, mark) });
const WAYS = {
  tab: by("\t"),
  pipe: { cells: (line) => cut(line.trim().replace(/^\||\|$/g, ""), "|") },
  ampersand: { cells: (line) => cut(line.replace(/\\\\.*$/, ""), "&") },
  semicolon: by(";"),
  comma: { ...by(","), only: "point" },
  quoted: by(","),
  // Words and numbers, parted by whatever it may be.
  free: { cells: (line) => [line.trim()], free: true },
  // “A,0,48,0,42” where somebody's decimal comma met a comma file.
  pairs: { cells: pairs, only: "comma" },
  // “12,100 15,110”: two counts of an arm, then two of the other.
  both: { cells: (line) => line.trim().split(/[\s,;]+/), only: "point", weak: true },
};

function pairs(line) {
  const cells = cut(line, ",");
  if (!cells) return null;
  const first = cells.findIndex((cell) => /^[+-]?\d+$/.test(cell)),
    numbers = first < 0 ? [] : cells.slice(first);
  if (!numbers.length && cells.some((cell) => /^[+-]?\d/.test(cell))) return [line];
  if (
    !numbers.length ||
    numbers.length % 2 ||
    !numbers.every((v, i) => (i % 2 ? /^\d+$/ : /^[+-]?\d+$/).test(v))
  )
    return cells;
  const wholes = numbers.filter((_, i) => i % 2 === 0),
    parts = numbers.filter((_, i) => i % 2);
  // 120,1000 is no decimal that anybody writes.
  const likely =
    parts.every((v) => v.length <= 2) || 2 * wholes.filter((v) => /^[+-]?0$/.test(v)).length >= wholes.length;
  if (!likely) return [line];
  return [...cells.slice(0, first), ...wholes.map((v, i) => `${v},${parts[i]}`)];
}

const outside = (line, mark) => (cut(line, mark) ?? line.split(mark)).length > 1;

export function waysOf(lines) {
  const numbered = lines.filter(({ text }) => /\d/.test(text)),
    most = (mark) => 2 * numbered.filter(({ text }) => outside(text, mark)).length > numbered.length;
  if (most("\t")) return [WAYS.tab];
  if (most("|")) return [WAYS.pipe];
  if (most("&")) return [WAYS.ampersand];
  if (most(";")) return [WAYS.semicolon];
  if (!most(",")) return [WAYS.free];
  const zero = numbered.filter(({ text }) => /(^|\s)-?0,\d/.test(text)).length;
  const quoted = numbered.some(({ text }) => /"[^"]*\d,\d[^"]*"/.test(text));
  return [
    quoted ? WAYS.quoted : WAYS.comma,
    WAYS.free,
    WAYS.pairs,
    ...(2 * zero < numbered.length ? [WAYS.both] : []),
  ];
}

const TABLE = (heads, rows) => ({ heads, rows });

// { heads, rows } where the text is JSON or assigns lists to names; null where it is neither.
export function structured(text) {
  const json = fromJson(text.trim());
  return json ? tableOf(json) : fromAssignments(text);
}

function fromJson(text) {
  if (!/^[[{]/.test(text)) return null;
  const tries = [
    text,
    text
      .replaceAll("'", '"')
      .replace(/\b(None|NaN|nan)\b/g, "null")
      .replaceAll("(", "[")
      .replaceAll(")", "]"),
    `[${text
      .replace(/[\r\n]+/g, ",")
      .replace(/,+/g, ",")
      .replace(/,$/, "")}]`,
  ];
  for (const one of tries) {
    try {
      return JSON.parse(one);
    } catch {
      // the next way
    }
  }
  return null;
}

const cellOf = (value) =>
  value === null || value === undefined ? "" : Array.isArray(value) ? `[${value.join("; ")}]` : String(value);

function tableOf(value) {
  if (Array.isArray(value) && value.length && value.every((row) => Array.isArray(row)))
    return TABLE(
      null,
      value.map((row) => row.map(cellOf)),
    );
  if (Array.isArray(value) && value.length && value.every((row) => row && typeof row === "object")) {
    const heads = [...new Set(value.flatMap((row) => Object.keys(row)))];
    return TABLE(
      heads,
      value.map((row) => heads.map((name) => cellOf(row[name]))),
    );
  }
  if (value && typeof value === "object" && !Array.isArray(value)) {
    const heads = Object.keys(value),
      columns = Object.values(value).map((column) =>
        column && typeof column === "object" ? Object.values(column) : [column],
      );
    if (heads.length)
      return TABLE(
        heads,
        (columns[0] ?? []).map((_, i) => columns.map((column) => cellOf(column[i]))),
      );
  }
  return null;
}

const ASSIGNED =
  /^\s*(?:[\w. ]+\$)?["']?([\p{L}_][\w. ]*?)["']?\s*(?:=|<-|:)\s*(?:c|list|np\.array|array)?\s*((?:\(?\s*[[(])?)(.*?)[\])]*\s*,?\s*$/u;
// “effect = [0.2, 0.3]”: with brackets, or, where the names are headings that we know, without.
function fromAssignments(text) {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim()),
    found = lines.map((line) => ASSIGNED.exec(line));
  if (lines.length < 2 || !found.every(Boolean)) return null;
  const roles = found.map(([, name]) => meaningOf(name).role);
  if (new Set(roles).size !== roles.length || !roles.every(Boolean)) return null;
  const columns = found.map(([, , , items]) => cut(items.replaceAll("'", '"'), ",") ?? []);
  if (columns.some((column) => column.length < 2 || column.length !== columns[0].length)) return null;
  return TABLE(
    found.map(([, name]) => name),
    columns[0].map((_, i) => columns.map((column) => column[i])),
  );
}
