// Bundles what the pages load: node build.mjs OUT writes OUT/assets/{early,explorer,table,language}.js and style.css, minified, and icon.svg.
// With --sizes it also prints the bytes of each, plain and compressed.
import { copyFileSync, readFileSync } from "node:fs";
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
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});
copyFileSync(here("icon.svg"), join(out, "assets", "icon.svg"));

if (process.argv.includes("--sizes")) {
  for (const file of Object.keys(metafile.outputs)) {
    const bytes = readFileSync(file);
    console.log(`${basename(file)}: ${bytes.length} bytes, ${gzipSync(bytes).length} compressed`);
  }
}
