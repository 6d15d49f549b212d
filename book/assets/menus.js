// The theme wires the first button of each menu, which stands in a header that this book does not show. The buttons that
// are shown press it.
for (const kind of ["primary-toggle", "secondary-toggle"]) {
  const [wired, ...shown] = document.getElementsByClassName(kind);
  for (const button of shown) button.addEventListener("click", () => wired.click());
}
// Some servers call a notebook JSON, which a browser would show instead of saving it.
for (const link of document.querySelectorAll(".btn-download-chapter-notebook")) link.download = "";
