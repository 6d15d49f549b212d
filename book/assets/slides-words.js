// What slides say, and what their speaker reads: sentences picked from the prose, and formulae as letters.
window.SlideWords = (() => {
  "use strict";
  const LABEL = 30; // characters: what is shorter only introduces what comes next
  const LEAD = 60; // characters: shorter, the sentence before goes along
  const SENTENCE_END = /[.?!…][”"’)\]]*(?=\s+[“"‘([\p{Lu}\d]|\s*$)/gu;
  // Understood only by who has read what stands before: not the first choice for a slide.
  const LEANING =
    /^(\(|(And|That|This|These|Those|They|Their|It|Its|She|Her|He|His|Such|Both|Neither|Read|The (first|second|third|fourth|fifth|last|latter|former|same|others?))\b)/;
  // Beginnings of sentences that the page's header chooses for its slides.
  const LEADS = JSON.parse(document.querySelector('meta[name="leads"]')?.content ?? "[]");
  const NAMED =
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε eta η theta θ chi χ kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ " +
    "sigma σ tau τ phi φ omega ω Delta Δ Phi Φ sum ∑ prod ∏ int ∫ times × cdot · le ≤ leq ≤ ge ≥ geq ≥ ne ≠ approx ≈ " +
    "propto ∝ infty ∞ pm ± sim ~ mid | lvert | rvert | ell ℓ to → in ∈ ldots … dots … cdots … top ᵀ";
  const LETTERS = Object.fromEntries(
    [...NAMED.matchAll(/(\w+) (\S)/g)].map(([, name, letter]) => [name, letter]),
  );
  for (const space of ["quad", "qquad"]) LETTERS[space] = " ";
  const ACCENTS = { hat: "\u0302", bar: "\u0304", tilde: "\u0303", widehat: "\u0302" };
  const STYLED = /\\(?:mathcal|mathrm|mathbf|operatorname|text)\s*\{([^{}]*)\}/g;
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

  const root = (under) => ([...under.trim()].length > 1 ? `√(${under})` : `√${under.trim()}`);
  // Letters for names, raised and lowered where TeX raises and lowers: the speaker's window sets no formulae.
  function letters(tex) {
    let said = tex
      .replace(/\\[()[\]]/g, "")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/\\[,;:! ]|~/g, " ")
      .replace(STYLED, "$1")
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
        .replace(/\\sqrt\s*(?:\{([^{}]*)\}|([^\s{\\]))/u, (_, many, one) => root(many ?? one));
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
      const isLabel = said.length <= LABEL && !leans(said);
      if (to < text.trimEnd().length && (isLabel || isOpen(said))) continue;
      found.push({ from, to, said });
      from = to;
    }
    while (/\s/.test(text[from] ?? "")) from += 1;
    if (from < text.length) found.push({ from, to: text.length, said: text.slice(from).trim() });
    return LEADS.map((lead) => text.indexOf(lead)).reduce(splitAt, found);
  }
  function splitAt(found, at) {
    const cut = found.findIndex(({ from, to }) => from < at && at < to);
    if (cut < 0) return found;
    const { from, to, said } = found[cut],
      before = said.slice(0, at - from).trim();
    if (!before) return found;
    return found.toSpliced(
      cut,
      1,
      { from, to: at, said: before },
      { from: at, to, said: said.slice(at - from) },
    );
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
  const isLead = (said) => LEADS.some((lead) => said.startsWith(lead));
  const leans = (said) => LEANING.test(said.trim()) && !isLead(said.trim());
  // All sentences of a paragraph: those the page chose, those that stand by themselves, the rest.
  function choices(paragraph) {
    const found = sentences(paragraph).filter(({ said }) => said.length > LABEL || !leans(said)),
      rank = ({ said }) => (isLead(said) ? 0 : leans(said) ? 2 : 1);
    return found.sort((a, b) => rank(a) - rank(b)).map((s) => cut(paragraph, s.from, s.to));
  }
  // What stands for a paragraph: the sentences that the page chose, else the first that stands by itself.
  function leading(paragraph) {
    const all = choices(paragraph),
      chosen = all.filter((p) => isLead(p.textContent.trim()));
    return chosen.length ? chosen : all.slice(0, 1);
  }
  // What leads to a list or a formula: the paragraph's end.
  function leadIn(paragraph) {
    const found = sentences(paragraph);
    let at = found.length - 1;
    while (at > 0 && found.at(-1).to - found[at].from < LEAD && !leans(found[at - 1].said)) at -= 1;
    return cut(paragraph, found[at].from, found.at(-1).to);
  }
  const hangs = (sentence) => leans(sentence.textContent);

  return { make, copy, spoken, isWhole, messages, choices, leading, leadIn, hangs };
})();
