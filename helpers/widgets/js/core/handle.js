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
//   typed     value => void                optional: what a typed number does; by default it is set within the bounds
//   other     { bounds, get, set, perPixel } optional: a second value, moved up and down: arrow keys, and a drag once it
//                                          has begun sideways (a finger that goes straight up scrolls the page)
// }) returns { refresh }. A second grip for the same value: pointerOnly = true.

import { set, svg } from "./dom.js";
import { typeable } from "./typed.js";

// A finger that has hardly moved may be about to scroll the page.
const SLOP = 4;

const clamp = (x, [low, high]) => Math.min(high, Math.max(low, x));

export function handle(
  node,
  { label, bounds, get, set: assign, text, step, perPixel, along, active, typed, other, pointerOnly = false },
) {
  // The slider's own reading changes at once; the drawing follows with the next frame.
  const move = (value) => {
    assign(clamp(value, bounds()));
    refresh();
  };
  const lift = (value) => {
    other.set(clamp(value, other.bounds()));
    refresh();
  };
  let grip = null;

  function down(event) {
    if (event.button > 0) return;
    grip = { x: event.clientX, value: get(), perPixel: perPixel?.(), still: event.pointerType === "touch" };
    if (other) Object.assign(grip, { y: event.clientY, height: other.get() });
    node.setPointerCapture(event.pointerId);
    node.classList.add("bs-dragging");
    if (!pointerOnly) node.focus({ preventScroll: true });
    active?.(true);
    event.preventDefault();
  }
  function drag(event) {
    if (!grip) return;
    const pixels = event.clientX - grip.x;
    if (grip.still && Math.abs(pixels) < SLOP) return;
    grip.still = false;
    if (other) lift(grip.height - (event.clientY - grip.y) * other.perPixel());
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
    if (other && /^Arrow(Up|Down)$/.test(event.key)) {
      event.preventDefault();
      return lift(other.get() + (event.key === "ArrowUp" ? arrow : -arrow));
    }
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
  node.addEventListener("pointerdown", down);
  node.addEventListener("pointermove", drag);
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(end, up);

  const name = () => (typeof label === "function" ? label() : label);
  if (!pointerOnly) {
    node.addEventListener("keydown", key);
    typeable(node, {
      label: name,
      said: () => text(get()),
      put(value) {
        if (typed) typed(value);
        else move(value);
        refresh();
      },
    });
    node.prepend(svg("title", { text: "Drag, use the arrow keys, or type a number" }));
  }

  node.classList.add("bs-handle");
  set(node, pointerOnly ? { "aria-hidden": "true" } : { role: "slider", tabindex: 0 });
  function refresh() {
    if (pointerOnly) return;
    const [low, high] = bounds(),
      value = get();
    set(node, {
      "aria-label": name(), // A value may start outside the bounds that it can be moved within.
      "aria-valuemin": Math.min(low, value),
      "aria-valuemax": Math.max(high, value),
      "aria-valuenow": value,
      "aria-valuetext": text(value),
    });
  }
  return { refresh };
}
