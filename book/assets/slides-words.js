// What slides say, and what their speaker reads: sentences picked from the prose, and formulae as letters.
window.SlideWords = (() => {
  "use strict";
  const LABEL = 30; // characters: what is shorter only introduces what comes next
  const LEAD = 60; // characters: shorter, the sentence before goes along
  const SENTENCE_END = /[.?!…][”"’)\]]*(?=\s+[“"‘([\p{Lu}\d]|\s*$)/gu;
  // Understood only by who has read what stands before: not the first choice for a slide.
  const LEANING = /^(\(|(And|That|This|These|Those|They|Both|Read)\b)/;
  const NAMED =
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε eta η theta θ chi χ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ " +
    "sigma σ tau τ phi φ omega ω Delta Δ Phi Φ sum ∑ prod ∏ int ∫ times × cdot · le ≤ leq ≤ ge ≥ geq ≥ ne ≠ approx ≈ " +
    "propto ∝ infty ∞ pm ± sim ~ mid | lvert | rvert | ell ℓ to → in ∈ ldots … dots … cdots … top ᵀ";
  const LETTERS = Object.fromEntries(
    [...NAMED.matchAll(/(\w+) (\S)/g)].map(([, name, letter]) => [name, letter]),
  );
  for (const space of ["quad", "qquad"]) LETTERS[space] = " ";
  const ACCENTS = { hat: "\u0302", bar: "\u0304", tilde: "\u0303", widehat: "\u0302" };
  const STYLES = /\\(?:mathcal|mathrm|mathbf|operatorname|text|left|right|big|Big|bigl|bigr|displaystyle)\b/g;

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

  // Letters for names, raised and lowered where TeX raises and lowers: the speaker's window sets no formulae.
  function letters(tex) {
    let said = tex
      .replace(/\\[()[\]]/g, "")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/\\[,;:! ]|~/g, " ")
      .replace(STYLES, "")
      .replace(/\\([a-z]+)/gi, (all, name) =>
        name in ACCENTS || /^(t?frac|sqrt)$/.test(name) ? all : (LETTERS[name] ?? name),
      )
      .replace(
        /\\(hat|bar|tilde|widehat)\s*(?:\{(.[^{}]*)\}|(\S))/gu,
        (_, mark, one, other) => (one ?? other) + ACCENTS[mark],
      );
    for (let before = ""; before !== said;) {
      before = said;
      said = said
        .replace(/\^(?:\{([^{}]*)\}|(\S))/u, (_, one, other) => `<sup>${one ?? other}</sup>`)
        .replace(/_(?:\{([^{}]*)\}|(\S))/u, (_, one, other) => `<sub>${one ?? other}</sub>`)
        .replace(/\\t?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/, "$1/$2")
        .replace(/\\sqrt\s*\{([^{}]*)\}/, "√($1)");
    }
    return said.replace(/[{}\\]/g, "");
  }
  function spoken(node) {
    const said = copy(node);
    said.classList.remove("dropdown"); // else the theme would put a button into it
    said.querySelectorAll(".term-note").forEach((note) => note.remove());
    for (const formula of said.querySelectorAll(".math")) formula.innerHTML = letters(formula.textContent);
    return said;
  }

  function textNodes(paragraph) {
    const nodes = [],
      walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement.closest(".term-note")) nodes.push(node);
    return nodes;
  }
  const isOpen = (said) => said.split("“").length > said.split("”").length; // a quotation that goes on
  // Where each sentence begins and ends among the letters that are seen.
  function sentences(paragraph) {
    const text = textNodes(paragraph)
        .map((node) => node.data)
        .join(""),
      found = [];
    let from = 0;
    for (const end of text.matchAll(SENTENCE_END)) {
      while (/\s/.test(text[from] ?? "")) from += 1;
      const to = end.index + end[0].length,
        said = text.slice(from, to);
      if (to < text.trimEnd().length && (said.length <= LABEL || isOpen(said))) continue;
      found.push({ from, to, said });
      from = to;
    }
    if (text.slice(from).trim()) found.push({ from, to: text.length, said: text.slice(from).trim() });
    return found;
  }
  function place(nodes, at) {
    for (const node of nodes) {
      if (at <= node.length) return [node, at];
      at -= node.length;
    }
    return [nodes.at(-1), nodes.at(-1).length];
  }
  function cut(paragraph, from, to) {
    const range = document.createRange(),
      nodes = textNodes(paragraph);
    if (from) range.setStart(...place(nodes, from));
    else range.setStart(paragraph, 0);
    range.setEnd(...place(nodes, to));
    return copy(make("p", "slide-sentence", range.cloneContents()));
  }

  // Not the end of a sentence that began before a formula or another bold word.
  const isWhole = (words) => !/^\p{Ll}/u.test(words.textContent.trim());
  const messages = (paragraph) =>
    [...paragraph.querySelectorAll("strong:not(.pasted-text)")]
      .filter((bold) => bold.textContent.length > LABEL && isWhole(bold))
      .map((bold) => make("p", "slide-sentence", ...copy(bold).childNodes));
  // All sentences of a paragraph, those that stand by themselves first.
  function choices(paragraph) {
    const found = sentences(paragraph),
      leans = (sentence) => LEANING.test(sentence.said);
    return [...found.filter((s) => !leans(s)), ...found.filter(leans)].map((s) =>
      cut(paragraph, s.from, s.to),
    );
  }
  const firstSentence = (paragraph) => choices(paragraph)[0];
  // What leads to a list or a formula: the paragraph's end.
  function leadIn(paragraph) {
    const found = sentences(paragraph);
    let at = found.length - 1;
    while (at > 0 && found.at(-1).to - found[at].from < LEAD) at -= 1;
    return cut(paragraph, found[at].from, found.at(-1).to);
  }

  return { make, copy, spoken, isWhole, messages, choices, firstSentence, leadIn };
})();
