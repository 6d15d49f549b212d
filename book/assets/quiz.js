// A choice shows its own explanation at once; the full list stays folded below. Choices come in an order drawn anew at each
// load, so that nobody learns places; what was answered is remembered by the choice.
(() => {
  const shuffled = (list) => {
    const order = [...list];
    for (let i = order.length - 1; i > 0; i--) {
      const j = Math.floor(Math.random() * (i + 1));
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order;
  };

  const quizzes = [...document.querySelectorAll(".quiz")];
  for (const quiz of quizzes) {
    const choices = [...quiz.querySelectorAll(".quiz-choice")];
    const explanations = [...quiz.querySelectorAll(".quiz-all > ol > li")];
    const pairs = shuffled(choices.map((choice, i) => [choice, explanations[i]]));
    for (const [choice, explanation] of pairs) {
      choice.parentNode.append(choice);
      explanation.parentNode.append(explanation);
    }
    const explain = (input) => {
      const answer = quiz.querySelector(".quiz-answer");
      answer.dataset.right = input.dataset.right;
      answer.innerHTML = pairs.find(([choice]) => choice.contains(input))[1].innerHTML;
    };
    quiz.addEventListener("change", (event) => {
      if (!event.target.matches("input[type=radio]")) return;
      explain(event.target);
      window.borrowing.keep("quiz", quiz.dataset.question, event.target.value);
    });
    const before = window.borrowing.recall("quiz", quiz.dataset.question);
    const input = [...quiz.querySelectorAll("input")].find((each) => each.value === before);
    if (input) {
      input.checked = true;
      explain(input);
    }
  }
  if (quizzes.length)
    window.borrowing.offer(
      "quiz",
      quizzes.map((quiz) => quiz.dataset.question),
    );
})();
