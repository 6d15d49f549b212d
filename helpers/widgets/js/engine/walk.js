// Random-walk Metropolis with normal steps on a normal density: what every step size is worth, known without a chain.
// `ratio` is the sd of a step over the sd of the density.

export const BOUNDS = [0.05, 50];

// Effective draws of the mean that one draw is worth, at 31 ratios from 0.05 to 50 with equal quotients, from the chain's
// transition matrix on a fine grid (tests/widgets/test_metropolis_walk.py); between them by log–log interpolation, to 2 %.
const WORTH = [
  0.0006112, 0.000957, 0.001497, 0.002337, 0.003636, 0.005633, 0.008675, 0.01326, 0.02006, 0.02995, 0.04397,
  0.06323, 0.08859, 0.1201, 0.1562, 0.192, 0.2187, 0.2275, 0.2162, 0.1911, 0.1609, 0.1314, 0.1055, 0.08394,
  0.0665, 0.05258, 0.04155, 0.03284, 0.02597, 0.02055, 0.01627,
].map(Math.log);

export function worth(ratio) {
  const [low, high] = BOUNDS,
    at = ((WORTH.length - 1) * Math.log(ratio / low)) / Math.log(high / low),
    i = Math.max(0, Math.min(WORTH.length - 2, Math.floor(at)));
  return Math.exp(WORTH[i] + (at - i) * (WORTH[i + 1] - WORTH[i]));
}

// The share of candidates that is accepted in the long run.
export const acceptance = (ratio) => (2 / Math.PI) * Math.atan(2 / ratio);

// The ratio at which the worth is greatest.
export const BEST = 2.46;
