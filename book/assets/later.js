// What comes after a page's first figure. Scripts it does not need (the icons', MathJax) stand there as plain text until it
// can be used. The formulae in and near the window are set first then, the others a few at a time; what is below the window
// moves nothing in it. Whoever comes to a place within the page, comes back to it, or asks for it as slides, gets all of
// this at once.
(() => {
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

  if (window.MathJax) {
    // Whoever waits for all formulae may ask before MathJax is there.
    const promise = new Promise((done, fail) => {
      window.MathJax.startup = { typeset: false, pageReady: () => pageReady().then(done, fail) };
    });
    window.MathJax.startup.promise = promise;
  }

  function bring() {
    for (const waiting of document.querySelectorAll('script[type="text/plain"][src]'))
      waiting.replaceWith(Object.assign(document.createElement("script"), { src: waiting.src }));
  }
  if (whole) bring();
  else painted().then(painted).then(bring);
})();
