import assert from "node:assert/strict";
import { test } from "node:test";
import { type Entry, matches } from "../src/matches";

const entry = (t: string, k: string): Entry => ({ u: `area/${k}.html`, t, k, s: { en: "province" } });
const entries = [
  entry("Bạc Liêu, Lạng", "bac lieu, lang"),
  entry("Lạng Sơn", "lang son"),
  entry("Sơn La", "son la"),
  entry("Dư nợ", "du no"),
];

test("lang son finds Lạng Sơn first", () => {
  assert.deepEqual(
    matches(entries, "lang son").map((found) => found.t),
    ["Lạng Sơn"],
  );
  assert.equal(matches(entries, "Lạng")[0]?.t, "Lạng Sơn");
});

test("words fit in any order, the start of a title before its middle", () => {
  assert.deepEqual(
    matches(entries, "son").map((found) => found.t),
    ["Sơn La", "Lạng Sơn"],
  );
});

test("nothing typed finds nothing", () => {
  assert.deepEqual(matches(entries, "  "), []);
  assert.deepEqual(matches(entries, "xyz"), []);
});
