// One draggable value: mouse, touch and keyboard, and a labelled slider to a screen reader.
//
// handle(node, {
//   label     text or () => text           what is being moved
//   bounds    () => [min, max]
//   get, set  the value; set receives it already inside the bounds
//   text      value => words               how the value reads aloud
//   step      () => small step             arrow keys; Shift or Page keys take ten of them
//   perPixel  () => change                 what one pixel of pointer movement to the right is worth
//   along     (value, pixels) => value      optional, instead of perPixel: where a drag leads on a curved scale
//   active    boolean => void              optional: a drag starts or ends
// }) returns { refresh, destroy }. A second grip for the same value: pointerOnly = true.

import { set } from "./dom.js";

const clamp = (x, [low, high]) => Math.min(high, Math.max(low, x));

export function handle(
  node,
  { label, bounds, get, set: assign, text, step, perPixel, along, active, pointerOnly = false },
) {
  // The slider's own reading changes at once; the drawing follows with the next frame.
  const move = (value) => {
    assign(clamp(value, bounds()));
    refresh();
  };
  let grip = null;

  function down(event) {
    if (event.button > 0) return;
    grip = { x: event.clientX, value: get(), perPixel: perPixel?.() };
    node.setPointerCapture(event.pointerId);
    node.classList.add("bs-dragging");
    if (!pointerOnly) node.focus({ preventScroll: true });
    active?.(true);
    event.preventDefault();
  }
  function drag(event) {
    if (!grip) return;
    const pixels = event.clientX - grip.x;
    move(along ? along(grip.value, pixels) : grip.value + pixels * grip.perPixel);
  }
  function up() {
    if (!grip) return;
    grip = null;
    node.classList.remove("bs-dragging");
    active?.(false);
  }
  function key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const [low, high] = bounds(),
      small = step(),
      big = 10 * small,
      arrow = event.shiftKey ? big : small;
    const target = {
      ArrowRight: get() + arrow,
      ArrowUp: get() + arrow,
      ArrowLeft: get() - arrow,
      ArrowDown: get() - arrow,
      PageUp: get() + big,
      PageDown: get() - big,
      Home: low,
      End: high,
    }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    move(target);
  }
  const listeners = {
    pointerdown: down,
    pointermove: drag,
    pointerup: up,
    pointercancel: up,
    lostpointercapture: up,
  };
  if (!pointerOnly) listeners.keydown = key;
  for (const [name, listener] of Object.entries(listeners)) node.addEventListener(name, listener);

  node.classList.add("bs-handle");
  set(node, pointerOnly ? { "aria-hidden": "true" } : { role: "slider", tabindex: 0 });
  function refresh() {
    if (pointerOnly) return;
    const [low, high] = bounds(),
      value = get();
    set(node, {
      "aria-label": typeof label === "function" ? label() : label, // A value may start outside the bounds that it can be moved within.
      "aria-valuemin": Math.min(low, value),
      "aria-valuemax": Math.max(high, value),
      "aria-valuenow": value,
      "aria-valuetext": text(value),
    });
  }
  function destroy() {
    for (const [name, listener] of Object.entries(listeners)) node.removeEventListener(name, listener);
  }
  return { refresh, destroy };
}
