import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHash, parseHash, sameState } from "../src/hash";

const KEYS = ["q", "year", "sort"] as const;

test("a state comes back from the address", () => {
  const state = { q: "lạng sơn & bắc", year: "2014-2020", sort: "-value" };
  assert.deepEqual(parseHash(formatHash(state, KEYS), KEYS), state);
});

test("unknown and empty keys are left out", () => {
  assert.deepEqual(parseHash("#q=&year=2023&evil=1", KEYS), { year: "2023" });
  assert.equal(formatHash({ q: "", other: "x" }, KEYS), "");
  assert.equal(parseHash("#__proto__=1", KEYS)["__proto__x"], undefined);
});

test("states are equal whatever the order of their keys", () => {
  assert.ok(sameState({ q: "a", year: "1" }, { year: "1", q: "a" }, KEYS));
  assert.ok(!sameState({ q: "a" }, { q: "b" }, KEYS));
});
