// The numbers in a piece of text, as people, papers and programs write them: 1,200 · 0,48 · −.3 · 5 % · 0.2 ± 0.1 ·
// 0.48 (0.42) · 0.2 [0.0, 0.4] · 120 of 1000. Which mark is the decimal one is the dialect's to say.

const SPACES = "'’_\\u00a0\\u202f\\u2009";
const whole = (marks) => `[1-9]\\d{0,2}(?:([${marks}])\\d{3}(?:\\1\\d{3})*)(?![\\d])|\\d+`;
const DIALECTS = {
  point: [whole(`,${SPACES}`), "\\.\\d*"],
  comma: [whole(`.${SPACES}`), ",\\d+"],
  either: [whole(SPACES), "[.,]\\d+|\\."],
};
const number = ([int, part]) =>
  new RegExp(
    `[+-]?(?:[$€£]\\s?)?(?=[.,]?\\d)((?:${int})?)((?:${part})?)((?:e[+-]?\\d+)?)\\*{0,3}(\\s?%)?(?:\\s?[€£$](?![\\d.,-])|\\s?(?:EUR|USD|GBP|CHF|SEK|kr)\\b)?`,
    "iy",
  );
const NUMBERS = Object.fromEntries(Object.entries(DIALECTS).map(([name, parts]) => [name, number(parts)]));
export const dialects = Object.keys(DIALECTS);

// What stands between numbers, by one letter each; "" separates and says nothing more.
const BETWEEN = [
  [
    "C",
    /(?:(\d\d(?:[.,]\d)?)\s?%?\s?-?(?:CI|KI|CrI|HDI|confidence interval)|(?:CI|KI|CrI)(?:\s?(\d\d)\s?%)?)\b\s?[:=]?/iy,
  ],
  ["S", /(?:SE|S\.E\.|std\.? ?err(?:or|\.)?|standard error)(?![a-z])\s?[:=]?/iy],
  ["±", /±|\+\/-|\+-|\\pm/y],
  ["(", /[([{]/y],
  [")", /[)\]}]/y],
  ["–", /\s*(?:\bto\b|\bbis\b|\.\.\.?|…|(?<=[\d%]\s)-(?=\s)|(?<=[\d%])-(?=[-.\d]))\s*/iy],
  ["/", /\s*(?:\/|\bout of\b|\bof\b|\bvon\b)\s*/iy],
  ["v", /(?:vs\.?|versus|against|gegen)(?=\s)/iy],
  // What papers add in passing.
  ["", /[,;]?\s*\(?\b(?:n\s?=\s?\d[\d,.]*|p\s?[=<>]\s?[\d.,]+)\)?(?=[\s,;)\]]|$)/iy],
  ["", /\s+|,(?=\s|$)|;/y],
];
const MISSING = /(?:NA|N\/A|NaN|null|None|#N\/A|#DIV\/0!|#VALUE!|\.\.)(?=$|[\s,;)\]])/iy;
export const isMissing = (text) => /^(?:|-|\.|\?|NA|N\/A|NaN|null|None|#\S+|missing|k\.A\.)$/i.test(text);

// Parts of the pattern, N a number, and what each of their numbers is ("" where only its place can tell).
const FORMS = [
  [/^(?:\(?N±\(?N\)?\)?(?:\(C\)|C(?!N|\())|C\(?N±N\)?)/, ["effect", "half"]],
  [/^\(C±N\)|^C±N/, ["half"]],
  [/^N±N(?:\(S\)|S(?!N))/, ["effect", "se"]],
  [/^\(?N±\(?N\)?\)?/, ["effect", "se"], "±"],
  [/^C?\(C?N–?N\)/, ["low", "high"]],
  [/^CN–?N/, ["low", "high"]],
  [/^\(N\)/, ["se"], "()"],
  [/^\(±N\)|^±N/, ["se"], "±"],
  [/^\(S±?N\)|^S±?N/, ["se"]],
  [/^\(?N\/N\)?/, ["events", "n"]],
  [/^N–N/, ["low", "high"]],
  [/^v/, []],
  [/^N/, [""]],
];

const minus = (text) =>
  text
    .replace(/[\u2212\u2010\u2011\u2012\u2013\u2014]/g, "-")
    .replace(/\\%/g, "%")
    .replace(/(\d)·(?=\d)/g, "$1.")
    .replace(/\$(?=\s|$)|^\$(?=-)/g, "");

function numberAt(text, at, dialect) {
  const find = NUMBERS[dialect];
  find.lastIndex = at;
  const found = find.exec(text);
  if (!found) return null;
  const [all, int, , part] = found,
    exponent = found[4],
    next = text.slice(at + all.length);
  if (/^(?:\p{L}|\d|[.,]\d)/u.test(next) || /^0\d/.test(int)) return null;
  const mark = dialect === "point" ? "." : /[.,]/;
  const digits = int.replace(/\D/g, "") + part.replace(mark, ".");
  return {
    value: Number(`${all.startsWith("-") ? "-" : ""}${digits || "x"}${exponent}`),
    percent: found[5] !== undefined,
    integer: /^(\.0?)?$/.test(part) && !exponent,
    places: Math.max(0, part.length - 1),
    text: all.trim(),
    length: all.length,
  };
}

function scan(text, dialect) {
  const items = [];
  let pattern = "",
    level = null,
    at = 0;
  while (at < text.length) {
    const signed = at === 0 || /[\s([{±\-–/,;$]/.test(text[at - 1]);
    const letter = BETWEEN.find(([name, form]) => {
      form.lastIndex = at;
      const found = form.exec(text);
      if (!found) return false;
      // A sign before a number is no dash between two.
      if (name === "C") level = Number((found[1] ?? found[2] ?? "95").replace(",", ".")) / 100;
      at += found[0].length;
      return true;
    });
    if (letter) {
      pattern += letter[0];
      continue;
    }
    MISSING.lastIndex = at;
    const gone = MISSING.exec(text);
    const found = gone
      ? { missing: true, text: gone[0], length: gone[0].length }
      : numberAt(text, at, dialect);
    if (!found || (!signed && /[+-]/.test(text[at]))) {
      // Inside brackets a comma parts numbers without a blank, too.
      if (text[at] === "," && /[([][^)\]]*$/.test(text.slice(0, at))) {
        at += 1;
        continue;
      }
      return null;
    }
    items.push(found);
    pattern += "N";
    at += found.length;
  }
  return items.length ? { items, pattern, level } : null;
}

const spaced = (text) =>
  minus(text)
    .trim()
    .replace(/^[+-]?[1-9]\d{0,2}(?: \d{3})+(?=$|[.,]\d+$)/, (v) => v.replaceAll(" ", "\u00a0"));

// The numbers of a piece that is nothing but numbers and what parts them, each with its `role`; else null.
// A cell that stands `alone` may part its thousands by blanks, too.
export function numbersIn(text, dialect, alone = false) {
  const found = scan(alone ? spaced(text) : minus(text).trim(), dialect);
  if (!found) return null;
  let rest = found.pattern,
    i = 0;
  while (rest) {
    const form = FORMS.find(([shape]) => shape.test(rest));
    if (!form) return null;
    const [shape, roles, mark] = form;
    for (const role of roles) Object.assign(found.items[i++], { role, mark, level: found.level });
    rest = rest.replace(shape, "");
  }
  return found.items;
}
