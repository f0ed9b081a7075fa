import assert from "node:assert/strict";
import { test } from "node:test";
import { fold, plain, safeAddress, terms } from "../src/fold";

test("accents, the crossed d and capitals do not matter", () => {
  assert.equal(fold("Lạng Sơn"), "lang son");
  assert.equal(fold("ĐẮK LẮK"), "dak lak");
  assert.equal(fold("Thừa Thiên Huế"), "thua thien hue");
});

test("a decomposed name folds as a composed one", () => {
  assert.equal(fold("Hòa Bình".normalize("NFD")), fold("Hòa Bình"));
});

test("a query falls into words", () => {
  assert.deepEqual(terms("  Lạng   sơn "), ["lang", "son"]);
  assert.deepEqual(terms("   "), []);
});

test("signs that turn the direction of text are left out", () => {
  assert.equal(plain("a\u202Eb\u2066c"), "abc");
});

test("only addresses of the web become links", () => {
  assert.equal(safeAddress("https://example.org/a?b=1"), "https://example.org/a?b=1");
  assert.equal(safeAddress("javascript:alert(1)"), null);
  assert.equal(safeAddress("data:text/html,x"), null);
  assert.equal(safeAddress(" https://example.org"), null);
  assert.equal(safeAddress(null), null);
});
