// A number typed on a handle sets it exactly; a double press opens the field with the value that stands there.

import { html, set } from "./dom.js";

// What a reader means: a decimal comma, thin spaces, a true minus sign, per cent where the handle speaks of it.
export function numberIn(text, inPercent = false) {
  const plain = text
    .replace(/[\s\u202f]/g, "")
    .replace("\u2212", "-")
    .replace(/^([^.,]*),(\d*%?)$/, "$1.$2");
  if (/^\+?(∞|inf|infinity)$/i.test(plain)) return Infinity;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?%?$/i.test(plain)) return null;
  const value = Number.parseFloat(plain);
  return plain.endsWith("%") || (inPercent && Math.abs(value) > 1) ? value / 100 : value;
}

// said() is how the value reads now, put(number) sets it.
export function typeable(node, { label, said, put }) {
  function open(first) {
    const root = node.closest(".bs-root"),
      box = node.getBoundingClientRect(),
      page = root.getBoundingClientRect();
    const now = said().match(/[\u2212\d.,∞]+/)?.[0] ?? "";
    const field = html("input", {
      class: "bs-field bs-typed",
      inputmode: "decimal",
      autocomplete: "off",
      "aria-label": `${label()}: type a value`,
    });
    field.value = first ?? now;
    const left = Math.min(page.width - 112, box.left + box.width / 2 - page.left - 52);
    field.style.cssText = `left:${Math.max(0, left)}px;top:${box.bottom - page.top + 2}px`;
    let closed = false;
    const close = (back) => {
      if (closed) return;
      closed = true;
      field.remove();
      if (back) node.focus({ preventScroll: true });
    };
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") return close(true);
      if (event.key !== "Enter") return set(field, { "aria-invalid": null });
      const value = numberIn(field.value, said().includes("%"));
      if (value === null) return set(field, { "aria-invalid": "true" });
      close(true);
      put(value);
    });
    field.addEventListener("blur", () => close(false));
    root.append(field);
    field.focus({ preventScroll: true });
    if (first === undefined) field.select();
  }
  node.addEventListener("dblclick", () => open());
  node.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !/^[-\u2212.,\d]$/.test(event.key)) return;
    event.preventDefault();
    open(event.key);
  });
}
