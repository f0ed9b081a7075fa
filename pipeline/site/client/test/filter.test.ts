import assert from "node:assert/strict";
import { test } from "node:test";
import { type Figure, filtered, range, sorted } from "../src/filter";
import { toFigures } from "../src/figures";

const ROW = {
  obs_id: "a.1",
  ref_area: "P20_2008",
  vintage: "2008",
  area_name: "Lạng Sơn",
  area_name_en: "Lang Son",
  indicator: "POVERTY_RATE",
  programme: "_T",
  standard: "VN_2022_2025",
  time_period: "2023",
  year: 2023,
  obs_value: 6.02,
  unit_measure: "PERCENT",
  as_printed: "6,02%",
  obs_status: "A",
  evidence: "verified",
  source_id: "a",
};
const LOANS = {
  ...ROW,
  obs_id: "b.7",
  ref_area: "D691_2008",
  area_name: "Bù Gia Mập",
  area_name_en: "Bu Gia Map",
  indicator: "LOANS_OUTSTANDING",
  standard: "_Z",
  time_period: "2025-03-25",
  year: 2025,
  obs_value: 535_200_000_000,
  unit_measure: "VND",
  as_printed: "535, 2 tỷ đồng",
  source_id: "b",
};
const OPEN = { ...ROW, obs_id: "c.1", area_name: "Đắk Lắk", area_name_en: "Dak Lak", ref_area: "P66_2008", year: null, obs_value: 7 };
const NAMES: Record<string, string> = { POVERTY_RATE: "Tỷ lệ hộ nghèo", LOANS_OUTSTANDING: "Dư nợ" };
const figures = toFigures([ROW, LOANS, OPEN], "vi", (_kind, code) => NAMES[code] ?? code);
const ids = (found: readonly Figure[]): string[] => found.map((figure) => figure.id);

test("a search finds words of any column without accents, all of them", () => {
  assert.deepEqual(ids(filtered(figures, { q: "lang son" })), ["a.1"]);
  assert.deepEqual(ids(filtered(figures, { q: "du no bu gia" })), ["b.7"]);
  assert.deepEqual(ids(filtered(figures, { q: "LẠNG dư" })), []);
  assert.deepEqual(ids(filtered(figures, { q: "a.1" })), ["a.1"]);
});

test("an area is found by its name or its code", () => {
  assert.deepEqual(ids(filtered(figures, { area: "dak lak" })), ["c.1"]);
  assert.deepEqual(ids(filtered(figures, { area: "D691_2008" })), ["b.7"]);
});

test("choices must be equal, and filters add up", () => {
  assert.deepEqual(ids(filtered(figures, { indicator: "POVERTY_RATE" })), ["a.1", "c.1"]);
  assert.deepEqual(ids(filtered(figures, { indicator: "POVERTY_RATE", year: "2023" })), ["a.1"]);
  assert.deepEqual(ids(filtered(figures, { unit: "VND", map: "2008" })), ["b.7"]);
});

test("a range of years leaves out figures without a year", () => {
  assert.deepEqual(ids(filtered(figures, { year: "2020-2024" })), ["a.1"]);
  assert.deepEqual(ids(filtered(figures, { year: ">=2023" })), ["a.1", "b.7"]);
});

test("values are compared, money with its scale", () => {
  assert.deepEqual(ids(filtered(figures, { value: ">6,02" })), ["b.7", "c.1"]);
  assert.deepEqual(ids(filtered(figures, { value: "500 tỷ - 600 tỷ" })), ["b.7"]);
  assert.deepEqual(ids(filtered(figures, { value: "6.02" })), ["a.1"]);
});

test("a filter that cannot be read filters nothing", () => {
  assert.equal(filtered(figures, { year: "soon", value: ">" }).length, 3);
  assert.equal(range("x"), null);
});

test("columns sort by value or by Vietnamese letters; equal ones stay as they were", () => {
  assert.deepEqual(ids(sorted(figures, "-value")), ["b.7", "c.1", "a.1"]);
  assert.deepEqual(ids(sorted(figures, "area")), ["b.7", "c.1", "a.1"]);
  assert.deepEqual(ids(sorted(figures, "-indicatorName")), ["a.1", "c.1", "b.7"]);
  assert.deepEqual(ids(sorted(figures, "nonsense")), ["a.1", "b.7", "c.1"]);
});
