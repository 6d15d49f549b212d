// From columns under headings to what a study is made of.

import { armOf } from "./headings.js";
import { isMissing } from "./numbers.js";
import { groups, isLevel, levelOf } from "./studies.js";

const { COUNTS, MEANS } = groups;
const LEVELS = [0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999];
const REFUSED =
  "a standard deviation of visitors is no standard error: give standard errors, or mean, sd and n of both arms";

// The ways to make studies of the columns; several: the reader is asked. Each { take, … } goes to readingsOf.
export function waysWith(entries, meanings) {
  const roles = new Set(entries.flatMap(({ cells }) => Object.keys(cells))),
    has = (...names) => names.every((name) => roles.has(name)),
    headingFor = (role) => meanings.find((m) => m.role === role)?.text ?? role;
  const bareMean = meanings.some(({ role, own }) => role === "mean" && !own),
    effect = has("effect") ? "effect" : bareMean && !has("n") ? "mean" : null,
    interval = has("low", "high") && withLevel(entries, roles, meanings);
  if (effect) {
    for (const name of ["se", "half", "variance"]) if (has(name)) return [{ take: { effect, [name]: name } }];
    if (has("log_se") && /\b(log|ln)/i.test(headingFor("effect")))
      return [{ take: { effect, se: "log_se" } }];
    if (has("sd") && !has("n")) {
      if (interval)
        return agree(entries, effect)
          ? [{ take: { effect, se: "sd" } }]
          : interval({ effect, low: "low", high: "high" });
      const sd = headingFor("sd");
      return [
        {
          take: { effect, se: "sd" },
          choice: `${sd}: standard errors of the effects`,
          said: `${sd} taken for a standard error`,
        },
        { take: { effect, se: "sd" }, choice: `${sd}: standard deviations of visitors`, refused: REFUSED },
      ];
    }
    if (interval) return interval({ effect, low: "low", high: "high" });
  }
  if (has("ratio") && interval) return interval({ effect: "ratio", low: "low", high: "high" }, { log: true });
  if (has("ratio", "log_se")) return [{ take: { effect: "ratio", se: "log_se" }, log: true }];
  if (has("ratio", "se")) {
    const way = { take: { effect: "ratio", se: "se" }, log: true },
      se = headingFor("se");
    return [
      { ...way, choice: `${se}: of the ratio’s logarithm` },
      { ...way, delta: true, choice: `${se}: of the ratio itself` },
    ];
  }
  for (const group of [COUNTS, MEANS])
    if (has(...group)) return [{ take: Object.fromEntries(group.map((name) => [name, name])) }];
  if (has("arm", "events", "n")) return [{ arms: ["events", "n"] }];
  if (has("arm", "mean", "sd", "n")) return [{ arms: ["mean", "sd", "n"] }];
  if (interval && !has("ratio")) return interval({ low: "low", high: "high" });
  for (const test of ["z", "p"])
    if (has("ratio", test)) return [{ take: { effect: "ratio", [test]: test }, log: true }];
  for (const test of ["z", "p"]) if (effect && has(test)) return [{ take: { effect, [test]: test } }];
  return [];
}

// Intervals beside a column of their levels; where only its numbers look like levels, one may choose.
function withLevel(entries, roles, meanings) {
  const all = (name, sound) => {
    const items = entries.map(({ cells }) => cells[name]).filter((item) => item && !item.missing);
    return items.length > 0 && items.every((item) => item.value !== undefined && sound(item));
  };
  const given = entries.map(({ cells }) => cells.level).filter((item) => item && isLevel(item));
  const named = meanings.some(({ role, text }) => role === "level" && /level|niveau|coverage/i.test(text));
  if (given.length && (named || new Set(given.map(levelOf)).size === 1))
    return (take, more = {}) => [{ take: { ...take, level: "level" }, ...more }];
  // A confidence of its own on every row may be one less its p-value.
  const maybe = given.length
    ? "level"
    : [...roles].find(
        (name) =>
          name.startsWith("?") && all(name, (item) => LEVELS.some((v) => Math.abs(v - levelOf(item)) < 1e-9)),
      );
  if (!maybe) return (take, more = {}) => [{ take, ...more }];
  const at = (m) => (maybe === "level" ? m.role === maybe : m.at === Number(maybe.slice(1))),
    column = meanings.find(at).text || "the column without a heading";
  return (take, more = {}) => [
    { take: { ...take, level: maybe }, ...more, choice: `${column}: the intervals’ level` },
    { take, ...more, choice: `${column} is something else, the intervals are of 95 %` },
  ];
}

// A posterior's sd beside its interval is what a standard error is.
function agree(entries, effect) {
  const whole = entries
    .map(({ cells }) => cells)
    .filter((c) => [c[effect], c.sd, c.low, c.high].every((i) => i?.value !== undefined));
  return (
    whole.length > 0 &&
    whole.every(({ sd, low, high }) => Math.abs((high.value - low.value) / sd.value / 3.8 - 1) < 0.25)
  );
}

// What a heading and its number's own marks say together.
export function rolesOf(pairs) {
  const cells = {};
  const intervals = pairs.filter(([{ role }, item]) => role === "interval" && !item.role).length,
    ends = ["low", "high"].every((end) => pairs.some(([{ role }]) => role === end));
  for (const [meaning, given] of pairs) {
    let item = given;
    const alone = pairs.filter(([m]) => m === meaning).length === 1;
    // Accounts write −0.04 as (0.04).
    if (item.mark === "()" && alone && /^(effect|low|high|mean|z)/.test(meaning.role))
      item = { ...item, role: "", value: -item.value, text: `-${item.text}` };
    if (item.mark === "±" && item.role === "se" && meaning.spread)
      item =
        meaning.spread === "interval"
          ? { ...item, role: "half", level: meaning.level }
          : { ...item, mark: "" };
    if (item.mark && meaning.role === "se") item = { ...item, mark: "" };
    let role = item.role || meaning.role || `?${meaning.at}`;
    if (meaning.role === "interval" && !item.role)
      role = ends && intervals === 1 ? "level" : "low" in cells ? "high" : "low";
    if (meaning.role === "ratio" && item.role === "effect") role = "ratio";
    if (meaning.role && /^(events|n)_[tc]$/.test(meaning.role) && /^(events|n)$/.test(item.role))
      role = item.role + meaning.role.slice(-2);
    if (/^group_/.test(meaning.role) && /^(events|n|half)$/.test(item.role))
      role = item.role + meaning.role.slice(-2);
    if (role in cells) continue;
    cells[role] = {
      ...item,
      percent: item.percent || meaning.percent,
      alpha: meaning.alpha,
      level: item.level ?? (meaning.level === 0.95 ? undefined : meaning.level),
    };
  }
  return cells;
}

// Events from a rate and a size, sizes from successes and failures.
export function completed(cells) {
  const next = { ...cells };
  for (const arm of ["", "_t", "_c", "_1", "_2"]) {
    const [events, n, rate, failures] = ["events", "n", "rate", "failures"].map((name) => cells[name + arm]);
    if (!events && rate && n) next[`events${arm}`] = eventsFrom(rate, n);
    if (events && failures && !n)
      next[`n${arm}`] = {
        ...failures,
        value: events.value + failures.value,
        integer: events.integer && failures.integer,
      };
  }
  return next;
}

function eventsFrom(rate, n) {
  if (rate.value === undefined || n.value === undefined) return rate.value === undefined ? rate : n;
  const unit = rate.percent ? 0.01 : 1,
    share = rate.value * unit,
    found = Math.round(share * n.value),
    blur = 0.5 * 10 ** -rate.places * unit * n.value;
  const problem = !(share >= 0 && share <= 1)
    ? `the rate ${rate.text} is not between 0 and 1: write percentages with %`
    : Math.abs(share * n.value - found) > blur + 1e-6
      ? `${rate.text} of ${n.text} is no whole number of events: give the counts`
      : "";
  return { value: found, integer: true, places: 0, text: String(found), problem };
}

// Headings whose numbers went nowhere; a second column of one kind is told from the first.
export function unusedOf(meanings, used) {
  const seen = new Set(),
    ORDINALS = ["", "second ", "third ", "fourth "];
  return meanings.flatMap(({ role, text, at }) => {
    if (!text || /^(label|arm|interval|group_.)$/.test(role)) return [];
    if (!used.has(role) && !used.has(`?${at}`)) return [text];
    const again = role && seen.has(role);
    seen.add(role);
    if (!again) return [];
    const before = meanings.filter((m) => m.role === role && m.at < at).length;
    const same = meanings.some((m) => m.text === text && m.at < at);
    return [same ? `${ORDINALS[before] ?? "further "}${text}` : text];
  });
}

// A column of “control” and “treatment” is one of arms, whatever its heading.
export function armIn(records, head, meanings) {
  if (meanings.some(({ role }) => role === "effect"))
    for (const m of meanings) if (m.role === "arm" && m.own) Object.assign(m, { role: "label", weak: true });
  if (meanings.some(({ role }) => role === "arm")) return;
  const rows = records.filter((r) => r !== head && r.items.length && !r.free);
  const at = meanings.findIndex(
    ({ role }, i) =>
      (!role || role === "label") &&
      rows.length > 1 &&
      rows.every(({ cells }) => /^[a-z]{2}/i.test(cells[i] ?? "") && /^[tc]$/.test(armOf(cells[i]))),
  );
  if (at >= 0 && meanings.some(({ role }) => role === "n") && !meanings.some(({ role }) => role === "effect"))
    meanings[at] = { ...meanings[at], role: "arm" };
}

// Names stand in one column: the last of those before the numbers; where no heading says so, the only one of words.
export function labelIn(records, head, meanings) {
  const rows = records.filter((r) => r !== head && r.items.length),
    clear = meanings.some(({ role, weak }) => role === "label" && !weak);
  if (clear) for (const m of meanings) if (m.weak) m.role = undefined;
  const labels = meanings.filter(({ role }) => role === "label"),
    start = meanings.findIndex(({ role }) => role && role !== "label"),
    kept = labels.findLast(({ at }) => at < start) ?? labels[0];
  for (const m of labels) if (m !== kept) m.role = undefined;
  if (kept || rows.length < 2) return;
  const worded = ({ cells, free, label, items }, at) =>
    free
      ? at === 0 && label && items.length === meanings.length - 1
      : /\p{L}/u.test(cells[at] ?? "") && !isMissing(cells[at]);
  const found = meanings.filter(
    ({ role, at }) => !role && 2 * rows.filter((r) => worded(r, at)).length > rows.length,
  );
  if (found.length === 1) found[0].role = "label";
}

// “control” and “treatment” over cells such as 100/1000.
export function groupsIn(meanings) {
  const arms = meanings.map(({ text }) => armOf(text.replace(/ (group|arm)$/i, "")));
  if (!["t", "c"].every((arm) => arms.filter((v) => v === arm).length === 1)) return;
  meanings.forEach((m, i) => {
    if (/^[tc]$/.test(arms[i]) && m.text.length > 1) m.role = `group_${arms[i]}`;
  });
}

// “events, n, events, n”: two arms, and nobody says which is treated.
export function twiceIn(meanings) {
  const arms = meanings.filter(({ role }) => /^(events|n|mean|sd|rate|failures)$/.test(role ?? "")),
    half = arms.length / 2,
    first = arms.slice(0, half).map(({ role }) => role);
  if (
    half < 2 ||
    new Set(first).size !== half ||
    meanings.some(({ role }) => /^(arm|effect)$/.test(role ?? ""))
  )
    return;
  if (!arms.every(({ role }, i) => role === first[i % half])) return;
  arms.forEach((meaning, i) => (meaning.role += i < half ? "_1" : "_2"));
}
