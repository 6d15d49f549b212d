// What a term means shows by style alone, on hover and on focus. Here: Escape hides it, and the first touch shows it where it
// would have followed the link to the glossary.
(() => {
  for (const link of document.querySelectorAll(".term > a")) {
    const term = link.parentElement;
    let touched = false;
    link.addEventListener("pointerdown", (event) => {
      touched = event.pointerType !== "mouse" && document.activeElement !== link;
    });
    link.addEventListener("click", (event) => {
      if (!touched) return;
      event.preventDefault();
      link.focus();
      touched = false;
    });
    for (const name of ["pointerenter", "focusin"])
      term.addEventListener(name, () => term.classList.remove("term-hidden"));
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const term of document.querySelectorAll(".term:is(:hover, :focus-within)"))
      term.classList.add("term-hidden");
  });
})();
