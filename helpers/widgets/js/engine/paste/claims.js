// Where several columns claim to be the effect, or its standard error: which is meant is asked.

const ERRORS = ["se", "log_se", "variance", "half", "low", "high", "interval", "p", "z"];
const clear = ({ role, vague }, roles) => roles.includes(role) && !vague;
const isLog = ({ text }) => /\b(log|ln)/i.test(text);

// The headings between which to choose, each with what is left of the meanings; one or none: nothing to choose.
export function claimsIn(meanings) {
  const claiming = (roles) => meanings.filter((meaning) => clear(meaning, roles)),
    effects = claiming(["effect", "ratio"]),
    logs = effects.filter(isLog),
    differ = (claimants) => new Set(claimants.map(({ text }) => text)).size === claimants.length;
  // A ratio beside its logarithm is the same once more.
  if (
    effects.length > 1 &&
    differ(effects) &&
    !(logs.length === 1 && effects.every((m) => isLog(m) || m.role === "ratio"))
  )
    return effects.map((kept) => choose(kept, effects, meanings, "the effect"));
  const errors = claiming(["se"]);
  return effects.length === 1 && errors.length > 1 && differ(errors)
    ? errors.map((kept) => choose(kept, errors, meanings, "its standard error"))
    : [];
}

function choose(kept, claimants, meanings, what) {
  const at = meanings.indexOf(kept),
    mine = new Set(ERRORS.map((role) => nearest(meanings, role, at)));
  const left = meanings.map((meaning) => {
    const other = claimants.includes(meaning) && meaning !== kept,
      foreign = what === "the effect" && ERRORS.includes(meaning.role) && !mine.has(meaning);
    return other || foreign ? { ...meaning, role: undefined, vague: false } : meaning;
  });
  return { choice: `${what}: ${kept.text}`, meanings: left };
}

// Of several errors that which stands first behind the effect, else the last before it.
function nearest(meanings, role, at) {
  const found = (part) => part.filter((meaning) => meaning.role === role);
  return found(meanings.slice(at))[0] ?? found(meanings.slice(0, at)).at(-1);
}
