// Brings the page's widgets to life without a kernel. A classic script, so that it also runs from file://.
// window.BORROWING_STRENGTH_WIDGETS, set just before it, runs the very module that JupyterLab imports.
(() => {
  "use strict";

  // The part of anywidget's model that the widgets use.
  class Model {
    #state;
    #listeners = new Map();
    constructor(state) {
      this.#state = state;
    }
    names() {
      return Object.keys(this.#state);
    }
    get(name) {
      return this.#state[name];
    }
    set(name, value) {
      if (Object.is(this.#state[name], value)) return;
      this.#state[name] = value;
      for (const event of [`change:${name}`, "change"])
        for (const f of [...(this.#listeners.get(event) ?? [])]) f();
    }
    on(event, listener) {
      if (!this.#listeners.has(event)) this.#listeners.set(event, new Set());
      this.#listeners.get(event).add(listener);
    }
    off(event, listener) {
      if (!event) this.#listeners.clear();
      else if (!listener) this.#listeners.delete(event);
      else this.#listeners.get(event)?.delete(listener);
    }
    save_changes() {}
  }

  let loaded = null;
  function load() {
    if (!loaded) {
      const module = window.BORROWING_STRENGTH_WIDGETS();
      loaded = { widget: module.default, page: module.page() };
    }
    return loaded;
  }

  async function mount(el) {
    el.dataset.ready = "no";
    const fallback = [...el.childNodes];
    try {
      const { widget, page } = load();
      const model = new Model(JSON.parse(el.dataset.state));
      page.join(model, el);
      model.recover = () => page.failed(el);
      try {
        await widget.render({ model, el });
      } catch (error) {
        if (!page.failed(el)) throw error;
        await widget.render({ model, el });
      }
      // The still picture goes on standing by for print.
      el.append(...fallback);
      el.bsModel = model;
      page.stands();
      el.dataset.ready = "yes";
    } catch (error) {
      el.dataset.ready = "failed";
      el.replaceChildren(...fallback);
      console.error(error);
    }
  }

  // The first and those in the window before the page is painted, so that nothing in it jumps; the others after that, one
  // by one and in their order. A reader who comes to a place within the page, or comes back to it, gets all at once.
  function all() {
    const waiting = [...document.querySelectorAll("div.bs-widget[data-widget]:not([data-ready])")];
    const [visit] = performance.getEntriesByType("navigation");
    const whole = location.hash || location.search || visit?.type !== "navigate";
    const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const isDue = (el) => el && (whole || el.getBoundingClientRect().top < innerHeight);
    function next() {
      if (!waiting.length) return;
      do mount(waiting.shift());
      while (isDue(waiting[0]));
      painted().then(painted).then(next); // whoever takes hold of a figure meanwhile is answered first
    }
    next();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all);
  else all();
})();
