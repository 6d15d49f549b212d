// The page from which somebody came to report an error is named in the text that they will send.
(() => {
  const text = document.querySelector(".report pre");
  const page = new URLSearchParams(location.search).get("page");
  if (!text || !page || !/^[\w/-]{1,80}$/.test(page)) return;
  text.textContent = text.textContent.replace("Page:", `Page: ${page}`);
})();
