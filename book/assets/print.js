// On paper, and in the menu's PDF: the light theme, code unfolded, and the answers to quizzes at the end, where nobody reads
// them before the question. Afterwards all is as it was.
(() => {
  const root = document.documentElement;
  let before = null;

  function answers() {
    const quizzes = document.querySelectorAll("article .quiz");
    if (!quizzes.length) return null;
    const place = document.createElement("section");
    place.className = "quiz-on-paper";
    place.append(Object.assign(document.createElement("h2"), { textContent: "Answers to the quiz" }));
    for (const quiz of quizzes) {
      const question = document.createElement("p");
      question.append(...quiz.querySelector("legend").cloneNode(true).childNodes);
      const choices = document.createElement("ul");
      for (const [i, choice] of [...quiz.querySelectorAll(".quiz-choice > span")].entries()) {
        const line = document.createElement("li");
        const why = quiz.querySelectorAll(".quiz-all > ol > li")[i].cloneNode(true);
        line.append(...choice.cloneNode(true).childNodes, " ", ...why.childNodes);
        choices.append(line);
      }
      place.append(question, choices);
    }
    document.querySelector("article").append(place);
    return place;
  }

  const prepare = () => {
    if (before) return;
    const folded = document.querySelectorAll("article :is(details.hide, details.answer):not([open])");
    before = { theme: root.dataset.theme, folded: [...folded], answers: answers() };
    root.dataset.theme = "light";
    for (const part of before.folded) part.open = true;
  };
  const restore = () => {
    if (!before) return;
    if (before.theme) root.dataset.theme = before.theme;
    for (const part of before.folded) part.open = false;
    before.answers?.remove();
    before = null;
  };

  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", restore);
  window.matchMedia("print").addEventListener("change", (paper) => (paper.matches ? prepare() : restore()));
})();
