import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, formatDate, formatNumber, formatPeriod, formatValue } from "../src/format";

test("numbers keep every digit and are grouped as each language does", () => {
  assert.equal(formatNumber(14009.3, "en"), "14,009.3");
  assert.equal(formatNumber(14009.3, "vi"), "14.009,3");
  assert.equal(formatNumber(1234567.1234567, "en"), "1,234,567.1234567");
  assert.equal(formatNumber(-0.5, "vi"), "−0,5");
  assert.equal(formatNumber(999, "en"), "999");
});

test("money is said in billions, millions or dong", () => {
  assert.equal(formatValue(14_009_300_000_000, "VND", "en"), "14,009.3\u00A0billion dong");
  assert.equal(formatValue(14_009_300_000_000, "VND", "vi"), "14.009,3\u00A0tỷ đồng");
  assert.equal(formatValue(53_500_000, "VND", "vi"), "53,5\u00A0triệu đồng");
  assert.equal(formatValue(0, "VND", "en"), "0\u00A0dong");
});

test("per cent and counted things", () => {
  assert.equal(formatValue(6.02, "PERCENT", "vi"), "6,02%");
  assert.equal(formatValue(1.5, "PERCENT_POINT", "en"), "1.5\u00A0percentage points");
  assert.equal(formatValue(4915, "HOUSEHOLD", "vi"), "4.915\u00A0hộ");
  assert.equal(formatValue(12, "COUNT", "en"), "12");
});

test("days, months and years", () => {
  assert.equal(formatDate("2025-03-25", "en"), "25 Mar 2025");
  assert.equal(formatDate("2025-03-25", "vi"), "25/3/2025");
  assert.equal(formatDate("2024-06", "en"), "June 2024");
  assert.equal(formatDate("2024-06", "vi"), "6/2024");
  assert.equal(formatDate("2024", "vi"), "2024");
  assert.equal(formatDate("soon", "en"), "soon");
});

test("periods, also with an open end", () => {
  assert.equal(formatPeriod("2014-11-22/2024-05-31", "en"), "22 Nov 2014 – 31 May 2024");
  assert.equal(formatPeriod("../2024-05-31", "vi"), "đến 31/5/2024");
  assert.equal(formatPeriod("2014/..", "en"), "from 2014");
  assert.equal(formatPeriod("2023", "en"), "2023");
});

test("a place without a value stays in sight", () => {
  assert.equal(fill("{n} of {all}", { n: 3 }), "3 of {all}");
});
