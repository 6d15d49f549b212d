// What LooInfluence says: the models, sentences, and what is spoken.

import { fixed } from "../core/format.js";

export const MODELS = { partial: "Partial pooling", complete: "Complete pooling", none: "No pooling" };
export const LIMIT = 0.7; // of k̂
const plain = (v) => fixed(v, 2).replace(/\.?0+$/, "");
export const total = (rows) => rows.reduce((sum, { score }) => sum + score, 0);
export const warned = (rows) => rows.filter(({ k }) => !(k <= LIMIT)).length;

export const askedOf = ({ noun }) =>
  `Hide one ${noun} from a model. What does it expect there from the others?`;

export const keyOf = ({ noun, plural }, level) =>
  `Choose a model, and drag a square: what that ${noun} reported. Hump and bar (${Math.round(100 * level)}\u202f%): what the model expects ` +
  `of it from the other ${plural} alone. Score: log of the hump’s height at the square. From draws, k̂: the score as software ` +
  `estimates it, and its warning (above 0.7). A lozenge lies outside its bar.`;

// How far a model is behind the best, with the standard error of that difference, study by study.
export function noteOf(best, rows) {
  if (rows === best) return "foresees best";
  const d = rows.map(({ score }, k) => best[k].score - score),
    K = d.length,
    sum = d.reduce((a, b) => a + b, 0),
    variance = d.reduce((s, v) => s + (v - sum / K) ** 2, 0) / (K - 1);
  return `d ${fixed(sum, 1)} behind, dse ${fixed(Math.sqrt(K * variance), 1)}`;
}

export const cellOf = (k) => (Number.isFinite(k) ? fixed(k, 2) : "∞");

const nameOf = (exact, labels) => {
  const scores = exact.map(({ score }) => score),
    worst = scores.indexOf(Math.min(...scores));
  return [labels[worst], scores[worst]];
};

function bodyOf(pooling, exact, { labels, prior_mean, prior_sd }, { noun }) {
  const [label, score] = nameOf(exact, labels);
  const hard = `${label} costs most, ${fixed(-score, 1)} of ${fixed(-total(exact), 1)}.`;
  if (pooling === "none")
    return (
      `Without pooling the others say nothing about a hidden ${noun}. Every hump is the prior, mean ${plain(prior_mean)} and sd ` +
      `${plain(prior_sd)}, plus noise: the score grades that prior.`
    );
  if (pooling === "complete")
    return `Complete pooling expects the common mean, give or take the ${noun}’s own noise. ${hard}`;
  return `Partial pooling expects a new ${noun}: the mean, give or take the spread and the noise. ${hard}`;
}

export function sentences(pooling, exact, sampled, now, world) {
  const gap = total(sampled) - total(exact),
    many = warned(sampled);
  const draws =
    Math.abs(gap) < 0.5
      ? `Draws from the full posterior say nearly the same (${fixed(total(sampled), 1)}).`
      : `Draws that have seen it say ${fixed(total(sampled), 1)} in all, ${fixed(Math.abs(gap), 1)} too ${gap > 0 ? "good" : "bad"}` +
        `${many ? `, and k̂ warns of it at ${many} of ${sampled.length}` : ""}.`;
  return `${bodyOf(pooling, exact, now, world)} ${draws}`;
}

export const spoken = (pooling, exact, sampled) =>
  `${MODELS[pooling]}: score ${fixed(total(exact), 1)}, from draws ${fixed(total(sampled), 1)}, k-hat above 0.7 at ${warned(sampled)} of ${sampled.length}.`;
