// The choice between data sets that Python offers, and the reader's copy of the one in use.

import { choice } from "./controls.js";
import { asSource, pasteBox, pasteButton } from "./paste.js";

export const STUDIES = ["labels", "effects", "std_errors"];

export const copyOf = (source, names = STUDIES) =>
  Object.fromEntries(names.map((name) => [name, structuredClone(source[name])]));

// `names` are the traits that a data set brings along. source() describes the one in use: name, scale, noun.
export function dataChoice(get, change, names) {
  const all = () => get("datasets");
  const pick = choice({
    label: "Data",
    options: () => Object.entries(all()).map(([key, data]) => [key, data.name]),
    get: () => get("dataset"),
    pick: (key) =>
      change({
        dataset: key,
        ...copyOf(
          all()[key],
          names.filter((name) => name in all()[key]),
        ),
      }),
  });
  const paste = pasteBox({
    label: "Your experiments",
    press: "Draw them",
    hint:
      "One experiment a line: effect and standard error, variance or interval, or events and size of both arms (treated first). " +
      "A name may stand first; with headings, any order will do. Nobody is sent them. On the book’s web pages they stand in the page’s address: in the browser’s history, and in every link you copy.",
    example: "Market A, 0.20, 0.10\nMarket B, 0.05, 0.12",
    use(found) {
      const yours = asSource(found);
      change({
        datasets: { ...all(), yours },
        dataset: "yours",
        ...copyOf(
          yours,
          names.filter((name) => name in yours),
        ),
      });
    },
  });
  const open = pasteButton(paste);
  pick.node.append(open);
  const refresh = () => {
    pick.refresh();
    // Buttons of data sets come and go; this one stays last.
    if (pick.node.lastChild !== open) pick.node.append(open);
  };
  return { pick: { ...pick, refresh }, source: () => all()[get("dataset")] ?? {} };
}
