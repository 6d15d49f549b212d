// On a page with a figure the formulae in and near the window are set at once, the others a few at a time: meanwhile the figure
// at its head can be used. What is below the window moves nothing in it. Whoever comes to a place within the page, comes back
// to it, or asks for it as slides, gets all of them at once.
(() => {
  if (!window.MathJax) return;
  const AT_ONCE = 40;

  function halves() {
    const all = [...document.querySelectorAll(".math")];
    const [visit] = performance.getEntriesByType("navigation");
    const elsewhere = location.hash || location.search || visit?.type !== "navigate";
    if (elsewhere || !document.querySelector(".bs-widget")) return [all, []];
    // What is not set yet takes more room than it will.
    const below = all.findIndex((formula) => formula.getBoundingClientRect().top > 2 * innerHeight);
    return below < 0 ? [all, []] : [all.slice(0, below), all.slice(below)];
  }

  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

  async function pageReady() {
    const [first, later] = halves();
    await window.MathJax.typesetPromise(first);
    while (later.length) {
      await painted();
      await window.MathJax.typesetPromise(later.splice(0, AT_ONCE));
    }
  }
  window.MathJax.startup = { typeset: false, pageReady };
})();
