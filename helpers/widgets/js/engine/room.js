// A room of learners in one hidden world: each gets an own draw from it, by name. Hidden from a glance only:
// whoever decodes the link can read it, and the page says so.

import { reading } from "./paste/readings.js";
import { left } from "./paste/records.js";
import { worldNormals } from "./votes.js";

const SIZES = [200, 250, 300, 350, 400, 500, 700, 1200];

// FNV-1a over the name as it is said, not as it is typed.
function hashOf(text) {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

const tidy = (name) => name.normalize("NFC").trim().replace(/\s+/g, " ");
export const sameName = (one, other) => tidy(one).toLowerCase() === tidy(other).toLowerCase();

export function drawFor({ mu, tau, sigma, seed }, name) {
  const who = tidy(name),
    key = hashOf(`${seed}|${who.toLowerCase()}`);
  const [effect, noise] = worldNormals(key, 1),
    n = SIZES[(key >>> 5) % SIZES.length],
    stdError = sigma * Math.sqrt(2 / n);
  const truth = mu + tau * effect;
  return { who, n, truth, effect: truth + stdError * noise, stdError };
}

// The true effect behind a result, as far as it was drawn in this room; a person may have rounded it.
export function truthOf(room, { label, effect, stdError }) {
  const drawn = drawFor(room, label),
    apart = Math.max(Math.abs(drawn.effect - effect), Math.abs(drawn.stdError - stdError));
  return apart <= room.sigma / 600 ? drawn.truth : null;
}

// What a learner hands in: the name, and below it effect and standard error.
export const twoLines = ({ who, effect, stdError }, digits = 3) =>
  `${who}\n${effect.toFixed(digits)} ${stdError.toFixed(digits)}`;

const NUMBER = "[-+\u2212]?(?:\\d+[.,]\\d*|[.,]\\d+)";
const TWO = new RegExp(`^(.*?)[\\s:;|]*(${NUMBER})(?:[\\s;|±(]|,\\s)+(${NUMBER})\\)?$`);
const numberOf = (text) => Number(text.replace("\u2212", "-").replace(",", "."));

// Results as a room hands them in, as `parse` gives a reading: whatever stands above two numbers is a name, also one
// that is a number or holds some. Null where the text is set out in another way.
export function handedIn(text) {
  const rows = [],
    lefts = [];
  let name = null,
    paired = 0;
  const lonely = () => name && lefts.push(left(name.line, "no_numbers", "a name without two numbers below"));
  text.split(/\r\n|\r|\n/).forEach((given, i) => {
    const line = i + 1,
      own = given.trim(),
      found = TWO.exec(own);
    if (!own) return;
    if (!found) {
      lonely();
      name = { line, text: own };
      return;
    }
    if (found[1]) lonely();
    else if (name) paired++;
    const label = tidy(found[1] || name?.text || ""),
      [effect, stdError] = [numberOf(found[2]), numberOf(found[3])];
    name = null;
    const twice = rows.some((row) => sameName(row.label, label) && row.effect === effect);
    if (!label) lefts.push(left(line, "count", "two numbers without a name above them"));
    else if (!(stdError > 0)) lefts.push(left(line, "std_error", "the standard error must be above 0"));
    else if (twice) lefts.push(left(line, "count", `${label} has handed this in already`));
    else rows.push({ line, label: label.slice(0, 60), effect, stdError, from: "" });
  });
  lonely();
  return paired > lefts.length ? { readings: [reading(rows, lefts, "effects")] } : null;
}

// Whether an address leads nowhere but on the machine that is looking at it.
export function isHereOnly(address) {
  const { protocol, hostname } = new URL(address);
  return (
    protocol === "file:" || /^(localhost|.*\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1?\])$/.test(hostname)
  );
}
