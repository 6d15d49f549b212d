// The search asks for every name that the glossary has for a thing ("SRM" also finds sample-ratio mismatch), puts first the
// pages that say most about it, and quotes their sentences. Sphinx's index, the names and the sentences are scripts of
// the site, so that it works from a folder too.
(() => {
  if (typeof Search === "undefined" || !window.borrowingTerms || !window.borrowingPassages) return;

  const plain = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\u0300-\u036f’']/g, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const stemmer = new Stemmer(),
    known = new Map();
  function stem(word) {
    if (!known.has(word)) known.set(word, stemmer.stemWord(word));
    return known.get(word);
  }
  // With a space at either end, so that whole words are found in it.
  const stems = (text) => ` ${plain(text).split(" ").map(stem).join(" ")} `;

  const names = window.borrowingTerms
    .flatMap((term) => [term.name, ...term.also, ...term.near].map((name) => ({ term, name: plain(name) })))
    .sort((a, b) => b.name.length - a.name.length);

  // The terms that a query names, the longest names first: "power prior" is not also "power".
  function meant(query) {
    let rest = ` ${plain(query)} `;
    const found = [];
    for (const { term, name } of names) {
      const end = [" ", "s "].find((tail) => rest.includes(` ${name}${tail}`));
      if (end === undefined) continue;
      rest = rest.replace(` ${name}${end}`, " | ");
      found.push({ term, name, rest: () => rest.replaceAll("|", " ") });
    }
    return found;
  }

  // Every page on which Sphinx's index has all words of the query, or of it with a term by any name of its own.
  function pagesWith(query, terms) {
    const queries = [
      query,
      ...terms.flatMap(({ term, rest }) =>
        [term.name, ...term.also].map((name) => `${name} ${rest()}`.trim()),
      ),
    ];
    const found = queries.flatMap((words) => {
      const [asked, ...parsed] = Search._parseQuery(words);
      return Search._performSearch(asked, ...parsed);
    });
    const pages = new Map(found.map(([name, title]) => [name, title.split(" > ")[0]]));
    // What it has of the glossary is a mention; the terms themselves come on top.
    if (terms.length) pages.delete("book/glossary");
    return pages;
  }

  // What is looked for in the sentences: the query and its terms as they are called, and single words.
  function wanted(query, terms) {
    const phrases = [query, ...terms.flatMap(({ term, name }) => [name, term.name, ...term.also])];
    const words = plain(query)
      .split(" ")
      .filter((word) => word.length > 2 && !stopwords.includes(word));
    return { phrases: [...new Set(phrases.map(stems))], words: [...new Set(words.map(stems))] };
  }

  const times = (text, sought) => text.split(sought).length - 1;
  const most = (text, all) => Math.max(0, ...all.map((sought) => times(text, sought)));
  // The tenth mention says less than the first; the whole phrase says more than its words.
  function worth(text, { phrases, words }) {
    const single = words.reduce((sum, word) => sum + Math.log2(1 + times(text, word)), 0);
    return 4 * Math.log2(1 + most(text, phrases)) + single / Math.max(1, words.length);
  }
  const best = (all, score) => {
    const scores = all.map(score);
    return all[scores.indexOf(Math.max(...scores))];
  };

  // Where a chapter names much and tells little.
  const ASIDE = ["Exercises", "Further reading"];

  // Some forty words about the first that was looked for.
  function quoted(passage, { phrases, words }) {
    const said = passage.split(/\s+/);
    const at = [...phrases, ...words]
      .map((sought) => said.findIndex((_, i) => stems(said.slice(i, i + 6).join(" ")).startsWith(sought)))
      .find((i) => i >= 0);
    const from = Math.max(0, Math.min((at ?? 0) - 14, said.length - 40)),
      to = from + 40;
    return `${from ? "… " : ""}${said.slice(from, to).join(" ")}${to < said.length ? " …" : ""}`;
  }

  function result(name, title, sought, terms) {
    const page = window.borrowingPassages.find((one) => one.name === name) ?? { sections: [] };
    const sections = page.sections.map((section) => ({
      ...section,
      head: stems(section.title),
      text: section.passages.map(stems).join(""),
    }));
    const named = (head) => (most(head, sought.phrases) ? 1 : 0);
    const here = (section) =>
      (worth(section.text, sought) + 6 * named(section.head)) * (ASIDE.includes(section.title) ? 0.5 : 1);
    const first = terms.some(
      ({ term }) => term.chapter && Number(name.match(/^book\/(\d\d)-/)?.[1]) === term.chapter,
    );
    const whole = sections.map(({ text }) => text).join("");
    const titled = named(stems(title)) || sections.some(({ head }) => named(head));
    const score =
      worth(whole, sought) +
      8 * named(stems(title)) +
      4 * Math.max(0, ...sections.map(({ head }) => named(head))) +
      (first ? 12 : 0);
    const section = sections.length ? best(sections, here) : null;
    const passage = section && best(section.passages, (text) => worth(stems(text), sought));
    return {
      address: `${name}.html${section?.anchor ? `#${section.anchor}` : ""}`,
      title: section?.anchor ? `${title} > ${section.title}` : title,
      quote: passage && worth(stems(passage), sought) ? quoted(passage, sought) : "",
      speaks: Boolean(first || titled || most(whole, sought.phrases)),
      // The book comes before what belongs to it.
      score: /^book\/(?!trainers)/.test(name) ? score : score / 2,
    };
  }

  function show({ address, title, quote }) {
    const item = document.createElement("li"),
      link = item.appendChild(document.createElement("a"));
    link.href = address;
    link.textContent = title;
    if (quote) {
      const context = item.appendChild(document.createElement("p"));
      context.className = "context";
      context.textContent = quote;
    }
    Search.output.append(item);
  }

  Search.query = (query) => {
    const terms = meant(query),
      sought = wanted(query, terms);
    const pages = [...pagesWith(query, terms)].map(([name, title]) => result(name, title, sought, terms));
    const defined = terms.map(({ term }) => ({
      address: `book/glossary.html#${term.anchor}`,
      title: `Glossary: ${term.name}`,
      quote: term.meaning,
    }));
    // A term's words may stand on a page that does not speak of it: "I" and "squared", "p" and "hack".
    const nothingElse = terms.length > 0 && !terms[0].rest().trim();
    const speaking = pages
      .filter(({ score, speaks }) => (nothingElse ? speaks : score || !terms.length))
      .sort((a, b) => b.score - a.score);
    const found = [...defined, ...speaking];
    const others = terms.filter(({ term, name }) => plain(term.name) !== name).map(({ term }) => term.name);
    if (others.length) {
      const note = document.createElement("p");
      note.className = "search-also";
      note.textContent = `Also searched for: ${others.join(", ")}.`;
      Search.status.after(note);
    }
    found.forEach(show);
    _finishSearch(found.length);
  };
})();
