// A choice shows its own explanation at once; the full list stays folded below.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.closest(".quiz")) return;
  const quiz = input.closest(".quiz");
  const explanation = quiz.querySelectorAll(".quiz-all > ol > li")[Number(input.value)];
  const answer = quiz.querySelector(".quiz-answer");
  answer.dataset.right = input.dataset.right;
  answer.innerHTML = explanation.innerHTML;
});
