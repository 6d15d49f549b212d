// On a page with a figure at its head MathJax waits until that can be used: its script stands there as plain text. The
// formulae in and near the window are set first then, the others a few at a time; what is below the window moves nothing in
// it. Whoever comes to a place within the page, comes back to it, or asks for it as slides, gets all of them at once.
(() => {
  if (!window.MathJax) return;
  const AT_ONCE = 40;
  const [visit] = performance.getEntriesByType("navigation");
  const whole = location.hash || location.search || visit?.type !== "navigate";
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));

  function halves() {
    const all = [...document.querySelectorAll(".math")];
    if (whole || !document.querySelector(".bs-widget")) return [all, []];
    // What is not set yet takes more room than it will.
    const below = all.findIndex((formula) => formula.getBoundingClientRect().top > 2 * innerHeight);
    return below < 0 ? [all, []] : [all.slice(0, below), all.slice(below)];
  }

  async function pageReady() {
    const [first, later] = halves();
    await window.MathJax.typesetPromise(first);
    while (later.length) {
      await painted();
      await window.MathJax.typesetPromise(later.splice(0, AT_ONCE));
    }
  }

  // Whoever waits for all formulae may ask before MathJax is there.
  const promise = new Promise((done, fail) => {
    window.MathJax.startup = { typeset: false, pageReady: () => pageReady().then(done, fail) };
  });
  window.MathJax.startup.promise = promise;

  const waiting = document.querySelector('script[type="text/plain"][src*="mathjax"]');
  const bring = () =>
    waiting.replaceWith(Object.assign(document.createElement("script"), { src: waiting.src }));
  if (waiting && whole) bring();
  else if (waiting) painted().then(painted).then(bring);
})();
