import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const paths = JSON.parse(readFileSync("../map/boundaries.json", "utf8")) as Record<string, string>;
const tiles = readFileSync("../map/tiles.csv", "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(","));

test("both maps are whole, as boundaries and as tiles", () => {
  for (const [vintage, count] of [
    ["2008", 63],
    ["2025", 34],
  ] as const) {
    assert.equal(Object.keys(paths).filter((area) => area.endsWith(vintage)).length, count);
    assert.equal(tiles.filter(([area]) => area?.endsWith(vintage)).length, count);
  }
  assert.deepEqual(tiles.map(([area]) => area).sort(), Object.keys(paths).sort());
});

test("no two tiles of a map share a cell", () => {
  const cells = tiles.map(([area, column, row]) => `${area?.slice(-4)}/${column}/${row}`);
  assert.equal(new Set(cells).size, cells.length);
});

test("tiles lie as the provinces do: those to the north higher, by and large", () => {
  const rows = tiles
    .filter(([area]) => area?.endsWith("2008"))
    .map(([area = "", , row]) => ({ row: Number(row), north: Number(/M[\d.]+,([\d.]+)/.exec(paths[area] ?? "")?.[1]) }));
  const pairs = rows.flatMap((one) => rows.map((other) => [one, other] as const)).filter(([one, other]) => one.north < other.north - 60);
  assert.ok(pairs.filter(([one, other]) => one.row > other.row).length / pairs.length < 0.01);
});

test("paths are nothing but steps in the box", () => {
  for (const path of Object.values(paths)) assert.match(path, /^(M\d+(\.\d)?,\d+(\.\d)?l[-\d., ]+Z)+$/);
});
