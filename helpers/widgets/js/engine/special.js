// Distribution functions, good to about 1e-13 relative, tails included.
// Written here because the packaged alternatives weigh more than the rest of the bundle together.

const HALF_LOG_2PI = 0.918938533204672741780329736406;
const SQRT1_2 = Math.SQRT1_2;

// erfc(x) = t·exp(−x² + P(2t − 1)), t = 2/(2 + x), x ≥ 0: P is smooth, so its Chebyshev series is short.
// Coefficients computed in 40-digit arithmetic.
const ERFC = [
  -1.302653719781709434, 0.6419697923564902603, 0.01947647320418583631, -0.009561514786808631642,
  -0.0009465953444820368663, 0.0003668394978527614519, 0.00004252332480690777164, -0.00002027857811253424315,
  -1.624290004647025513e-6, 1.303655835580523202e-6, 1.562644172206614318e-8, -8.523809591492654253e-8,
  6.529054439098851496e-9, 5.059343495551468942e-9, -9.913641564930330867e-10, -2.273651222931835856e-10,
  9.646791102015526802e-11, 2.394038083039114745e-12, -6.886027526497553398e-12, 8.944879273090725717e-13,
  3.130921399342958078e-13, -1.127082236136725237e-13, 3.810905255189232054e-16, 7.106097613609236988e-15,
  -1.523028201457104304e-15, -9.457494571291233986e-17, 1.210237189224278991e-16, -2.816663087747176957e-17,
];

function logErfcx(x) {
  const t = 2 / (2 + x),
    y2 = 2 * (2 * t - 1);
  let b = 0,
    c = 0;
  for (let j = ERFC.length - 1; j > 0; j--) {
    const next = ERFC[j] + y2 * b - c;
    c = b;
    b = next;
  }
  return Math.log(t) + 0.5 * (ERFC[0] + y2 * b) - c;
}

export const erfc = (x) => (x >= 0 ? Math.exp(logErfcx(x) - x * x) : 2 - erfc(-x));

export const normalPdf = (z) => Math.exp(-0.5 * z * z - HALF_LOG_2PI);
export const normalCdf = (z) => 0.5 * erfc(-z * SQRT1_2);
export const normalSf = (z) => 0.5 * erfc(z * SQRT1_2);

// log P(Z > z), finite far beyond where P itself underflows.
export const normalLogSf = (z) =>
  z > 0 ? logErfcx(z * SQRT1_2) - 0.5 * z * z - Math.LN2 : Math.log1p(-normalCdf(z));

export function normalQuantile(p) {
  if (!(p >= 0 && p <= 1)) return NaN;
  if (p === 0 || p === 1) return p ? Infinity : -Infinity;
  return p > 0.5 ? normalUpper(1 - p) : -normalUpper(p);
}

// z ≥ 0 with P(Z > z) = q ≤ 1/2: a rough start, then Newton on log P, which is nearly quadratic in z.
function normalUpper(q) {
  if (q === 0.5) return 0;
  const target = Math.log(q),
    r = Math.sqrt(-2 * target);
  let z = Math.max(0, r - (2.30753 + 0.27061 * r) / (1 + r * (0.99229 + 0.04481 * r)));
  for (let i = 0; i < 6; i++) {
    const logSf = normalLogSf(z),
      step = (logSf - target) * Math.exp(logSf + 0.5 * z * z + HALF_LOG_2PI);
    z += step;
    if (Math.abs(step) <= 1e-9 * (1 + z)) break;
  }
  return z;
}

// log Γ(x) minus the leading part of Stirling's series, x ≥ 10.
function stirlingTail(x) {
  const u = 1 / (x * x);
  return (
    (1 / 12 -
      u * (1 / 360 - u * (1 / 1260 - u * (1 / 1680 - u * (1 / 1188 - u * (691 / 360360 - u / 156)))))) /
    x
  );
}

export function logGamma(x) {
  let shift = 1;
  while (x < 10) shift *= x++;
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_2PI + stirlingTail(x) - Math.log(shift);
}

// log Γ(a) + log Γ(b) − log Γ(a + b); the large parts cancel on paper, not in floating point.
export function logBeta(a, b) {
  if (a < b) return logBeta(b, a);
  if (a < 10) return logGamma(a) + logGamma(b) - logGamma(a + b);
  const change =
    (a + b - 0.5) * Math.log1p(b / a) + b * Math.log(a) - b + stirlingTail(a + b) - stirlingTail(a);
  return logGamma(b) - change;
}

// log(1 + d) − d without cancellation for small d.
function log1pMinus(d) {
  if (Math.abs(d) > 0.1) return Math.log1p(d) - d;
  let term = d,
    sum = 0;
  for (let k = 2; k < 40; k++) {
    term *= -d;
    sum += term / k;
    if (Math.abs(term) < 1e-18 * Math.abs(sum)) break;
  }
  return sum;
}

// x^a e^(−x) / Γ(a)
function gammaKernel(a, x) {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGamma(a));
  return Math.exp(a * log1pMinus((x - a) / a) - stirlingTail(a)) * Math.sqrt(a / (2 * Math.PI));
}

// Modified Lentz evaluation of b0 + a1/(b1 + a2/(b2 + …)).
function continuedFraction(b0, term) {
  let f = b0 || 1e-300,
    c = f,
    d = 0;
  for (let n = 1; n < 5000; n++) {
    const [a, b] = term(n);
    d = b + a * d || 1e-300;
    c = b + a / c || 1e-300;
    d = 1 / d;
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return f;
}

// Regularised upper incomplete gamma function Q(a, x).
export function gammaQ(a, x) {
  if (x <= 0) return 1;
  return x < a + 1 ? 1 - gammaSeries(a, x) : gammaTail(a, x);
}

// Regularised lower incomplete gamma function P(a, x).
export function gammaP(a, x) {
  if (x <= 0) return 0;
  return x < a + 1 ? gammaSeries(a, x) : 1 - gammaTail(a, x);
}

function gammaSeries(a, x) {
  let term = 1 / a,
    sum = term;
  for (let k = 1; k < 5000 && term > 1e-17 * sum; k++) sum += term *= x / (a + k);
  return gammaKernel(a, x) * sum;
}

const gammaTail = (a, x) =>
  gammaKernel(a, x) / continuedFraction(x + 1 - a, (n) => [-n * (n - a), x + 2 * n + 1 - a]);

// Regularised incomplete beta function I_x(a, b); pass y = 1 − x where it is known more exactly.
export function betaI(a, b, x, y = 1 - x) {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaFraction(b, a, y, x);
  return betaFraction(a, b, x, y);
}

function betaFraction(a, b, x, y) {
  const logX = y < 0.5 ? Math.log1p(-y) : Math.log(x),
    logY = x < 0.5 ? Math.log1p(-x) : Math.log(y);
  const front = Math.exp(a * logX + b * logY - logBeta(a, b)) / a;
  return (
    front /
    continuedFraction(1, (n) => {
      const m = n >> 1;
      const top = n % 2 ? -(a + m) * (a + b + m) : m * (b - m);
      return [(top * x) / ((a + n - 1) * (a + n)), 1];
    })
  );
}

export const chi2Sf = (q, df) => gammaQ(df / 2, q / 2);

export function tSf(t, df) {
  if (t < 0) return 1 - tSf(-t, df);
  const u = t * t;
  return 0.5 * betaI(df / 2, 0.5, df / (df + u), u / (df + u));
}
export const tCdf = (t, df) => tSf(-t, df);

export const tLogPdf = (t, df) =>
  -logBeta(df / 2, 0.5) - 0.5 * Math.log(df) - ((df + 1) / 2) * Math.log1p((t * t) / df);

const tCache = new Map();

export function tQuantile(p, df) {
  if (!(p > 0 && p < 1 && df > 0)) return p === 1 ? Infinity : p === 0 ? -Infinity : NaN;
  if (p === 0.5) return 0;
  const key = `${p}|${df}`;
  if (!tCache.has(key)) tCache.set(key, p > 0.5 ? tUpper(1 - p, df) : -tUpper(p, df));
  return tCache.get(key);
}

// t with P(T > t) = q < 1/2: Newton in log t on log P, which is concave there, so it cannot run away.
function tUpper(q, df) {
  if (df === 1) return 1 / Math.tan(Math.PI * q);
  const target = Math.log(q);
  let logT = Math.log(normalUpper(q));
  for (let i = 0; i < 200; i++) {
    const t = Math.exp(logT),
      sf = tSf(t, df);
    const step = ((Math.log(sf) - target) * sf) / (t * Math.exp(tLogPdf(t, df)));
    logT += Math.max(-2, Math.min(2, step));
    if (Math.abs(step) < 1e-14) break;
  }
  return Math.exp(logT);
}
