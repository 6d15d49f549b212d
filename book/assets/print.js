// On paper, and in the menu's PDF: the light theme, and quizzes and code unfolded. Afterwards all is as it was.
(() => {
  const root = document.documentElement;
  let before = null;

  const prepare = () => {
    if (before) return;
    const folded = document.querySelectorAll(
      "article :is(.quiz-all, details.hide, details.answer):not([open])",
    );
    before = { theme: root.dataset.theme, folded: [...folded] };
    root.dataset.theme = "light";
    for (const part of before.folded) part.open = true;
  };
  const restore = () => {
    if (!before) return;
    if (before.theme) root.dataset.theme = before.theme;
    for (const part of before.folded) part.open = false;
    before = null;
  };

  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", restore);
  window.matchMedia("print").addEventListener("change", (paper) => (paper.matches ? prepare() : restore()));
})();
