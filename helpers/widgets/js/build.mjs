// Bundle everything into helpers/widgets/static/widgets.js, headed by the hash of what it was made from.
// helpers.widgets.bundle.source_hash() computes the same hash without Node.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { build, transform } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "static", "widgets.js");

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : files(path);
    return /\.(js|mjs|css|json)$/.test(entry.name) ? [path] : [];
  });
}

function hashOfSources() {
  const hash = createHash("sha256");
  const sources = files(here).map((path) => [relative(here, path).split(sep).join("/"), path]);
  for (const [name, path] of sources.sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\n${readFileSync(path, "utf8").replaceAll("\r\n", "\n")}\n`);
  }
  return hash.digest("hex");
}

// Names by rule: tau_explorer.js draws the class TauExplorer; engine/beta_binomial.js is engine.betaBinomial.
const camel = (stem) => stem.replace(/_(\w)/g, (_, letter) => letter.toUpperCase());
const pascal = (stem) => camel(`_${stem}`);
const stemsIn = (folder) =>
  readdirSync(join(here, folder))
    .filter((name) => name.endsWith(".js"))
    .map((name) => name.slice(0, -3))
    .sort();

// The module "found:modules": every widget with its style, every part of the engine.
function foundModules() {
  const lines = [],
    widgets = [],
    engine = [];
  for (const stem of stemsIn("widgets")) {
    const name = pascal(stem),
      styled = existsSync(join(here, "widgets", `${stem}.css`));
    lines.push(`import { render as ${name} } from "./widgets/${stem}.js";`);
    if (styled) lines.push(`import ${name}Css from "./widgets/${stem}.css";`);
    widgets.push(`${name}: { render: ${name}${styled ? `, css: ${name}Css` : ""} }`);
  }
  for (const stem of stemsIn("engine")) {
    lines.push(`import * as ${camel(stem)} from "./engine/${stem}.js";`);
    engine.push(camel(stem));
  }
  return [...lines, `export const widgets = { ${widgets} };`, `export const engine = { ${engine} };`].join(
    "\n",
  );
}

const finder = {
  name: "found",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^found:/ }, ({ path }) => ({ path, namespace: "found" }));
    onLoad({ filter: /./, namespace: "found" }, () => ({ contents: foundModules(), resolveDir: here }));
    onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(readFileSync(path, "utf8"), {
        loader: "css",
        minify: true,
        charset: "utf8",
      });
      return { contents: code.trimEnd(), loader: "text" };
    });
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: ["index.js"],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  plugins: [finder],
  write: false,
  metafile: true,
  logLevel: "warning",
});

// The licences of what the bundle holds parts of, whole, since a page that carries it may go anywhere.
function licencesOf({ inputs }) {
  const parts = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const names = parts.map(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean);
  const byText = new Map();
  for (const name of [...new Set(names)].sort()) {
    const text = readFileSync(join(here, "node_modules", name, "LICENSE"), "utf8").trim();
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return [...byText].map(([text, names]) => `Parts of ${names.join(", ")}:\n\n${text}\n`).join("\n");
}

const licences = licencesOf(Object.values(result.metafile.outputs)[0]);
const head = `// sources sha256 ${hashOfSources()}\n/*\n${licences}*/\n`;
writeFileSync(target, head + result.outputFiles[0].text);
