// Reading what somebody pasted: one experiment a line, its effect and standard error, or the counts of two arms.
// CSV, semicolons, tabs or spaces; a name may stand first, or alone on the line before.

const NUMBER = /^[+\-\u2212]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HEADING = /\b(effects?|estimates?|se|sd|std|errors?|events?|trials|successes|n_?[tc]?)\b/i;
export const MOST = 1000;

const separatorOf = (text) => (/\t/.test(text) ? "\t" : /;/.test(text) ? ";" : /,/.test(text) ? "," : /\s+/);

// A line as its name and its numbers. A comma is a decimal comma where something else separates.
function cellsOf(line, separator) {
  const cells = line.split(separator).map((cell) => cell.trim().replace(/^(["'])(.*)\1$/, "$2"));
  while (cells.length && cells.at(-1) === "") cells.pop();
  const plain =
    separator === ","
      ? cells
      : cells.map((cell) => (/^[+\-\u2212]?\d*,\d+$/.test(cell) ? cell.replace(",", ".") : cell));
  const first = plain.findIndex((cell) => NUMBER.test(cell)),
    words = first < 0 ? plain.length : first;
  return { label: plain.slice(0, words).join(" ").trim(), rest: plain.slice(words) };
}

// Log odds ratio of events_t of n_t against events_c of n_c; ½ is added to all four cells where one is 0.
export function logOddsRatio(et, nt, ec, nc) {
  const cells = [et, nt - et, ec, nc - ec],
    [a, b, c, d] = cells.some((v) => v === 0) ? cells.map((v) => v + 0.5) : cells;
  return {
    effect: Math.log(a) - Math.log(b) - Math.log(c) + Math.log(d),
    stdError: Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d),
  };
}

function studyFrom(numbers) {
  if (numbers.length === 2) {
    const [effect, stdError] = numbers;
    return stdError > 0
      ? { effect, stdError }
      : { reason: `the standard error must be above 0; found ${stdError}` };
  }
  const [et, nt, ec, nc] = numbers,
    bad = numbers.find((v) => !Number.isInteger(v) || v < 0);
  if (bad !== undefined) return { reason: `counts must be whole numbers from 0 up; found ${bad}` };
  for (const [events, n] of [
    [et, nt],
    [ec, nc],
  ])
    if (events > n || n === 0) return { reason: `there cannot be ${events} events in a group of ${n}` };
  return logOddsRatio(et, nt, ec, nc);
}

// The studies found, the kind (2: effects, 4: counts), and every line that could not be used, with the reason.
export function parse(text) {
  const lines = text.split(/\r\n|\r|\n/),
    separator = separatorOf(text),
    errors = [];
  const found = { labels: [], effects: [], std_errors: [] };
  let kind = 0,
    pending = null;
  const drop = () => {
    // A line of words before all else is a heading; elsewhere it should have had numbers.
    if (pending && !pending.first)
      errors.push({ line: pending.line, reason: `no numbers in “${pending.text}”` });
    pending = null;
  };
  lines.forEach((raw, i) => {
    const line = i + 1;
    if (!raw.trim() || /^\s*#/.test(raw)) return;
    let { label, rest } = cellsOf(raw, separator);
    if (!rest.length) {
      drop();
      pending = {
        text: label,
        line,
        first: !found.effects.length && !errors.length,
        heading: HEADING.test(label),
      };
      return;
    }
    // One number too many: the first is a name, or the end of one ("Trial 7").
    const serial = separator instanceof RegExp && /^\d+$/.test(rest[0]);
    if ([3, 5].includes(rest.length) && (!label || serial)) label = `${label} ${rest.shift()}`.trim();
    if (!label && pending && !(pending.first && pending.heading)) [label, pending] = [pending.text, null];
    drop();
    const odd = rest.find((cell) => !NUMBER.test(cell));
    if (odd !== undefined) return void errors.push({ line, reason: `“${odd}” is not a number` });
    if (![2, 4].includes(rest.length))
      return void errors.push({
        line,
        reason: `two numbers are wanted (effect, standard error) or four (events and size of two groups); found ${rest.length}`,
      });
    if (kind && rest.length !== kind)
      return void errors.push({
        line,
        reason: `has ${rest.length} numbers where the lines before have ${kind}`,
      });
    const study = studyFrom(rest.map((cell) => Number(cell.replace("\u2212", "-"))));
    if (study.reason || !Number.isFinite(study.effect + study.stdError))
      return void errors.push({ line, reason: study.reason ?? "a number is too large" });
    kind = rest.length;
    found.labels.push((label || `Study ${found.labels.length + 1}`).slice(0, 60));
    found.effects.push(study.effect);
    found.std_errors.push(study.stdError);
  });
  if (pending && (found.effects.length || !pending.heading)) pending.first = false;
  drop();
  if (found.effects.length > MOST)
    errors.push({
      line: lines.length,
      reason: `at most ${MOST} experiments can be drawn; found ${found.effects.length}`,
    });
  return { ...found, kind, errors };
}
