// What is wider than the page scrolls sideways: give it, and only it, a tab stop, so that the arrow keys reach its end.
// The theme looks at tables, too, but before their formulae are set.
const WIDE = 'mjx-container[display="true"], .pst-scrollable-table-container';
const reachWhatIsWide = () => {
  for (const wide of document.querySelectorAll(WIDE)) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
    else wide.removeAttribute("tabindex");
  }
};
window.addEventListener("load", () => {
  reachWhatIsWide();
  window.MathJax?.startup?.promise?.then(reachWhatIsWide);
});
window.addEventListener("resize", reachWhatIsWide);
