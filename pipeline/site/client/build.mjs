// Bundles what the pages load: node build.mjs OUT writes OUT/assets/{early,explorer,table,language}.js and style.css, minified,
// icon.svg, and licences.txt of the packages that are in them.
// With --sizes it also prints the bytes of each, plain and compressed.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = (name) => fileURLToPath(new URL(`src/${name}`, import.meta.url));
const [out] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
if (!out) {
  console.error("node build.mjs OUT [--sizes]");
  process.exit(2);
}

const { metafile } = await build({
  entryPoints: ["early.ts", "explorer.ts", "table.ts", "language.ts", "style.css"].map(here),
  outdir: join(out, "assets"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome115", "firefox115", "safari16.4"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
copyFileSync(here("icon.svg"), join(out, "assets", "icon.svg"));

const packages = new Set(Object.keys(metafile.inputs).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]));
packages.delete(undefined);
const licences = [...packages].sort().map((name) => {
  const folder = fileURLToPath(new URL(`node_modules/${name}/`, import.meta.url));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "LICENCE"].map((spelling) => join(folder, spelling)).find(existsSync);
  if (!file) throw new Error(`${name} has no licence`);
  return `${name} ${version}\n\n${readFileSync(file, "utf8").trim()}\n`;
});
writeFileSync(join(out, "assets", "licences.txt"), licences.join("\n\n"));

if (process.argv.includes("--sizes")) {
  for (const file of Object.keys(metafile.outputs)) {
    const bytes = readFileSync(file);
    console.log(`${basename(file)}: ${bytes.length} bytes, ${gzipSync(bytes).length} compressed`);
  }
}
