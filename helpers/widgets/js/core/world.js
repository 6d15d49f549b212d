// One world for every page: the reader's data, priors and room, carried in the address after the #.
// What stands there is never sent to a server, and nothing is stored anywhere else.

import { button } from "./controls.js";
import { html } from "./dom.js";
import { asSource } from "./paste.js";
import { installStyle } from "./view.js";

const DATA = ["labels", "effects", "std_errors"];
const PRIORS = ["mu_prior", "tau_prior", "family", "scale"];
const OTHERS = ["prior_mean", "prior_sd", "seed", "room"];
const YOURS = "yours";

const bytes = (text) => new TextEncoder().encode(text);
export function encode(value) {
  return btoa(Array.from(bytes(JSON.stringify(value)), (b) => String.fromCharCode(b)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
export function decode(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(
    new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(raw, (c) => c.charCodeAt(0))),
  );
}

const isText = (v) => typeof v === "string",
  finite = (v) => typeof v === "number" && Number.isFinite(v);
const isPrior = (v) =>
  v && isText(v.family) && Object.entries(v).every(([name, n]) => name === "family" || finite(n));
const CHECKS = {
  dataset: isText,
  family: isText,
  mu_prior: isPrior,
  tau_prior: isPrior,
  seed: (v) => Number.isInteger(v) && v >= 1,
  prior_mean: finite,
  scale: (v) => finite(v) && v > 0,
  prior_sd: (v) => finite(v) && v > 0,
  room: (v) =>
    v && ["mu", "tau", "sigma", "seed"].every((name) => finite(v[name])) && v.tau >= 0 && v.sigma > 0,
  data: (v) =>
    v &&
    DATA.every((name) => Array.isArray(v[name]) && v[name].length === v.effects.length) &&
    v.effects.length >= 2 &&
    v.labels.every(isText) &&
    v.effects.every(finite) &&
    v.std_errors.every((s) => finite(s) && s > 0),
};

// Only what can be drawn is taken from an address: it may have been cut short on its way.
export function sound(world) {
  return Object.fromEntries(Object.entries(world ?? {}).filter(([name, value]) => CHECKS[name]?.(value)));
}

const tokenIn = (hash) => new URLSearchParams(hash.replace(/^#/, "")).get("world");
// The place within the page: a bare #place, or the `at` that goes with a world.
const placeIn = (hash) =>
  tokenIn(hash) === null ? hash.slice(1) : (new URLSearchParams(hash.slice(1)).get("at") ?? "");
export function worldIn(hash) {
  const token = tokenIn(hash);
  if (!token) return {};
  try {
    return sound(decode(token));
  } catch {
    return {};
  }
}

// The traits that choosing `source` sets in a widget, as far as it has them.
function loaded(source, has, get) {
  const names = [...DATA, "mu_prior", "tau_prior"].filter((name) => has(name) && name in source);
  const traits = Object.fromEntries(names.map((name) => [name, structuredClone(source[name])]));
  if (!has("unit")) return traits;
  const unit = source.tau_prior?.scale ?? get("unit");
  return {
    ...traits,
    family: "HalfNormal",
    scale: unit,
    unit,
    mu_sd: source.mu_prior?.sd ?? get("mu_sd"),
    kept: source.effects.length,
  };
}

// What a widget has to be given to live in `world`.
export function traitsIn(world, get) {
  const has = (name) => get(name) !== undefined,
    traits = {};
  if (has("datasets") && has("dataset")) {
    const { [YOURS]: _before, ...offered } = get("datasets"),
      datasets = world.data ? { [YOURS]: asSource(world.data), ...offered } : get("datasets");
    const key = world.data ? YOURS : world.dataset;
    if (world.data) traits.datasets = datasets;
    if (datasets[key] && (world.data || key !== get("dataset")))
      Object.assign(traits, { dataset: key }, loaded(datasets[key], has, get));
  }
  for (const name of [...PRIORS, ...OTHERS]) if (name in world && has(name)) traits[name] = world[name];
  return traits;
}

// The world after a widget's traits `names` changed. Priors belong to their data and go with them: kept are those
// that are not the ones that the data brought.
export function worldAfter(world, names, get) {
  const next = { ...world },
    other = names.has("dataset") || names.has("datasets"),
    source = get("datasets")?.[get("dataset")];
  const brought = other && source ? loaded(source, (name) => get(name) !== undefined, get) : {};
  if (other) {
    for (const name of [...PRIORS, "data", "dataset"]) delete next[name];
    if (get("dataset") === YOURS)
      next.data = {
        ...Object.fromEntries(DATA.map((name) => [name, get(name)])),
        kind: get("datasets")[YOURS].scale === "log odds ratio" ? 4 : 2,
      };
    else if (get("dataset")) next.dataset = get("dataset");
  }
  for (const name of PRIORS)
    if (names.has(name) && JSON.stringify(get(name)) !== JSON.stringify(brought[name]))
      next[name] = get(name);
  for (const name of OTHERS) if (names.has(name)) next[name] = get(name);
  return next;
}

function inWords({ data, dataset, room, ...rest }) {
  const parts = [
    data && `${data.effects.length} experiments of yours`,
    dataset && "a data set you chose",
    room && "a room",
    "seed" in rest && "random worlds of your own",
    PRIORS.some((p) => p in rest) && "your priors",
  ];
  return parts.filter(Boolean).join(", ") || "your settings";
}

export function createPage() {
  const members = [];
  let world = worldIn(location.hash),
    quiet = false,
    changed = new Map(),
    bar = null,
    spot = null;

  function show() {
    bar?.remove();
    if (!members.length) return;
    if (!spot) members[0].el.before((spot = html("div", { class: "bs-world-place" })));
    installStyle(spot);
    if (!Object.keys(world).length) return;
    const kept = "The address of this page is a link to it; nothing is sent or stored.";
    bar = html(
      "aside",
      { class: "bs-world", "aria-label": "Your world" },
      html("p", {}, `Your own world: ${inWords(world)}. `, html("small", { text: kept })),
      button("Back to the book’s world", reset, "bs-plain"),
    );
    spot.append(bar);
  }

  function write() {
    const at = placeIn(location.hash),
      token = Object.keys(world).length ? encode(world) : "",
      place = at ? `#${at}` : "";
    history.replaceState(
      history.state,
      "",
      token ? `#world=${token}${at && `&at=${at}`}` : location.pathname + location.search + place,
    );
    window.BORROWING_STRENGTH_CARRY?.(token);
    show();
  }

  function settle(members_, traitsOf) {
    quiet = true;
    for (const member of members_)
      for (const [name, value] of Object.entries(traitsOf(member))) member.model.set(name, value);
    quiet = false;
  }

  function flush() {
    if (!changed.size) return;
    const [[source, names]] = changed;
    changed = new Map();
    world = worldAfter(world, names, (name) => source.model.get(name));
    settle(
      members.filter((m) => m !== source),
      (m) => traitsIn(world, (name) => m.model.get(name)),
    );
    write();
  }

  function reset() {
    world = {};
    settle(members, (m) => m.start);
    write();
    members[0].el.querySelector("button, [tabindex]")?.focus({ preventScroll: true });
  }

  // Called with every widget of a static page before it is drawn.
  function join(model, el) {
    const start = {},
      member = { model, el, start };
    for (const name of [...DATA, "datasets", "dataset", "unit", "mu_sd", "kept", ...PRIORS, ...OTHERS])
      if (model.get(name) !== undefined) start[name] = structuredClone(model.get(name));
    members.push(member);
    settle([member], (m) => traitsIn(world, (name) => m.model.get(name)));
    for (const name of ["datasets", "dataset", ...PRIORS, ...OTHERS]) {
      model.on(`change:${name}`, () => {
        if (quiet) return;
        if (!changed.size) setTimeout(flush, 120);
        if (!changed.has(member)) changed.set(member, new Set());
        changed.get(member).add(name);
      });
    }
    if (members.length === 1) show();
  }

  // A link that is followed at once takes along what has just been changed.
  window.addEventListener("click", flush, true);
  window.addEventListener("hashchange", () => {
    const token = tokenIn(location.hash),
      here = placeIn(location.hash);
    // A link within the page has just replaced the world in the address: put it back, with the place.
    if (!token && Object.keys(world).length) {
      history.replaceState(history.state, "", `#world=${encode(world)}${here ? `&at=${here}` : ""}`);
    } else if (token && token !== encode(world)) {
      world = worldIn(location.hash);
      settle(members, (m) => m.start);
      settle(members, (m) => traitsIn(world, (name) => m.model.get(name)));
      window.BORROWING_STRENGTH_CARRY?.(token);
      show();
    }
  });
  return { join };
}
