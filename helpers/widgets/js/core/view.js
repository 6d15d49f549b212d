// What every widget shares: its frame in the page, one redraw per frame, a spoken summary.

import { button, resetButton } from "./controls.js";
import { div, html } from "./dom.js";
import { predictionBox } from "./predict.js";
import css from "./style.css";

// What all widgets look like and, if `own` is given, what one kind of them adds; once a page or shadow root.
export function installStyle(el, own, kind) {
  const root = el.getRootNode(),
    home = root instanceof ShadowRoot ? root : document.head;
  const install = (id, text) => {
    if (!home.querySelector(`#${id}`)) home.append(html("style", { id, text }));
  };
  install("bs-widget-style", css);
  if (own) install(`bs-${kind}-style`, own);
}

// A polite live region: speaks once the reader has paused, so a drag is not a torrent of words.
function announcer(root) {
  const region = root.appendChild(html("div", { class: "bs-spoken", "aria-live": "polite" }));
  let timer = 0,
    last = null;
  return (text) => {
    if (text === last) return;
    clearTimeout(timer);
    // The first reading is on the page already; only changes are worth interrupting for.
    if (last !== null)
      timer = setTimeout(() => {
        region.textContent = text;
      }, 700);
    last = text;
  };
}

// What a widget marks bs-later waits, in the state a chapter opens with, until the reader asks for it.
function opening(root, schedule) {
  const all = button("Show all controls and readings", () => {
    root.classList.remove("bs-opening");
    bar.remove();
    root.querySelector("button, [tabindex='0'], input")?.focus({ preventScroll: true });
    schedule(true);
  });
  const bar = div("bs-bar bs-open-all", all);
  root.classList.add("bs-opening");
  root.append(bar);
}

// build(context) makes the DOM under context.root and returns { layout(width), draw(width), question }: the last is
// what a reader may be asked before anything moves (see predict.js); its `id` tells two questions of one kind apart.
export function view({ model, el }, label, build) {
  el.classList.add("bs-widget");
  const root = html("div", { class: "bs-root", role: "group", "aria-label": label });
  el.replaceChildren(root);
  // Below the page's own bar that stays at the top, if it has one.
  const bar = document.querySelector(".bd-header-article");
  if (bar) root.style.setProperty("--bs-top", `${bar.offsetHeight}px`);
  // JupyterLab would take arrow keys for itself; they belong to the handle that has the focus.
  root.addEventListener("keydown", (event) => event.stopPropagation());

  let frame = 0,
    width = 0,
    relayout = true,
    unsaved = false;
  const refresh = () => {
    frame = 0;
    if (!width) return;
    try {
      if (relayout) parts.layout(width);
      relayout = false;
      parts.draw(width);
    } catch (error) {
      // The static page knows a state that can be drawn.
      relayout = true;
      if (!model.recover?.(error)) throw error;
    }
    if (started) guess?.moved();
    else guess?.start();
    started = true;
    if (unsaved) model.save_changes();
    unsaved = false;
  };
  const schedule = (needsLayout = false) => {
    relayout ||= needsLayout;
    frame ||= requestAnimationFrame(refresh);
  };
  const context = {
    root,
    get: (name) => model.get(name),
    // As the page brings it, whatever the reader's world makes of it.
    inBook: (name) => (el.dataset.state ? JSON.parse(el.dataset.state)[name] : model.get(name)),
    read: (names) => Object.fromEntries(names.map((name) => [name, model.get(name)])),
    // The reader's own change: shown, and told to Python, once per frame.
    change(values) {
      for (const [name, value] of Object.entries(values)) model.set(name, value);
      unsaved = true;
      schedule();
    },
    schedule,
    // Puts back what these traits were when the figure opened.
    reset(names) {
      const start = structuredClone(context.read(names));
      return resetButton(() => context.change(structuredClone(start)));
    },
    announce: announcer(root),
  };
  const parts = build(context);
  const locked = (yes) => {
    root.classList.toggle("bs-asking", yes);
    for (const part of root.children) if (part !== guess?.node) part.inert = yes;
  };
  const guess =
    model.get("predict") && parts.question
      ? predictionBox(parts.question.id ?? model.get("_kind"), parts.question, locked)
      : null;
  if (guess) root.prepend(guess.node);
  if (model.get("opening")) opening(root, schedule);
  let started = false;
  const changed = () => schedule();
  model.on("change", changed);

  const measure = () => {
    const before = width;
    width = Math.floor(root.getBoundingClientRect().width);
    return width !== before;
  };
  const watcher = new ResizeObserver(() => {
    if (measure()) schedule(true);
  });
  watcher.observe(root);
  // Drawn at once where it has its place already: the page is painted with it, and nothing below it jumps.
  if (measure()) refresh();
  return () => {
    watcher.disconnect();
    cancelAnimationFrame(frame);
    model.off("change", changed);
  };
}
