// How often a trainer's own classes made each mistake, beside each chapter's note. The files are read here and sent nowhere.
(() => {
  const place = document.querySelector(".class-counts");
  if (!place) return;
  const COLUMNS = ["chapter", "exercise", "title", "mistake", "hint", "learners", "answered"];
  place.innerHTML =
    "<p><label>Counts of your classes, <code>….mistakes.csv</code> " +
    '<input type="file" accept=".csv,text/csv" multiple></label></p><p role="status"></p>';
  const file = place.querySelector("input");
  const status = place.querySelector("[role=status]");

  // Fields may be quoted, and hold commas, quotation marks and line ends then.
  function rowsOf(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
      rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
      if (end && end !== ",") rows.push([]);
    }
    return rows.filter((row) => row.some(Boolean));
  }

  function countsIn(text) {
    const [head, ...rows] = rowsOf(text.replace(/^\ufeff/, ""));
    const at = COLUMNS.map((name) => head?.indexOf(name) ?? -1);
    if (at.includes(-1)) return null;
    const counts = rows.map((row) => Object.fromEntries(COLUMNS.map((name, i) => [name, row[at[i]] ?? ""])));
    for (const count of counts) {
      if (!/^\d+$/.test(count.learners) || !/^\d+$/.test(count.answered)) return null;
      // A spreadsheet makes 3 of 03, and 3.1 of 03.1.
      count.chapter = count.chapter.padStart(2, "0");
      count.exercise = count.exercise.replace(/^\d\./, "0$&");
    }
    return counts;
  }

  // The same mistake in several classes: learners and answers are added up.
  function together(classes) {
    const sums = new Map();
    for (const count of classes.flat()) {
      const key = `${count.exercise} ${count.mistake}`;
      const sum = sums.get(key) ?? { ...count, learners: 0, answered: 0 };
      sums.set(key, sum);
      sum.learners += Number(count.learners);
      sum.answered += Number(count.answered);
    }
    return [...sums.values()];
  }

  function cell(kind, text, scope) {
    const made = document.createElement(kind);
    made.textContent = text.replace(/(?<=\p{L})'(?=\p{L})/gu, "’"); // as the page has it
    if (scope) made.scope = scope;
    return made;
  }

  function table(counts, classes) {
    const made = document.createElement("table");
    made.className = "table class-counts-table";
    const common = counts
      .filter((count) => count.learners)
      .sort((a, b) => b.learners / b.answered - a.learners / a.answered);
    made.append(
      cell("caption", `Counted in ${classes === 1 ? "your class" : `${classes} classes of yours`}`),
    );
    const head = made.createTHead().insertRow();
    head.append(...["Exercise", "Made by", "What they are told"].map((name) => cell("th", name, "col")));
    const body = made.createTBody();
    for (const count of common) {
      const told = count.hint.replace(/\n/g, " ").split(/(?<=[.?!])\s+(?=[A-Z“])/)[0];
      body
        .insertRow()
        .append(
          cell("th", `${count.exercise} ${count.title}`, "row"),
          cell("td", `${count.learners} of ${count.answered}`),
          cell("td", told),
        );
    }
    const nobody = counts.filter((count) => !count.learners && count.mistake).length;
    if (nobody) {
      const last = body.insertRow().insertCell();
      last.colSpan = 3;
      last.textContent = `${nobody} more that these exercises know, made by nobody.`;
    }
    return made;
  }

  function show(classes) {
    for (const old of document.querySelectorAll(".class-counts-table")) old.remove();
    const chapters = new Map();
    for (const count of together(classes))
      chapters.set(count.chapter, [...(chapters.get(count.chapter) ?? []), count]);
    const elsewhere = [];
    for (const [chapter, counts] of chapters) {
      const section = document.querySelector(`section[id^="trainers-${CSS.escape(chapter)}-"]`);
      if (section) section.append(table(counts, classes.length));
      else elsewhere.push(Number(chapter));
    }
    const files = classes.length === 1 ? "one class" : `${classes.length} classes`;
    status.textContent =
      `Below, beside ${chapters.size - elsewhere.length} of the chapters: the counts of ${files}.` +
      (elsewhere.length ? ` Not of this book, and not shown: chapter ${elsewhere.join(", ")}.` : "");
  }

  file.addEventListener("change", async () => {
    const texts = new Set(await Promise.all([...file.files].map((each) => each.text())));
    const classes = [...texts].map(countsIn); // the same file twice is one class
    if (!classes.length) return;
    if (classes.includes(null))
      status.textContent = "Not all of these are files NAME.mistakes.csv of the grader; nothing was changed.";
    else show(classes);
  });
})();
