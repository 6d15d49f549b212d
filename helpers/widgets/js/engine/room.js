// A room of learners in one hidden world: each gets an own draw from it, by name. Hidden from a glance only:
// whoever decodes the link can read it, and the page says so.

import { worldNormals } from "./votes.js";

const SIZES = [200, 250, 300, 350, 400, 500, 700, 1200];

// FNV-1a over the name as it is said, not as it is typed.
function hashOf(text) {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

export function drawFor({ mu, tau, sigma, seed }, name) {
  const who = name.normalize("NFC").trim().replace(/\s+/g, " "),
    key = hashOf(`${seed}|${who.toLowerCase()}`);
  const [effect, noise] = worldNormals(key, 1),
    n = SIZES[(key >>> 5) % SIZES.length],
    stdError = sigma * Math.sqrt(2 / n);
  const truth = mu + tau * effect;
  return { who, n, truth, effect: truth + stdError * noise, stdError };
}

// What a learner hands in: the name, and below it effect and standard error.
export const twoLines = ({ who, effect, stdError }, digits = 3) =>
  `${who}\n${effect.toFixed(digits)} ${stdError.toFixed(digits)}`;
