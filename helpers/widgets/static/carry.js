// Takes the reader's world along: every link within the site gets what stands in this page's address.
// On every page, also on those without a widget.
(() => {
  "use strict";
  const parts = () => new URLSearchParams(location.hash.replace(/^#/, ""));
  // A world is one token of letters, digits, - and _, of a length that a world can have: nothing else is written
  // into a link.
  const clean = (token) => ((token ?? "").length <= 250_000 && /^[\w-]*$/.test(token ?? "") ? token : "");
  const here = () => location.href.split("#")[0];

  function carry(token) {
    const world = clean(token);
    for (const a of document.querySelectorAll("a[href]")) {
      const given = a.dataset.bsHref ?? a.getAttribute("href");
      if (given.startsWith("#") || a.hasAttribute("download")) continue;
      const url = new URL(given, location.href);
      const ours =
        url.protocol === location.protocol && url.host === location.host && /(\/|\.html)$/.test(url.pathname);
      if (!ours || url.href.split("#")[0] === here()) continue;
      a.dataset.bsHref = given;
      const [page, at] = given.split("#");
      a.setAttribute("href", world ? `${page}#world=${world}${at ? `&at=${at}` : ""}` : given);
    }
  }
  window.BORROWING_STRENGTH_CARRY = carry;

  function arrive() {
    const token = parts().get("world"),
      at = parts().get("at");
    if (!token) return;
    carry(token);
    if (at) document.getElementById(at)?.scrollIntoView();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", arrive);
  else arrive();
})();
