// One world for every page: the reader's data, priors and room, carried in the address after the #.
// What stands there is never sent to a server, and nothing is stored anywhere else.

import { encode, placeIn, tokenIn, worldIn } from "./address.js";
import { button } from "./controls.js";
import { copyButton } from "./copy.js";
import { html } from "./dom.js";
import { asSource } from "./paste.js";
import { inWords, PRIORS } from "./world_words.js";
import { DATA, fits, soundFigure } from "./sound.js";
import { installStyle } from "./view.js";

const OTHERS = ["prior_mean", "prior_sd", "seed", "room"];
const SHARED = ["datasets", "dataset", ...PRIORS, ...OTHERS];
// Whose turn it is and what has been revealed is nobody else's business.
const PRIVATE = ["learner", "revealed"];
const YOURS = "yours";
// What is asked of the reader's own experiments, all in one place.
const OWN_PAGE = "your-experiments";
// A page with no book around it, such as a report, says so at its root.
const alone = () => "bsAlone" in document.documentElement.dataset;

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
    if (Object.hasOwn(datasets, key ?? "") && (world.data || key !== get("dataset")))
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

// Settings of one figure stay with it: its page, its kind, and which of its kind it is.
const pageName = () =>
  decodeURIComponent(location.pathname.split("/").pop() || "index.html").replace(/\.html$/, "");
const same = (a, b) => Object.is(a, b) || JSON.stringify(a) === JSON.stringify(b);

export function createPage() {
  const members = [];
  let { world, troubles } = worldIn(location.hash),
    quiet = false,
    changed = new Map(),
    waiting = 0,
    bar = null,
    hidden = false;

  const link = () => `${location.href.split("#")[0]}#world=${encode(world)}`;

  // To the page that plans with the reader's own data, from every other one.
  function onward() {
    const there = document.querySelector(`a[href*="${OWN_PAGE}.html"]`);
    if (!world.data || !there || pageName() === OWN_PAGE) return null;
    const page = there.href.split("#")[0];
    return html("a", {
      href: `${page}#world=${encode(world)}`,
      "data-bs-href": page,
      text: "Your experiments, here",
    });
  }

  // Fixed to the window's edge: it may come and go without moving anything on the page.
  function show() {
    bar?.remove();
    if (hidden || !Object.keys(world).length || !members.length) return;
    const stands = alone()
      ? `The figures are not as the report has them: ${inWords(world)}. That stands in this page’s address; nothing is sent or stored elsewhere.`
      : `Your own world: ${inWords(world)}. It is in this page’s address, and the next chapter keeps it; nothing is sent or stored elsewhere.`;
    const text = `${stands}${world.data ? " So your data also stand in the browser’s history and in every link you copy." : ""}`;
    const parts = [
      html("p", { text }),
      onward(),
      copyButton("Copy the link", link),
      button(alone() ? "Back to the report’s figures" : "Back to the book’s world", reset, "bs-plain"),
      button("Hide this bar", hide, "bs-plain"),
    ];
    bar = html("aside", { class: "bs-world", "aria-label": "Your world" }, ...parts.filter(Boolean));
    document.body.append(bar);
    installStyle(bar);
  }

  function hide() {
    hidden = true;
    bar.remove();
    members[0].el.querySelector("button, [tabindex]")?.focus({ preventScroll: true });
  }

  // The figure itself says what was wrong with the link that led to it.
  function tell(el, reasons) {
    el.querySelector(".bs-trouble")?.remove();
    if (!reasons.length) return;
    const text = `Part of the link to this page cannot be used: ${[...new Set(reasons)].slice(0, 4).join("; ")}. There the figure is as the ${alone() ? "report" : "book"} has it.`;
    el.prepend(html("p", { class: "bs-trouble", role: "status", text }));
  }
  function tellAll() {
    const offered = members.map(({ model }) => model.get("datasets")).filter(Boolean);
    const nowhere =
      world.dataset && offered.length && !offered.some((sets) => Object.hasOwn(sets, world.dataset));
    members.forEach((member, i) =>
      tell(member.el, [
        ...(i ? [] : troubles),
        ...(nowhere && !i ? ["no figure here has its data set"] : []),
        ...member.troubles,
      ]),
    );
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
    members_.forEach(mark);
  }

  // A figure as the shared world makes it, before anything was set in it alone; and as its own settings make it.
  const shared = ({ start }) => ({ ...start, ...traitsIn(world, (name) => start[name]) });
  function own(member) {
    const { start, limits } = member,
      base = shared(member),
      unfit = [...PRIORS, ...OTHERS].filter(
        (name) => limits[name] && name in world && !fits(base[name], start[name], limits[name]),
      );
    for (const name of unfit) base[name] = start[name];
    const alone = (name) => (SHARED.includes(name) || PRIVATE.includes(name) ? undefined : base[name]);
    const { kept, troubles: why } = soundFigure(world.figures?.[member.key], alone, limits);
    member.troubles = [...unfit.map((name) => `this figure has no such ${name}`), ...why];
    return { ...base, ...kept };
  }
  const mark = ({ model, el, start }) =>
    el.classList.toggle(
      "bs-own",
      Object.keys(start).some((name) => !same(model.get(name), start[name])),
    );

  // What was set in one figure alone, beside the shared world.
  function keepFigure(member) {
    const base = shared(member),
      names = Object.keys(base).filter((name) => !SHARED.includes(name) && !PRIVATE.includes(name)),
      set = names.filter((name) => !same(member.model.get(name), base[name]));
    const { [member.key]: _before, ...figures } = world.figures ?? {};
    if (set.length)
      figures[member.key] = Object.fromEntries(set.map((name) => [name, member.model.get(name)]));
    const { figures: _all, ...rest } = world;
    world = Object.keys(figures).length ? { ...rest, figures } : rest;
  }

  function flush() {
    clearTimeout(waiting);
    if (!changed.size) return;
    const touched = [...changed];
    changed = new Map();
    for (const [source, names] of touched) {
      if (!SHARED.some((name) => names.has(name))) continue;
      world = worldAfter(world, names, (name) => source.model.get(name));
      // What was dragged belonged to the data before.
      if (names.has("dataset") || names.has("datasets")) delete world.figures;
      settle(
        members.filter((m) => m !== source),
        (m) => traitsIn(world, (name) => m.model.get(name)),
      );
    }
    members.forEach(keepFigure);
    members.forEach(mark);
    write();
  }

  function reset() {
    [world, troubles] = [{}, []];
    settle(members, own);
    write();
    tellAll();
    members[0].el.querySelector("button, [tabindex]")?.focus({ preventScroll: true });
  }

  // Called with every widget of a static page before it is drawn.
  function join(model, el) {
    const kind = model.get("_kind"),
      nth = members.filter((m) => m.kind === kind).length;
    const start = Object.fromEntries(
      model
        .names()
        .filter((name) => name !== "_kind")
        .map((name) => [name, structuredClone(model.get(name))]),
    );
    const member = {
      model,
      el,
      kind,
      start,
      key: `${pageName()}/${kind}/${nth}`,
      limits: JSON.parse(el.dataset.limits ?? "{}"),
      troubles: [],
    };
    members.push(member);
    settle([member], own);
    for (const name of Object.keys(start))
      model.on(`change:${name}`, () => {
        if (quiet || PRIVATE.includes(name)) return;
        clearTimeout(waiting);
        waiting = setTimeout(flush, 150);
        if (!changed.has(member)) changed.set(member, new Set());
        changed.get(member).add(name);
      });
    if (members.length === 1) show();
  }

  // A figure that cannot draw what it was asked for starts anew.
  function failed(el) {
    const member = members.find((m) => m.el === el);
    if (!member || !el.classList.contains("bs-own")) return false;
    settle([member], ({ start }) => start);
    member.troubles = ["this figure cannot draw what it was given"];
    setTimeout(tellAll);
    return true;
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
      ({ world, troubles } = worldIn(location.hash));
      settle(members, own);
      window.BORROWING_STRENGTH_CARRY?.(Object.keys(world).length ? encode(world) : "");
      show();
      tellAll();
    }
  });
  return { join, failed, stands: tellAll };
}
