// Numbers as the book prints them: a true minus sign, fixed decimals, no negative zero.

const MINUS = "\u2212";

export function fixed(x, digits) {
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : `${MINUS}∞`;
  const text = Math.abs(x).toFixed(digits);
  return x < 0 && Number(text) !== 0 ? MINUS + text : text;
}

export const interval = (low, high, digits) => `${fixed(low, digits)} to ${fixed(high, digits)}`;

export const percent = (share, digits = 0) => `${fixed(100 * share, digits)}\u202f%`;

export const pValue = (p) => (p < 0.001 ? "p < .001" : `p = ${p.toFixed(3).replace(/^0/, "")}`);

// A share in a sentence: never rounded to nothing or to all.
export function share(p, digits = 0) {
  const least = 0.5 * 0.1 ** (digits + 2);
  if (p <= 0 || p >= 1 || (p >= least && p <= 1 - least)) return percent(p, digits);
  return p < least
    ? `less than ${percent(2 * least, digits)}`
    : `more than ${percent(1 - 2 * least, digits)}`;
}

export const withArticle = (noun) => `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;

export const plural = (noun) => (/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`);

// A positive number of any size, to about three figures.
export const short = (x) => fixed(x, x >= 100 ? 0 : x >= 1 ? 1 : 3);

// A probability to three figures, never rounded to certainty.
export const probability = (p) =>
  p > 0.9995 ? "> .999" : p < 0.0005 ? "< .001" : p.toFixed(3).replace(/^0/, "");

// Decimals that show a typical standard error to two or three figures.
export function decimalsFor(stdErrors) {
  const sorted = [...stdErrors].sort((a, b) => a - b);
  return Math.max(0, Math.min(8, Math.ceil(-Math.log10(sorted[sorted.length >> 1] / 30))));
}

// Where an axis is marked, about `count` times, and what is written there: with the decimals that tell the marks apart.
export function ticksOf(scale, count) {
  const ticks = scale.ticks(count),
    digits = Math.max(0, -Math.floor(Math.log10(ticks[1] - ticks[0]) + 1e-9));
  return ticks.map((at) => [at, fixed(at, digits)]);
}

// The nearest of 1, 2, 5 × 10ⁿ at or below x: steps that a reader can count in.
export function niceStep(x) {
  const power = 10 ** Math.floor(Math.log10(x)),
    lead = x / power;
  return (lead >= 5 ? 5 : lead >= 2 ? 2 : 1) * power;
}

export const roundTo = (x, digits) => Number(x.toFixed(digits));
