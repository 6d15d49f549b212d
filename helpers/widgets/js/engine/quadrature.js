// One-dimensional posteriors: find where the mass is, cut that stretch into panels, check every panel.
// Coordinates are such that log densities are smooth at the scale 1.

const DROP = 37; // nats below the peak at which an integrand is cut off: e^-37 = 8.5e-17
const NODES = 20;

const rules = new Map();

// Gauss–Legendre nodes and weights on [-1, 1].
export function gaussLegendre(n) {
  if (rules.has(n)) return rules.get(n);
  const nodes = new Float64Array(n),
    weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5)),
      slope = 1;
    for (let step = 0; step < 20; step++) {
      let p = x,
        before = 1;
      for (let k = 2; k <= n; k++) [p, before] = [((2 * k - 1) * x * p - (k - 1) * before) / k, p];
      slope = (n * (x * p - before)) / (x * x - 1);
      const move = p / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    nodes[n - 1 - i] = x;
    weights[n - 1 - i] = 2 / ((1 - x * x) * slope * slope);
  }
  rules.set(n, { nodes, weights });
  return rules.get(n);
}

// The last two Legendre coefficients of a function known at the Gauss nodes: large where it is unresolved.
const TAIL = (() => {
  const { nodes, weights } = gaussLegendre(NODES);
  return [NODES - 2, NODES - 1].map((degree) =>
    nodes.map((x, i) => {
      let p = x,
        before = 1;
      for (let k = 2; k <= degree; k++) [p, before] = [((2 * k - 1) * x * p - (k - 1) * before) / k, p];
      return weights[i] * p * (degree + 0.5);
    }),
  );
})();

// Ends of the stretch outside which neither exp(g) nor exp(g + bonus) matters. A peak narrower than
// the grid's spacing is found by scanning again, ever closer.
export function bracket(logDensity, bonus, grid) {
  for (;;) {
    const g = grid.map(logDensity),
      lifted = g.map((v, i) => v + bonus(grid[i]));
    const left = Math.max(0, g.findIndex(highEnough(g)) - 1);
    const right = Math.min(grid.length - 1, lifted.findLastIndex(highEnough(lifted)) + 1);
    const low = grid[left],
      high = grid[right];
    if (right - left >= 8 || high - low <= 1e-12 * Math.abs(high)) return [low, high];
    grid = Array.from({ length: 17 }, (_, i) => low + ((high - low) * i) / 16);
  }
}

// Which grid points may lie within DROP of the peak, allowing for a peak between them.
function highEnough(g) {
  const floor = Math.max(...g) - DROP;
  return (b, i) => {
    if (b > floor) return true;
    const a = g[i - 1],
      c = g[i + 1];
    return b >= a && b >= c && b + (c - a) ** 2 / (8 * Math.max(2 * b - a - c, 1e-300)) > floor;
  };
}

// Halving a panel makes a smooth function's last coefficients far smaller. Where they are small already and shrink no
// more, what is left is the rounding of a large log density, which no splitting removes.
const ROUNDING = 1e-6,
  SHRINKS = 1 / 8,
  MOST_PANELS = 4000;

// Nodes and log weights that integrate exp(logDensity) over [low, high], panel by panel, and exp(logDensity + bonus)
// too: a mode of little mass may carry a moment. Panels are at most 1.5 wide, because what is averaged (tail areas of
// a mixture) may vary where the density itself is smooth.
export function panels(logDensity, low, high, tolerance = 1e-9, bonus = null) {
  const { nodes, weights } = gaussLegendre(NODES),
    start = Math.max(4, Math.ceil((high - low) / 1.5));
  const make = (a, b, before = Infinity) => {
    const x = Array.from(nodes, (t) => 0.5 * (a + b) + 0.5 * (b - a) * t);
    return { a, b, before, x, g: x.map(logDensity) };
  };
  let open = Array.from({ length: start }, (_, i) =>
    make(low + ((high - low) * i) / start, i + 1 === start ? high : low + ((high - low) * (i + 1)) / start),
  );
  const done = [],
    wanted = [(p) => p.g, ...(bonus ? [(p) => p.g.map((v, i) => v + bonus(p.x[i]))] : [])].map((logs) => {
      const all = open.map(logs),
        peak = Math.max(...all.flat());
      const mass = (g, p) =>
        weights.reduce((sum, w, i) => sum + w * Math.exp(g[i] - peak), 0) * 0.5 * (p.b - p.a);
      return { logs, peak, total: all.reduce((sum, g, j) => sum + mass(g, open[j]), 0) };
    });
  // The largest share of a wanted integral that the last coefficients in this panel amount to.
  const roughness = (p) =>
    Math.max(
      ...wanted.map(({ logs, peak, total }) => {
        const f = logs(p).map((v) => (Math.exp(v - peak) * 0.5 * (p.b - p.a)) / total);
        return Math.max(...TAIL.map((row) => Math.abs(row.reduce((sum, r, i) => sum + r * f[i], 0))));
      }),
    );
  for (let level = 0; open.length && level < 45 && open.length + done.length < MOST_PANELS; level++) {
    const next = [];
    for (const p of open) {
      const rough = roughness(p),
        middle = 0.5 * (p.a + p.b),
        narrow = p.b - p.a <= 1e-13 * Math.max(Math.abs(p.a), Math.abs(p.b));
      const noise = rough <= ROUNDING && rough > SHRINKS * p.before;
      if (rough <= tolerance || narrow || noise) done.push(p);
      else next.push(make(p.a, middle, rough), make(middle, p.b, rough));
    }
    open = next;
  }
  return [...done, ...open]
    .sort((p, q) => p.a - q.a)
    .map(({ a, b, x, g }) => ({
      low: a,
      high: b,
      x,
      logWeights: g.map((v, i) => v + Math.log(weights[i] * 0.5 * (b - a))),
    }));
}
