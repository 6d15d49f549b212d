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
  const LONG_LINE = 48; // characters: more are broken where code and output share the width
  const OF_SLIDES = /^([sofng]|PageUp|PageDown)$/i; // a clicker sends the last two
  const STORY = 3; // sentences beside the decision
  const here = new URL(".", document.currentScript.src).href;
  const article = document.querySelector("article.bd-article");

  const { make, copy, spoken, isWhole, messages, choices, leading, leadIn, hangs } = window.SlideWords;
  const { fit, print } = window.SlideFit;

  const deck = make("div", "slides");
  let stack = null,
    slide = null,
    notes = null;

  const BRANCHES = JSON.parse(document.querySelector('meta[name="branches"]')?.content ?? "[]");
  const isBranch = (section) => {
    const title = section.querySelector(":scope > :is(h2, h3)")?.textContent ?? "";
    return (
      BRANCHES.some((name) => title.startsWith(name)) ||
      (section.matches("section section section") && isBranch(section.parentElement))
    );
  };
  function open(title, level) {
    if (level <= 2) {
      stack = make("section");
      deck.append(stack);
    }
    const heading = make(level === 1 ? "h1" : "h2", "", ...copy(title).childNodes);
    notes = make("aside", "notes mathjax_ignore tex2jax_ignore");
    slide = make("section", "slide bd-article", heading, notes);
    if (isBranch(title.parentElement)) slide.dataset.branch = "";
    stack.append(slide);
  }
  const put = (node) => notes.before(node);
  const say = (...nodes) => notes.append(...nodes.map(spoken));
  const shown = () => [...slide.children].filter((node) => !node.matches("h1, h2, aside"));
  const isFull = () => shown().some((node) => node.matches(`${HEAVY}, ul, ol, .admonition`));

  const linesOf = (code) => code.textContent.trim().split(/\n\s*/).length; // that are not empty
  function fold(code) {
    const folded = make("details", "slide-code", make("summary", "", `Code, ${linesOf(code)} lines`));
    code.replaceWith(folded);
    folded.append(code);
  }
  function foldLongCode(cell) {
    const hidden = cell.querySelector(":scope > details.above-input"),
      code = hidden?.querySelector(".cell_input") ?? cell.querySelector(":scope > .cell_input"),
      output = cell.querySelector(":scope > .cell_output");
    if (hidden && code) hidden.replaceWith(code);
    if (!code || !output) return;
    const isShort = !hidden && linesOf(code) <= LONG_CODE;
    if (!isShort || output.querySelector("table, svg, img")) return fold(code);
    if (output.querySelector("p, ol, ul")) return;
    const printed = [...output.querySelectorAll("pre")].map((text) => text.textContent).join("\n");
    const areShort = `${code.textContent}\n${printed}`.split("\n").every((line) => line.length <= LONG_LINE);
    if (areShort) cell.classList.add("slide-beside");
  }
  // The sentence of a figure stands right after it, that of a table or of code before. None is said twice: where a
  // paragraph has spoken for what stands before it, its end speaks for what follows.
  const said = new Set();
  function sentenceFor(node, [before, after, beyond]) {
    const isDrawn = node.querySelector(".figure-drawn, img") && !node.querySelector(".bs-widget"),
      isFree = isDrawn || !before?.matches("p") || !beyond?.matches(HEAVY); // else it is the next one’s
    const near = (isDrawn ? [after, before] : [before, isFree && after]).filter(
      (p) => p?.matches?.("p") && isWhole(p),
    );
    const wasHeard = (p) =>
      [...messages(p), ...choices(p)].some((sentence) => said.has(sentence.textContent));
    const from = (pick, some = near) => some.flatMap((p) => [pick(p)].flat().map((found) => [found, p]));
    const ends = from(
      leadIn,
      near.filter((p) => p === before && wasHeard(p)),
    );
    const [found, source] =
      [...ends, ...from(messages), ...from(choices)].find(
        ([p]) => !said.has(p.textContent) && !hangs(p), // better none than one that nobody understands
      ) ?? [];
    if (found) said.add(found.textContent);
    return [found, source];
  }

  // Another slide of the same section. What announces its first part is said there, and not before.
  function goOn(title, before) {
    const announces = before?.matches("p") && before.textContent.trim().endsWith(":");
    if (announces) notes.lastElementChild?.remove();
    open(title, 3);
    if (announces) say(before);
  }
  function answerOf(quiz) {
    const label = quiz.querySelector("input[data-right=true]").closest("label").querySelector("span"),
      reason = quiz.querySelector(".quiz-all li[data-right=true] > div") ?? make("div");
    return make(
      "div",
      "",
      make("p", "", make("strong", "", "Right: "), ...copy(label).childNodes),
      copy(reason),
    );
  }
  // No slide leaves its speaker without a word: of the note for trainers what belongs to it, else what was said last.
  function fillNotes() {
    const parts = { pitfalls: "What goes wrong", "key-points": "Talking points" };
    let last = null;
    for (const aside of deck.querySelectorAll("aside")) {
      const name = parts[aside.parentElement.dataset.section],
        part = name && [...trainers.querySelectorAll("p")].find((p) => p.textContent.startsWith(name));
      if (part) aside.append(spoken(part));
      if (aside.textContent.trim()) last = aside.querySelector(":scope > :is(p, div):last-of-type") ?? last;
      else if (last) aside.append(make("p", "", "As before: ", ...copy(last).childNodes));
    }
  }

  // A formula alone, or a list on a slide of its own, goes on where a paragraph ends.
  function introduce(node, before) {
    if (!before?.matches("p") || !isWhole(before) || shown().some((part) => part !== node)) return;
    if (node.matches("ul, ol") && !before.textContent.trim().endsWith(":")) return;
    node.before(leadIn(before));
  }

  function walk(section, level) {
    const title = section.querySelector(":scope > :is(h1, h2, h3, h4)");
    if (!title || SKIPPED.has(section.id)) return;
    open(title, level);
    const first = slide,
      children = [...section.children].filter((node) => !node.matches("h1, h2, h3, h4, span"));
    if (section.id) first.dataset.section = section.id;
    if (section.id === "exercises") return exercises(section);
    const isDecision = section.id === "the-decision";
    const bare = [];
    let told = 0;
    children.forEach((node, at) => {
      if (node.matches("section")) walk(node, level + 1);
      else if (node.matches(FOLDED)) say(node);
      else if (node.matches("p")) {
        say(node);
        if (isDecision && told++ < STORY) leading(node).forEach(put);
      } else if (node.matches(".at-a-glance")) put(node);
      else if (node.matches(HEAVY)) {
        if (isFull()) goOn(title, children[at - 1]);
        const [sentence, source] =
          isDecision || node.matches(".quiz")
            ? []
            : sentenceFor(
                node,
                [-1, 1, 2].map((step) => children[at + step]),
              );
        if (sentence) put(sentence);
        if (source && source === children[at - 1] && !notes.lastChild) say(source);
        if (node.matches(".quiz")) say(answerOf(node));
        foldLongCode(node);
        if (node.querySelector(".bs-widget")) node.dataset.preventSwipe = "";
        put(node);
      } else if (node.matches(LIGHT)) {
        if (isFull()) goOn(title, children[at - 1]);
        put(node);
        if (!isDecision && node.matches("ul, ol")) introduce(node, children[at - 1]);
        if (node.matches("div.math")) bare.push([slide, node, children[at - 1]]);
      }
    });
    for (const [one, formula, before] of bare)
      if ([...one.children].every((part) => part === formula || part.matches("h1, h2, aside")))
        if (before?.matches("p")) formula.before(leadIn(before));
    if (level > 1) lead(first, children);
  }
  // A slide that would be bare says its paragraphs' messages, else how the first one begins.
  function lead(bare, children) {
    if (bare.children.length > 2) return;
    const paragraphs = children.filter((node) => node.matches("p"));
    const found = paragraphs.flatMap(messages);
    const said = found.length ? found : paragraphs.slice(0, 3).flatMap(leading);
    if (said.length) bare.querySelector("aside").before(...said);
    else bare.remove();
  }
  function exercises(section) {
    const list = make("ul");
    for (const item of section.querySelectorAll(".exercise-list > li > p:first-child")) {
      const line = make("li", "", ...copy(item).childNodes),
        facts = line.querySelector(".exercise-facts");
      while (facts?.nextSibling) facts.nextSibling.remove(); // where to get the notebook
      list.append(line);
    }
    put(list);
    say(...section.querySelectorAll(":scope > p"));
  }

  function decide() {
    const question = document.querySelector('meta[name="decides"]')?.content,
      section = deck.querySelector('[data-section="the-decision"]');
    if (question && section) section.querySelector("h2").after(make("p", "slide-decision", question));
  }

  function way(name) {
    const address = new URL(location.href),
      section = name ?? Reveal.getCurrentSlide()?.closest("[data-section]")?.dataset.section ?? "";
    address.searchParams.delete("slides");
    const world = /world=[^&]*/.exec(address.hash)?.[0];
    address.hash = world ? world + (section && `&at=${section}`) : section;
    return address.href;
  }

  // A box with a table and more is two: no screen holds both.
  function part(box) {
    const table = box.querySelector(":scope > :is(table, .pst-scrollable-table-container)");
    if (!table?.nextElementSibling) return;
    const rest = box.cloneNode();
    rest.removeAttribute("id");
    rest.append(copy(box.querySelector(".admonition-title")));
    while (table.nextSibling) rest.append(table.nextSibling);
    box.after(rest);
  }

  const trainers = [...article.querySelectorAll(FOLDED)].find((note) =>
    /trainers/i.test(note.textContent.slice(0, 80)),
  );
  article.querySelectorAll(".admonition:not(.dropdown)").forEach(part);
  walk(article.querySelector("section"), 1);
  decide();
  deck.querySelectorAll(":scope > section:not(:has(section))").forEach((empty) => empty.remove());
  if (trainers) fillNotes();
  // Timing, what goes wrong and what to ask: with the first slide, before anything else.
  if (trainers) deck.querySelector("aside").prepend(...[...spoken(trainers).children].slice(1));
  const leave = make("a", "slides-leave", "Back to the page");
  leave.href = way("");
  const keys = make(
    "p",
    "slides-keys",
    "→ goes on, S opens the speaker’s notes, O shows all slides, G and a number lead to one. Esc leads back to the page; " +
      "while a figure has the keys, Esc takes them from it first. Printed, each slide is a sheet.",
  );
  deck.querySelector("aside").before(keys);

  document.documentElement.classList.add("as-slides");
  const reveal = make("main", "reveal", deck);
  const held = make("p", "slides-held", "Esc gives the keys back to the slides.");
  held.setAttribute("role", "status");
  held.hidden = true;
  reveal.append(leave, held);
  document.body.prepend(reveal); // the rest stays, unseen: the theme's scripts look for it

  function load(tag, properties) {
    return new Promise((done, fail) => {
      const element = Object.assign(document.createElement(tag), properties, { onload: done, onerror: fail });
      document.head.append(element);
    });
  }
  const SLIDER = "[role=slider], input[type=range]";
  const inWidget = () =>
    document.activeElement?.closest(".bs-widget, .quiz, input, select, textarea, summary, a");

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
    const place = asked.get("slides"),
      wanted = Number(place)
        ? Reveal.getSlides()[Number(place) - 1]
        : place && deck.querySelector(`[data-section="${CSS.escape(place)}"]`);
    if (wanted) Reveal.slide(...Object.values(Reveal.getIndices(wanted)).slice(0, 2));
    Reveal.on("slidechanged", arrived);
    addEventListener("resize", fit);
    print();
    reveal.addEventListener("change", () => requestAnimationFrame(fit));
    reveal.addEventListener("toggle", fit, true);
    const at = (what) => document.activeElement?.matches(what);
    const isTyping = () => at("input:not([type=range]), select, textarea");
    const isOfSlides = ({ key }) => (OF_SLIDES.test(key) && !isTyping()) || (key === " " && at(SLIDER)); // space presses nothing there
    const tell = () => (held.hidden = !document.activeElement?.closest(".bs-widget"));
    addEventListener("focusin", tell);
    addEventListener("focusout", () => setTimeout(tell));
    const lead = (event) => {
      if (event.key === "Escape" && !inWidget()) location.href = way();
      else if (event.key === "Escape") document.activeElement.blur();
      else if (inWidget() && isOfSlides(event)) {
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
