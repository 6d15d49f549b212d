// Ratios that nothing names, which would be read as differences. The rule is that of helpers.report.

import { normalQuantile } from "../special.js";

const FACTOR = 2,
  NEAR = 0.25,
  FAR = 5; // from 1; beyond the range; standard errors from 0
const DIFFERENCE =
  /\b(diff\w*|absolute|log|ln|md|smd|points?|pts?|pp|bps|eur|usd|gbp|chf|differenz|unterschied|ecart)\b|[€$£]/;

export const isDifference = (heading) => DIFFERENCE.test(heading.toLowerCase().replaceAll("_", " "));

const scaleOf = (item, all) => (item.percent || all ? 0.01 : 1);
const number = (item, all) => (item?.value === undefined ? NaN : item.value * scaleOf(item, all));

// An effect and its standard error, were it a difference.
function asDifference({ effect, se, half, variance, low, high, z, p }, all) {
  const of = (item) => number(item, all),
    y = effect ? of(effect) : (of(low) + of(high)) / 2;
  if (se) return [y, of(se)];
  if (half) return [y, of(half) / 1.96];
  if (variance) return [y, Math.sqrt(variance.value) * scaleOf(variance, all)];
  if (low && high) return [y, (of(high) - of(low)) / 3.92];
  return [y, Math.abs(y / (z ? z.value : normalQuantile(number(p) / 2)))];
}

// 1, or 100, where effects lie about it as ratios do, or ratios in per cents; 0 where they need not. All are within a factor
// of two of 1, which is in their range or near it, and most far from 0 by their standard errors. Errors from tests of ratios
// know nothing of 0: by them such effects are more alike than chance would have them. `all`: take all for per cents.
export function unitOfRatios(entries, all = false) {
  const found = entries
      .map(({ cells }) => asDifference(cells, all))
      .filter((one) => one.every(Number.isFinite)),
    effects = found.map(([y]) => y),
    [low, high] = [Math.min(...effects), Math.max(...effects)],
    smallest = Math.min(...found.map(([, s]) => s));
  if (found.length < 2 || !(smallest > 0)) return 0;
  const tested = entries.every(({ cells }) => cells.effect && (cells.z || cells.p)),
    far = found.filter(([y, s]) => y / s >= FAR).length;
  if (tested ? high - low >= smallest : 2 * far <= found.length) return 0;
  const fits = (unit) =>
    low >= unit / FACTOR && low <= unit * (1 + NEAR) && high >= unit * (1 - NEAR) && high <= unit * FACTOR;
  return [1, 100].find(fits) ?? 0;
}

// The same as fractions, 1 for what was `unit` or 100 %; a variance as its standard error.
export function asFractions({ variance, ...cells }, unit, all) {
  const se = cells.se ?? (variance && { ...variance, value: Math.sqrt(variance.value) }),
    given = se ? { ...cells, se } : cells;
  const scaled = ["effect", "se", "half", "low", "high"].filter((role) => given[role]?.value !== undefined);
  const fraction = (item) => {
    const by = item.percent || all ? 100 : unit;
    return { ...item, value: item.value / by, places: item.places + (by > 1 ? 2 : 0), percent: false };
  };
  return { ...given, ...Object.fromEntries(scaled.map((role) => [role, fraction(given[role])])) };
}
