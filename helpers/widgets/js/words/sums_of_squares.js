// What SumsOfSquares says: readings, sentences, and what is spoken.

import { fixed, pValue, share, short } from "../core/format.js";

export const TITLE = "Do the segments disagree, or is it noise?";
export const HINT =
  "Drag a point to move a segment’s effect, the diamond to move all of them, the end of a bar to change the noise. " +
  "Dashed in each square: what noise alone would make of it.";

const large = (v) => (v >= 1000 ? fixed(v, 0) : fixed(v, 2));
const times = (ratio, of) => (ratio >= 0.95 ? `${short(ratio)} times ${of}` : `${share(ratio)} of ${of}`);

// How seldom noise alone does as much.
const verdict = (p) =>
  p < 0.01
    ? "Noise alone would hardly do this"
    : p < 0.1
      ? "Noise alone would seldom do this"
      : "Noise alone may well do this";

export function sentences({ treatment, interaction, treatmentF, interactionF, interactionP, meanSquare }, K) {
  const noise = (K - 1) * meanSquare;
  return (
    `${verdict(interactionP)} (${pValue(interactionP)}). Disagreement (interaction): the squares of the ${K} segments add up to ${fixed(interaction, 0)}. Noise alone would make them add up to ` +
    `${short(noise)} on average, the dashed square of ${K - 1} × σ²; what was found is ${times(interactionF, "that")}, which is F. ` +
    `Common effect (treatment): its square is ${fixed(treatment, 0)}, ${times(treatmentF, `the ${short(meanSquare)}`)} that noise alone would give.`
  );
}

export const sumsOf = ({ treatment, interaction, meanSquare }, K) => [
  { found: interaction, chance: (K - 1) * meanSquare, name: "Disagreement" },
  { found: treatment, chance: meanSquare, name: "Common effect" },
];
export const inWords = ({ found, chance, name }) => ({
  found,
  chance,
  words: [name, `${fixed(found, 0)}, noise alone ${short(chance)}`],
});

export function showReadings([interaction, treatment, q, noise], result, { sigma }, { K }) {
  interaction.show(`F ${large(result.interactionF)}`, pValue(result.interactionP));
  treatment.show(`F ${large(result.treatmentF)}`, pValue(result.treatmentP));
  q.show(large(result.q), `${K - 1} expected: this is Q`);
  noise.show(fixed(sigma, 2), `σ² = ${short(result.meanSquare)}`);
}

export function spoken({ interactionF, interactionP, treatmentF, treatmentP, common }, { digits }) {
  return (
    `Interaction: F ${fixed(interactionF, 1)}, ${pValue(interactionP)}. Treatment: F ${fixed(treatmentF, 1)}, ` +
    `${pValue(treatmentP)}. Common effect ${fixed(common, digits)}.`
  );
}
