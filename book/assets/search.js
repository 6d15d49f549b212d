// The search asks for every name that the glossary has for a thing: "SRM" also finds sample-ratio mismatch. Its index and
// these names are scripts of the site, so that it works from a folder too.
(() => {
  if (typeof Search === "undefined" || !window.borrowingTerms) return;
  // A page opened from disk may not fetch the pages it found, to quote from them.
  if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

  const plain = (text) =>
    text
      .toLowerCase()
      .normalize("NFKD")
      .replace(/[\u0300-\u036f’']/g, "")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  const names = window.borrowingTerms
    .flatMap((term) => [term.name, ...term.words].map((name) => ({ term, name: plain(name) })))
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

  function results(query, terms) {
    const run = (words) => {
      const [asked, ...parsed] = Search._parseQuery(words);
      return Search._performSearch(asked, ...parsed);
    };
    // What the index has of the glossary is a mention; the terms themselves come on top.
    const elsewhere = (found) =>
      terms.length ? found.filter((result) => result[0] !== "book/glossary") : found;
    const all = elsewhere(run(query));
    const seen = new Set(all.map((result) => result[0] + result[2]));
    const more = elsewhere(terms.flatMap(({ term, rest }) => run(`${term.name} ${rest()}`.trim())));
    for (const result of more) {
      if (seen.has(result[0] + result[2])) continue;
      seen.add(result[0] + result[2]);
      all.push(result);
    }
    all.sort((a, b) => a[4] - b[4]); // shown from the end
    const glossary = terms.map(({ term }) => [
      "book/glossary",
      `Glossary: ${term.name}`,
      `#${term.anchor}`,
      null,
      1000,
      "book/glossary.md",
    ]);
    return [...all, ...glossary.reverse()];
  }

  Search.query = (query) => {
    const terms = meant(query);
    const found = results(query, terms);
    const [, searchTerms, , highlightTerms] = Search._parseQuery(query);
    const others = terms.filter(({ term, name }) => plain(term.name) !== name).map(({ term }) => term.name);
    if (others.length) {
      const note = document.createElement("p");
      note.className = "search-also";
      note.textContent = `Also searched for: ${others.join(", ")}.`;
      Search.status.after(note);
    }
    _displayNextItem(found, found.length, searchTerms, highlightTerms);
  };
})();
