import assert from "node:assert/strict";
import { test } from "node:test";
import { citation, place } from "../src/citation";
import { toCsv } from "../src/csv";
import { nextTheme } from "../src/cycle";
import { WORDS } from "../src/words";
import { wrapped } from "../src/wrap";

test("a citation names source, figure, dataset and address", () => {
  const source = { title: "Tín dụng chính sách", publisher: "Báo Lạng Sơn", published_on: "2024-08-01", url: "https://example.org/a" };
  assert.equal(
    citation("lang-son.3", source, "Dataset, version 1.0.0", "https://site.example/vi/figure.html?id=lang-son.3", "vi", WORDS.vi),
    "Báo Lạng Sơn (1/8/2024). Tín dụng chính sách. https://example.org/a. Số liệu lang-son.3 trong Dataset, version 1.0.0, https://site.example/vi/figure.html?id=lang-son.3",
  );
});

test("what a source lacks is left out of its citation", () => {
  assert.equal(citation("a.1", { title: "T" }, "D", "u", "en", WORDS.en), "T. Figure a.1 in D, u");
});

test("places in a source are said in words", () => {
  assert.equal(place("p7", WORDS.en), "paragraph 7");
  assert.equal(place("p7#2", WORDS.vi), "đoạn 7, số thứ 2 trong đó");
  assert.equal(place("t1", WORDS.en), "table 1");
  assert.equal(place("e", WORDS.en), "in the excerpt that was read");
  assert.equal(place("Annex", WORDS.en), "Annex");
});

test("no cell of the CSV is a formula, but numbers stay numbers", () => {
  const rows = [
    { a: "=1+1", b: "-5", c: "@x", d: -2 },
    { a: 'say "x", y', b: null, c: true, d: new Date(0) },
  ];
  assert.equal(toCsv(rows, ["a", "b", "c", "d"]), `a,b,c,d\n'=1+1,-5,'@x,-2\n"say ""x"", y",,TRUE,1970-01-01\n`);
});

test("the theme goes round and starts at auto", () => {
  assert.equal(nextTheme(null), "light");
  assert.equal(nextTheme("light"), "dark");
  assert.equal(nextTheme("dark"), "auto");
  assert.equal(nextTheme("pink"), "light");
});

test("a caption falls into lines", () => {
  assert.deepEqual(wrapped("a bb ccc  dddddddd e", 6), ["a bb", "ccc", "dddddddd", "e"]);
  assert.deepEqual(wrapped("  ", 6), []);
});

test("both languages have all words", () => {
  assert.deepEqual(Object.keys(WORDS.vi).sort(), Object.keys(WORDS.en).sort());
});
