// Where to begin, from the answers on the page; and the answers as one line of text. Nothing is stored or sent from here.
(() => {
  const place = document.querySelector(".readiness");
  if (!place) return;
  const quizzes = [...document.querySelectorAll(".quiz[data-chapter]")];
  place.innerHTML =
    '<p role="status" aria-live="polite"></p><ul></ul>' +
    '<p><label>Your answers, as one line <input type="text" readonly></label></p>' +
    '<p><button type="button">Copy the line</button> <button type="button">Answer again</button> <span role="status"></span></p>';
  const [said, ,] = place.children;
  const list = place.querySelector("ul");
  const line = place.querySelector("input");
  const [copy, again] = place.querySelectorAll("button");
  const message = place.querySelector("span");

  const chosen = (quiz) => quiz.querySelector("input:checked");
  const mark = (quiz) => (chosen(quiz) ? Number(chosen(quiz).dataset.right === "true") : "");
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((n) => String(n).padStart(2, "0"))
      .join("-");
  };

  function show() {
    const marks = quizzes.map(mark);
    const open = marks.filter((m) => m === "").length;
    const right = marks.filter((m) => m === 1).length;
    // Explained too early, a question would answer the next.
    document.body.classList.toggle("readiness-asks", open > 0);
    line.value = ["readiness", today(), ...marks].join(",");
    list.replaceChildren();
    if (open) {
      said.textContent = `${quizzes.length - open} of ${quizzes.length} answered.`;
      return;
    }
    const missed = quizzes.filter((_, i) => marks[i] === 0);
    said.textContent =
      `${right} of ${quizzes.length} right. ` +
      (missed.length
        ? "These chapters are for you, in this order:"
        : "Begin where you like: chapter 19 puts all of it to work.");
    const links = new Map(missed.map(({ dataset }) => [dataset.chapter, dataset]));
    for (const [address, { title, facts }] of links) {
      const link = Object.assign(document.createElement("a"), { href: address, textContent: title });
      const item = document.createElement("li");
      item.append(link, ` (${facts})`);
      list.append(item);
    }
  }

  copy.addEventListener("click", async () => {
    show();
    try {
      await navigator.clipboard.writeText(line.value);
      message.textContent = "Copied.";
    } catch {
      line.select();
      message.textContent = "Selected: copy it with the keyboard.";
    }
  });
  again.addEventListener("click", () => {
    for (const quiz of quizzes) {
      window.borrowing.keep("quiz", quiz.dataset.question, undefined);
      const input = chosen(quiz);
      if (input) input.checked = false;
      const answer = quiz.querySelector(".quiz-answer");
      answer.replaceChildren();
      delete answer.dataset.right;
    }
    message.textContent = "";
    show();
    quizzes[0].querySelector("input").focus();
  });
  document.addEventListener("change", show);
  show();
})();
