// The last value of f, as long as what it depends on is the same: these names of the state.
export function remembered(f) {
  let key = null,
    value = null;
  return (now, ...names) => {
    const next = JSON.stringify(names.map((name) => now[name]));
    if (next !== key) value = f(now);
    key = next;
    return value;
  };
}
