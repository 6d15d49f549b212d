// A formula wider than the page scrolls sideways: give it, and only it, a tab stop, so that the arrow keys reach its end.
const reachWideFormulae = () => {
  for (const formula of document.querySelectorAll('mjx-container[display="true"]')) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }
};
window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(reachWideFormulae));
window.addEventListener("resize", reachWideFormulae);
