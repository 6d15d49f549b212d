// Chandrupatla (1997): bracketed, as safe as bisection, as fast as inverse quadratic interpolation.
export function bracketedRoot(f, lo, hi) {
  let a = hi,
    b = lo,
    fa = f(a),
    fb = f(b),
    c = a,
    fc = fa,
    t = 0.5;
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) throw new Error("bracketedRoot: no change of sign");
  for (let i = 0; i < 300; i++) {
    const x = a + t * (b - a),
      fx = f(x);
    if (fx > 0 === fa > 0) [c, fc] = [a, fa];
    else [c, b, fc, fb] = [b, a, fb, fa];
    [a, fa] = [x, fx];
    const [best, fBest] = Math.abs(fa) < Math.abs(fb) ? [a, fa] : [b, fb];
    const smallest = ((1.2e-16 * Math.abs(best)) / Math.abs(b - c)) * 2;
    if (fBest === 0 || smallest > 0.5) return best;
    const xi = (a - b) / (c - b),
      phi = (fa - fb) / (fc - fb);
    const interpolate = phi * phi < xi && (1 - phi) ** 2 < 1 - xi;
    t = interpolate
      ? (fa / (fb - fa)) * (fc / (fb - fc)) + ((((c - a) / (b - a)) * fa) / (fc - fa)) * (fb / (fc - fb))
      : 0.5;
    t = Math.min(1 - smallest, Math.max(smallest, t));
  }
  return a;
}
