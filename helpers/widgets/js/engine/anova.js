// The treatment and interaction rows of a Type II analysis of variance, from segment summaries:
// helpers.widgets.sums_of_squares.treatment_squares.

import { betaI } from "./special.js";

// Upper tail of Fisher's F with d1 and d2 degrees of freedom.
export function fSf(f, d1, d2) {
  if (!(f > 0)) return 1;
  const total = d2 + d1 * f;
  return betaI(d2 / 2, d1 / 2, d2 / total, (d1 * f) / total);
}

// σ²/h is the variance of a difference of two arm means.
export const armWeights = (treated, control) => treated.map((t, k) => (t * control[k]) / (t + control[k]));

export function treatmentSquares(effects, treated, control, sigma, residualDf) {
  const weights = armWeights(treated, control),
    K = effects.length,
    meanSquare = sigma * sigma;
  let total = 0,
    first = 0,
    interaction = 0;
  for (let k = 0; k < K; k++) {
    total += weights[k];
    first += weights[k] * effects[k];
  }
  const common = first / total,
    pieces = weights.map((h, k) => h * (effects[k] - common) ** 2),
    byChance = weights.map((h) => meanSquare * (1 - h / total));
  for (const piece of pieces) interaction += piece;
  const treatment = total * common * common;
  const treatmentF = treatment / meanSquare,
    interactionF = interaction / (K - 1) / meanSquare;
  return {
    common,
    pieces,
    byChance,
    weights,
    meanSquare,
    treatment,
    interaction,
    treatmentF,
    interactionF,
    treatmentP: fSf(treatmentF, 1, residualDf),
    interactionP: fSf(interactionF, K - 1, residualDf),
  };
}
