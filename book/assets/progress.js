// What a reader has answered, kept in this browser only: shown in the sidebar, saved to a file, loaded elsewhere, forgotten.
// `borrowing.recall(kind, id)` and `borrowing.keep(kind, id, value)` are for quizzes, exercises and predictions;
// `borrowing.every(kind)` is all that is kept of one kind, and a `borrowing:kept` event follows every change.
(() => {
  const KEY = "borrowing-strength";
  const EMPTY = { version: 1, answers: {}, pages: {} };
  const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  // What is stored may be damaged, or storing forbidden: then the page goes on with nothing remembered.
  let memory = read();
  function read() {
    try {
      return checked(JSON.parse(localStorage.getItem(KEY))) ?? structuredClone(EMPTY);
    } catch {
      return structuredClone(EMPTY);
    }
  }

  function checked(found) {
    if (!isRecord(found) || !isRecord(found.answers)) return null;
    const answers = Object.entries(found.answers).filter(([, of]) => isRecord(of));
    const pages = Object.entries(isRecord(found.pages) ? found.pages : {}).filter(([, of]) =>
      Array.isArray(of),
    );
    return { version: 1, answers: Object.fromEntries(answers), pages: Object.fromEntries(pages) };
  }

  function write() {
    try {
      localStorage.setItem(KEY, JSON.stringify(memory));
    } catch {
      // Private windows and full disks: the answer stands on the page all the same.
    }
    show();
  }

  const here = document.querySelector("link[rel=canonical]")?.href ?? location.pathname;
  const pageOf = (address) => address.split(/[?#]/)[0].split("/").slice(-2).join("/");

  window.borrowing = {
    recall: (kind, id) => memory.answers[kind]?.[id],
    every: (kind) => memory.answers[kind] ?? {},
    keep(kind, id, value) {
      memory = read(); // another tab may have written
      (memory.answers[kind] ??= {})[id] = value;
      write();
      document.dispatchEvent(new Event("borrowing:kept"));
    },
    // The page says what there is to answer on it, so that the sidebar can count.
    offer(kind, ids) {
      memory = read();
      const held = memory.pages[pageOf(here)] ?? [],
        others = held.filter((name) => !name.startsWith(`${kind}/`)),
        names = [...others, ...ids.map((id) => `${kind}/${id}`)].sort();
      if (String(names) === String(held)) return; // as at the visit before
      memory.pages[pageOf(here)] = names;
      write();
    },
    forget() {
      memory = structuredClone(EMPTY);
      write();
      location.reload();
    },
  };

  function show() {
    const answered = (name) => {
      const [kind, ...id] = name.split("/");
      return memory.answers[kind]?.[id.join("/")] !== undefined;
    };
    for (const link of document.querySelectorAll("nav.bd-links a.internal")) {
      const names = memory.pages[pageOf(link.href)] ?? [];
      const done = names.filter(answered).length;
      link.querySelector(".path-done")?.remove();
      if (!done) continue;
      const mark = document.createElement("span");
      mark.className = "path-done";
      mark.textContent = done === names.length ? "✓" : `${done}/${names.length}`;
      mark.setAttribute("aria-label", `${done} of ${names.length} answered`);
      mark.setAttribute("role", "img");
      link.append(" ", mark);
    }
    box?.toggleAttribute("hidden", !Object.keys(memory.answers).length && !message.textContent);
  }

  const message = document.createElement("p");
  message.setAttribute("role", "status");
  const box = panel();

  function panel() {
    const nav = document.querySelector("nav.bd-links");
    if (!nav) return null;
    const made = document.createElement("details");
    made.className = "path-memory";
    made.innerHTML =
      "<summary>Your answers</summary><p>Kept in this browser only.</p>" +
      '<button type="button">Save to a file</button><button type="button">Load a file</button>' +
      '<button type="button">Forget all</button><input type="file" accept=".json" hidden aria-label="File of answers">';
    made.append(message);
    nav.append(made);
    const [save, load, forget] = made.querySelectorAll("button");
    const file = made.querySelector("input");
    save.addEventListener("click", saveToFile);
    load.addEventListener("click", () => file.click());
    file.addEventListener("change", () => loadFrom(file.files[0]));
    forget.addEventListener("click", () => {
      if (forget.dataset.sure) return window.borrowing.forget();
      forget.dataset.sure = "yes";
      forget.textContent = "Forget all? Press again";
    });
    return made;
  }

  function saveToFile() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(
      new Blob([JSON.stringify(memory, null, 1)], { type: "application/json" }),
    );
    link.download = "borrowing-strength-answers.json";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async function loadFrom(file) {
    let found = null;
    try {
      found = checked(JSON.parse(await file.text()));
    } catch {
      // said below
    }
    if (!found) {
      message.textContent = "That file holds no answers of this course; nothing was changed.";
      return;
    }
    memory = read();
    for (const [kind, answers] of Object.entries(found.answers))
      Object.assign((memory.answers[kind] ??= {}), answers);
    memory.pages = { ...found.pages, ...memory.pages };
    write();
    location.reload();
  }

  show();
})();
