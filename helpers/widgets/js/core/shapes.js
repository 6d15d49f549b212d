// Marks as paths. Many are one path: what a frame costs to lay out is counted in elements, not in segments.

export const square = (x, y, half) => `M${x - half} ${y - half}h${2 * half}v${2 * half}h${-2 * half}Z`;
export const dot = (x, y, radius) =>
  `M${x - radius} ${y}a${radius} ${radius} 0 1 1 ${2 * radius} 0a${radius} ${radius} 0 1 1 ${-2 * radius} 0`;
export const lozenge = (x, y, half) =>
  `M${x - 1.2 * half} ${y}l${1.2 * half} ${-1.2 * half}l${1.2 * half} ${1.2 * half}l${-1.2 * half} ${1.2 * half}Z`;

// Two arrowheads that point away from each other: what is between them can be dragged.
export const chevrons = (left, right, y) => `M${left} ${y - 4}l-4 4l4 4M${right} ${y - 4}l4 4l-4 4`;

// A diamond from low to high; what lies beyond the plot is cut off straight.
export function diamond(x, low, middle, high, y, half) {
  const [left, right] = x.range(),
    within = (at) => Math.max(left - 8, Math.min(right + 8, at)),
    centre = x(middle);
  const height = (at) =>
    at === within(at) ? 0 : half * Math.max(0, 1 - (within(at) - centre) / (at - centre));
  const tip = (at, way) => `${within(at).toFixed(2)} ${(y - way * height(at)).toFixed(2)}`,
    peak = within(centre).toFixed(2);
  const [from, to] = [x(low), x(high)];
  return `M${tip(from, 1)}L${peak} ${y - half}L${tip(to, 1)}L${tip(to, -1)}L${peak} ${y + half}L${tip(from, -1)}Z`;
}

// An interval with end caps of half-height `cap`; an end beyond the plot becomes an arrowhead.
export function span(x, low, high, y, cap = 0) {
  const [left, right] = x.range(),
    [first, last] = [low, high].map((v) => (Number.isFinite(v) ? x(v) : v));
  const from = Math.max(left - 8, first),
    to = Math.min(right + 8, last);
  if (!(to > from)) return "";
  const end = (at, cut, way) =>
    cut
      ? `M${at + way * 5} ${y - 4}L${at} ${y}L${at + way * 5} ${y + 4}`
      : cap
        ? `M${at} ${y - cap}V${y + cap}`
        : "";
  return `M${from} ${y}H${to}${end(from, first < left - 8, 1)}${end(to, last > right + 8, -1)}`;
}

// A bell curve of standard deviation `sd` pixels standing on `base`, cut off at the edges of the plot;
// a spike when there is no spread.
export function bell(centre, sd, base, height, [left, right]) {
  if (sd < 1) return `M${centre} ${base}v${-height}`;
  const from = Math.max(left, centre - 3 * sd),
    to = Math.min(right, centre + 3 * sd),
    count = 60;
  const points = Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);
  const curve = points.map(
    (x) => `${x.toFixed(1)} ${(base - height * Math.exp(-0.5 * ((x - centre) / sd) ** 2)).toFixed(1)}`,
  );
  return `M${from.toFixed(1)} ${base}L${curve.join("L")}V${base}Z`;
}
