// The numbers of a long table: in rows near the screen they change at once, elsewhere when the hand rests.
// Laying text out is most of what a step of a drag costs, and few of a hundred rows are ever in sight.

import { set } from "./dom.js";

const SHORT = 40,
  REST = 150,
  AT_ONCE = 100,
  MARGIN = "300px";

// rows: how many there are. watch(row, node): row `row` is in sight when that node is. write(row, node, text).
export function lazyCells(rows) {
  const near = new Set(),
    waiting = new Map(),
    rowOf = new WeakMap();
  let timer = 0,
    last = 0;
  if (rows <= SHORT) return { watch() {}, write: (_row, node, text) => set(node, { text }) };

  const put = (node, text) => {
    waiting.delete(node);
    set(node, { text });
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        near[isIntersecting ? "add" : "delete"](rowOf.get(target));
      for (const [node, { row, text }] of waiting) if (near.has(row)) put(node, text);
    },
    { rootMargin: MARGIN },
  );

  // A few at a time, so that no task is long.
  function catchUp() {
    const early = last + REST - performance.now();
    if (early <= 0) for (const [node, { text }] of [...waiting].slice(0, AT_ONCE)) put(node, text);
    timer = waiting.size ? setTimeout(catchUp, Math.max(early, 20)) : 0;
  }

  return {
    watch(row, node) {
      rowOf.set(node, row);
      observer.observe(node);
    },
    write(row, node, text) {
      if (near.has(row) || !node.firstChild) return put(node, text);
      waiting.set(node, { row, text });
      last = performance.now();
      timer ||= setTimeout(catchUp, REST);
    },
  };
}
