import assert from "node:assert/strict";
import { test } from "node:test";
import { colourClass } from "../src/classes";
import { chooseYear, covered, ranked, type Series } from "../src/choices";

const figure = (value: number): [number, string, string, string, string] => [value, String(value), "2023-12-31", "A", "x.1"];
const series: Series = {
  id: "POVERTY_RATE|VN_2022_2025",
  standard: "VN_2022_2025",
  unit: "PERCENT",
  label: {},
  breaks: [1, 5],
  legend: {},
  years: {
    "2022": { P01_2008: figure(1), P20_2008: figure(9) },
    "2023": { P01_2008: figure(1), P20_2008: figure(0) },
    "2025": { P01_2008: figure(1), P20_2025: figure(2), P01_2025: figure(3) },
  },
};

test("a limit belongs to the class above it; zero is a value, missing is none", () => {
  assert.equal(colourClass(0, [1, 5]), "c0");
  assert.equal(colourClass(1, [1, 5]), "c1");
  assert.equal(colourClass(7, [1, 5]), "c2");
  assert.equal(colourClass(undefined, [1, 5]), "none");
});

test("only areas of the map are counted", () => {
  assert.equal(covered(series.years["2025"], "2008"), 1);
  assert.equal(covered(undefined, "2008"), 0);
});

test("the year stays if the series has it, else the best covered and latest is shown", () => {
  assert.equal(chooseYear(series, "2022", "2008"), "2022");
  assert.equal(chooseYear(series, "1999", "2008"), "2023");
  assert.equal(chooseYear(series, "2023", "2025"), "2025");
});

test("areas without a figure stand last, never among the zeros", () => {
  assert.deepEqual(
    ranked(["P04_2008", "P01_2008", "P20_2008"], series.years["2023"] ?? {}, (area) => area),
    ["P01_2008", "P20_2008", "P04_2008"],
  );
});
