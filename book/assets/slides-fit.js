// A slide as large as its screen: words get smaller, a figure goes on beside itself. On paper each has a sheet.
window.SlideFit = (() => {
  "use strict";
  const NARROWEST = 0.62; // of the usual size: smaller is not read from the back of a room
  const MOST_COLUMNS = 3;
  const BELOW = 20, // px under a figure, for the arrows
    LONGER = 20; // px
  const DRAWN = [1, 0.9, 0.8, 0.72]; // of a drawing's size: its smallest text stays 9 px high
  const SMALLEST = 9; // px, of a letter
  const SMALL_HEAD = 0.8; // of the usual size, above a figure that wants the height
  const isNarrow = matchMedia("(max-width: 900px)");

  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const isTooTall = (current) => current.scrollHeight > current.clientHeight + 1;
  let latest = 0; // what is fitted anew leaves an earlier run nothing to do
  function fit() {
    const current = Reveal.getCurrentSlide();
    if (!current) return;
    latest += 1;
    delete current.dataset.fitted; // printed before it fits, a sheet has the still picture
    const figure = current.querySelector(".bs-root");
    if (figure) return spread(current, figure);
    shrink(current);
    reachable(current);
  }
  function shrink(current) {
    for (let size = 1; size >= NARROWEST; size -= 0.06) {
      current.style.setProperty("--fit", size);
      if (!isTooTall(current)) break;
    }
  }
  // As few columns as hold all parts of a figure that one cannot hold; where three cannot, its drawings are smaller,
  // and where that is not enough, it is longer than the screen, and the slide scrolls. Only drawings are scaled: a
  // handle asks how large its drawing is.
  async function spread(current, figure) {
    const fits = () => {
      const foot = figure.getBoundingClientRect().bottom + 1;
      return [...figure.children]
        .map((part) => part.getBoundingClientRect())
        .every((part) => part.right <= innerWidth && part.bottom <= foot);
    };
    const run = latest;
    delete current.dataset.columns;
    current.style.removeProperty("--fit");
    await frames();
    if (run !== latest) return;
    if (!isNarrow.matches && isTooTall(current)) {
      const room = () =>
        current.clientHeight - (figure.getBoundingClientRect().top + current.scrollTop) - BELOW;
      const smallest = { columns: MOST_COLUMNS, drawn: DRAWN.at(-1), head: SMALL_HEAD };
      const attempts = [
        { columns: 2 },
        { columns: MOST_COLUMNS },
        ...DRAWN.map((drawn) => ({ ...smallest, drawn })),
        ...Array.from({ length: 60 }, (_, i) => ({ ...smallest, longer: (i + 1) * LONGER })),
      ];
      current.dataset.columns = "";
      for (const { columns, drawn = 1, head = 1, longer = 0 } of attempts) {
        current.style.setProperty("--fit", head);
        current.style.setProperty("--columns", columns);
        current.style.setProperty("--drawn", drawn);
        current.style.setProperty("--room", `${room() + longer}px`);
        await frames();
        if (run !== latest) return;
        if (fits()) break;
      }
    }
    figure.querySelectorAll("svg text.bs-caption").forEach(narrow);
    reachable(current);
  }
  // What stands under an axis is written smaller where its column is narrower than it.
  function narrow(caption) {
    caption.style.fontSize = "";
    const width = caption.getBoundingClientRect().width,
      room = caption.ownerSVGElement.getBoundingClientRect().width,
      size = parseFloat(getComputedStyle(caption).fontSize);
    if (width > room) caption.style.fontSize = `${Math.max(SMALLEST, (size * room) / width - 0.1)}px`;
  }
  function reachable(current) {
    if (isTooTall(current)) current.tabIndex = 0;
    else current.removeAttribute("tabindex");
    current.dataset.fitted = "yes";
  }

  // A sheet has the shape of the window, so that what was fitted to one fits the other. A slide that was not looked at
  // yet is fitted now; its figure, which would need time, is the book's still picture.
  function print() {
    const root = document.documentElement,
      sheet = document.createElement("style");
    addEventListener("beforeprint", () => {
      sheet.textContent = `@page { size: ${innerWidth}px ${innerHeight}px; margin: 0 }`;
      document.head.append(sheet);
      root.style.setProperty("--sheet", `${innerHeight}px`);
      root.classList.add("slides-on-paper", "print-pdf"); // the second spares them reveal.js's own layout of paper
      for (const slide of Reveal.getSlides()) shrink(slide);
    });
    addEventListener("afterprint", () => {
      sheet.remove();
      root.classList.remove("slides-on-paper", "print-pdf");
      fit();
    });
  }
  return { fit, print };
})();
