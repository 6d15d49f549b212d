// Bundle everything into helpers/widgets/static/widgets.js, headed by the hash of what it was made from.
// helpers.widgets.bundle.source_hash() computes the same hash without Node.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "static", "widgets.js");

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : files(path);
    return /\.(js|mjs|css|json)$/.test(entry.name) ? [path] : [];
  });
}

const hash = createHash("sha256");
const sources = files(here).map((path) => [relative(here, path).split(sep).join("/"), path]);
for (const [name, path] of sources.sort(([a], [b]) => (a < b ? -1 : 1))) {
  hash.update(`${name}\n${readFileSync(path, "utf8").replaceAll("\r\n", "\n")}\n`);
}

const result = await build({
  absWorkingDir: here, entryPoints: ["index.js"], bundle: true, minify: true, format: "esm", target: "es2022",
  charset: "utf8", legalComments: "none", loader: { ".css": "text" }, write: false, logLevel: "warning",
});
const licences = "Bundles d3 modules, Copyright Mike Bostock, ISC licence: see THIRD-PARTY.md.";
writeFileSync(target, `// sources sha256 ${hash.digest("hex")}\n// ${licences}\n${result.outputFiles[0].text}`);
