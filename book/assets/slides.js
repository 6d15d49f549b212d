// Any chapter as slides: `?slides` in its address. There is no second source and no second build: the page that was read
// is rearranged, before its formulae are set and its figures wake up. What can be pointed at goes on a slide, with one
// sentence; the whole of the prose around it, and the note for trainers, are what the speaker sees.
(() => {
  "use strict";
  const asked = new URLSearchParams(location.search);
  if (!asked.has("slides")) return;

  const SKIPPED = new Set(["further-reading", "references"]);
  const HEAVY = ".cell, .quiz, figure, table, .pst-scrollable-table-container, .page-exercise";
  const LIGHT = "div.math, ul, ol, dl, blockquote, .admonition";
  const FOLDED = ".admonition.dropdown";
  const LONG_CODE = 12; // lines; more are folded where there is an output to look at
  const NARROWEST = 0.62; // of the usual size: smaller is not read from the back of a room
  const LONG_LINE = 48; // characters: more are broken where code and output share the width
  const MOST_COLUMNS = 3;
  const BELOW = 66, // px under a figure, for the arrows
    LONGER = 20; // px
  const DRAWN = [1, 0.9, 0.8, 0.72]; // of a drawing's size: its smallest text stays 9 px high
  const SMALL_HEAD = 0.8; // of the usual size, above a figure that wants the height
  const OF_SLIDES = /^([sofn]|PageUp|PageDown)$/i; // a clicker sends the last two
  const isNarrow = matchMedia("(max-width: 900px)");
  const SENTENCE_END = /(?<=^.{30,})[.?!…][”"’)\]]*(?=\s+[“"‘([\p{Lu}\d])/su; // what is shorter is a label
  const SYMBOLS = {
    tau: "τ",
    mu: "μ",
    theta: "θ",
    alpha: "α",
    sigma: "σ",
    beta: "β",
    delta: "δ",
    omega: "ω",
  };
  const SIGNS = { times: "×", cdot: "·", le: "≤", ge: "≥", approx: "≈", infty: "∞", pm: "±", sim: "~" };

  const here = new URL(".", document.currentScript.src).href;
  const article = document.querySelector("article.bd-article");

  function make(tag, className, ...inside) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...inside);
    return made;
  }
  function copy(node) {
    const copied = node.cloneNode(true);
    copied.querySelectorAll(".headerlink").forEach((link) => link.remove());
    for (const named of [copied, ...copied.querySelectorAll("[id]")]) named.removeAttribute("id");
    return copied;
  }
  // The speaker's window sets no formulae: there a letter is better than its name.
  function spoken(node) {
    const said = copy(node);
    for (const formula of said.querySelectorAll(".math"))
      formula.textContent = formula.textContent
        .replace(/\\[()[\]]|\\(?:mathcal|operatorname|text|mathrm)\b|\\[,; !]/g, "")
        .replace(/\\([a-z]+)/gi, (all, name) => SYMBOLS[name] ?? SIGNS[name] ?? name)
        .replace(/[{}]/g, "");
    return said;
  }

  function firstSentence(paragraph) {
    const text = paragraph.textContent,
      found = SENTENCE_END.exec(text),
      range = document.createRange();
    let left = found ? found.index + found[0].length : text.length;
    range.setStart(paragraph, 0);
    range.setEndAfter(paragraph.lastChild);
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.length >= left) {
        range.setEnd(node, left);
        break;
      }
      left -= node.length;
    }
    return copy(make("p", "slide-sentence", range.cloneContents()));
  }
  // Not the end of a sentence that began before a formula or another bold word.
  const isWhole = (words) => !/^\p{Ll}/u.test(words.textContent.trim());
  const messages = (paragraph) =>
    [...paragraph.querySelectorAll("strong:not(.pasted-text)")]
      .filter((bold) => bold.textContent.length > 30 && isWhole(bold))
      .map((bold) => make("p", "slide-sentence", ...copy(bold).childNodes));

  const deck = make("div", "slides");
  let stack = null,
    slide = null,
    notes = null;

  function open(title, level) {
    if (level <= 2) {
      stack = make("section");
      deck.append(stack);
    }
    const heading = make(level === 1 ? "h1" : "h2", "", ...copy(title).childNodes);
    notes = make("aside", "notes mathjax_ignore tex2jax_ignore");
    slide = make("section", "slide bd-article", heading, notes);
    stack.append(slide);
  }
  const put = (node) => notes.before(node);
  const say = (...nodes) => notes.append(...nodes.map(spoken));
  const shown = () => [...slide.children].filter((node) => !node.matches("h1, h2, aside"));
  const isFull = () => shown().some((node) => node.matches(`${HEAVY}, ul, ol, .admonition`));

  function foldLongCode(cell) {
    const code = cell.querySelector(":scope > .cell_input"),
      output = cell.querySelector(":scope > .cell_output");
    if (!code || !output) return;
    const isShort = code.textContent.trim().split("\n").length <= LONG_CODE;
    if (isShort && !output.querySelector("table, svg, img")) {
      const printed = [...output.querySelectorAll("pre")].map((text) => text.textContent).join("\n");
      const areShort = `${code.textContent}\n${printed}`
        .split("\n")
        .every((line) => line.length <= LONG_LINE);
      if (areShort) cell.classList.add("slide-beside");
      return;
    }
    const fold = make("details", "slide-code", make("summary", "", "Code"));
    code.replaceWith(fold);
    fold.append(code);
  }
  // The sentence of a figure stands right after it, that of a table or of code before.
  function sentenceFor(node, before, after) {
    const isFigure = node.querySelector(".figure-drawn, img"),
      isWidget = node.querySelector(".bs-widget");
    const near = (isFigure && !isWidget ? [after, before] : [before, after]).filter(
      (p) => p?.matches("p") && isWhole(p),
    );
    const message = near.flatMap(messages)[0];
    return message ?? (near[0] && firstSentence(near[0]));
  }

  function walk(section, level) {
    const title = section.querySelector(":scope > :is(h1, h2, h3, h4)");
    if (!title || SKIPPED.has(section.id)) return;
    open(title, level);
    const first = slide,
      children = [...section.children].filter((node) => !node.matches("h1, h2, h3, h4, span"));
    if (section.id) first.dataset.section = section.id;
    if (section.id === "exercises") return exercises(section);
    children.forEach((node, at) => {
      if (node.matches("section")) walk(node, level + 1);
      else if (node.matches(FOLDED)) say(node);
      else if (node.matches("p")) say(node);
      else if (node.matches(".at-a-glance")) put(node);
      else if (node.matches(HEAVY)) {
        if (isFull()) open(title, 3);
        const sentence = !node.matches(".quiz") && sentenceFor(node, children[at - 1], children[at + 1]);
        if (sentence) put(sentence);
        foldLongCode(node);
        if (node.querySelector(".bs-widget")) node.dataset.preventSwipe = "";
        put(node);
      } else if (node.matches(LIGHT)) {
        if (isFull()) open(title, 3);
        put(node);
      }
    });
    if (level > 1) lead(first, children);
  }
  // A slide that would be bare says its paragraphs' messages, else how the first one begins.
  function lead(bare, children) {
    if (bare.children.length > 2) return;
    const paragraphs = children.filter((node) => node.matches("p"));
    const found = paragraphs.flatMap(messages);
    const said = found.length ? found : paragraphs.slice(0, 3).map(firstSentence);
    if (said.length) bare.querySelector("aside").before(...said);
    else bare.remove();
  }
  function exercises(section) {
    const list = make("ul");
    for (const item of section.querySelectorAll(".exercise-list > li")) {
      const line = make("li");
      for (const part of [".exercise-id", ".exercise-facts"]) {
        const found = item.querySelector(part);
        if (part === ".exercise-facts") line.append(found?.previousSibling?.textContent ?? "");
        if (found) line.append(copy(found), " ");
      }
      list.append(line);
    }
    put(list);
    say(...section.querySelectorAll(":scope > p"));
  }

  const story = [...article.querySelectorAll("#the-decision > p")].slice(0, 3).map(firstSentence);
  function decide() {
    const question = document.querySelector('meta[name="decides"]')?.content,
      section = deck.querySelector('[data-section="the-decision"]');
    if (!question || !section) return;
    section.querySelectorAll(".slide-sentence").forEach((sentence) => sentence.remove());
    section.querySelector("h2").after(make("p", "slide-decision", question), ...story);
  }

  function way(name) {
    const address = new URL(location.href),
      section = name ?? Reveal.getCurrentSlide()?.closest("[data-section]")?.dataset.section ?? "";
    address.searchParams.delete("slides");
    const world = /world=[^&]*/.exec(address.hash)?.[0];
    address.hash = world ? world + (section && `&at=${section}`) : section;
    return address.href;
  }

  const trainers = [...article.querySelectorAll(FOLDED)].find((note) =>
    /trainers/i.test(note.textContent.slice(0, 80)),
  );
  walk(article.querySelector("section"), 1);
  decide();
  deck.querySelectorAll(":scope > section:not(:has(section))").forEach((empty) => empty.remove());
  // Timing, what goes wrong and what to ask: with the first slide, before anything else.
  if (trainers) deck.querySelector("aside").prepend(...[...spoken(trainers).children].slice(1));
  const leave = make("a", "slides-leave", "Back to the page");
  leave.href = way("");
  const keys = make(
    "p",
    "slides-keys",
    "→ goes on, S opens the speaker’s notes, O shows all slides, Esc leads back to the page.",
  );
  deck.querySelector("aside").before(keys);

  document.documentElement.classList.add("as-slides");
  const reveal = make("main", "reveal", deck);
  reveal.append(leave);
  document.body.prepend(reveal); // the rest stays, unseen: the theme's scripts look for it

  function load(tag, properties) {
    return new Promise((done, fail) => {
      const element = Object.assign(document.createElement(tag), properties, { onload: done, onerror: fail });
      document.head.append(element);
    });
  }
  const inWidget = () =>
    document.activeElement?.closest(".bs-widget, .quiz, input, select, textarea, summary, a");

  const frames = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const isTooTall = (current) => current.scrollHeight > current.clientHeight + 1;
  function fit() {
    const current = Reveal.getCurrentSlide();
    if (!current) return;
    const figure = current.querySelector(".bs-root");
    if (figure) return spread(current, figure);
    for (let size = 1; size >= NARROWEST; size -= 0.06) {
      current.style.setProperty("--fit", size);
      if (!isTooTall(current)) break;
    }
    reachable(current);
  }
  // As few columns as hold all parts of a figure that one cannot hold; where three cannot, its drawings are smaller,
  // and where that is not enough, it is longer than the screen, and the slide scrolls. Only drawings are scaled: a
  // handle asks how large its drawing is.
  async function spread(current, figure) {
    const fits = () => {
      const foot = figure.getBoundingClientRect().bottom + 1;
      return [...figure.children]
        .map((part) => part.getBoundingClientRect())
        .every((part) => part.right <= innerWidth && part.bottom <= foot);
    };
    delete current.dataset.columns;
    current.style.removeProperty("--fit");
    await frames();
    if (!isNarrow.matches && isTooTall(current)) {
      const room = () =>
        current.clientHeight - (figure.getBoundingClientRect().top + current.scrollTop) - BELOW;
      const smallest = { columns: MOST_COLUMNS, drawn: DRAWN.at(-1), head: SMALL_HEAD };
      const attempts = [
        { columns: 2 },
        { columns: MOST_COLUMNS },
        ...DRAWN.map((drawn) => ({ ...smallest, drawn })),
        ...Array.from({ length: 60 }, (_, i) => ({ ...smallest, longer: (i + 1) * LONGER })),
      ];
      current.dataset.columns = "";
      for (const { columns, drawn = 1, head = 1, longer = 0 } of attempts) {
        current.style.setProperty("--fit", head);
        current.style.setProperty("--columns", columns);
        current.style.setProperty("--drawn", drawn);
        current.style.setProperty("--room", `${room() + longer}px`);
        await frames();
        if (fits()) break;
      }
    }
    reachable(current);
  }
  function reachable(current) {
    if (isTooTall(current)) current.tabIndex = 0;
    else current.removeAttribute("tabindex");
    current.dataset.fitted = "yes";
  }
  function arrived() {
    const address = new URL(location.href);
    address.searchParams.set("slides", Reveal.getSlidePastCount() + 1);
    history.replaceState(history.state, "", address);
    leave.href = way();
    document.title = document.title.replace(
      /^(\d+\/\d+ )?/,
      `${Reveal.getSlidePastCount() + 1}/${Reveal.getTotalSlides()} `,
    );
    fit();
  }

  addEventListener("load", async () => {
    await Promise.all([
      load("link", { rel: "stylesheet", href: `${here}vendor/reveal/reveal.css` }),
      load("script", { src: `${here}vendor/reveal/reveal.js` }),
      load("script", { src: `${here}vendor/reveal/notes.js` }),
    ]);
    await window.MathJax?.startup?.promise; // formulae are measured while every slide is still laid out
    await Reveal.initialize({
      plugins: [RevealNotes],
      disableLayout: true, // scaled, a figure's handle would not be where the mouse is
      scrollActivationWidth: 0,
      viewDistance: 99, // figures stay alive
      mobileViewDistance: 99,
      navigationMode: "linear",
      slideNumber: "c/t",
      transition: "none",
      backgroundTransition: "none",
      help: false,
      keyboard: { 27: null },
      keyboardCondition: () => !inWidget(), // arrow keys are the handle's while it has the focus
    });
    const wanted = Reveal.getSlides()[Number(asked.get("slides")) - 1];
    if (wanted) Reveal.slide(...Object.values(Reveal.getIndices(wanted)).slice(0, 2));
    Reveal.on("slidechanged", arrived);
    addEventListener("resize", fit);
    reveal.addEventListener("change", () => requestAnimationFrame(fit));
    reveal.addEventListener("toggle", fit, true);
    const isTyping = () => document.activeElement?.matches("input, select, textarea");
    const lead = (event) => {
      if (event.key === "Escape" && !inWidget()) location.href = way();
      else if (event.key === "Escape") document.activeElement.blur();
      else if (inWidget() && !isTyping() && OF_SLIDES.test(event.key)) {
        document.activeElement.blur(); // a handle that was dragged keeps the keys that move it step by step
        event.stopImmediatePropagation();
        event.preventDefault();
        document.body.dispatchEvent(new KeyboardEvent(event.type, event));
      }
    };
    addEventListener("keydown", lead, true); // before a handle, and before reveal, which keeps the key to itself
    arrived();
    document.documentElement.dataset.slides = "ready";
  });
})();
