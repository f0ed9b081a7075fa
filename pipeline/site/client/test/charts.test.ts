import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const point = {
  date: "2014-12-31",
  value: 14.9,
  low: 14.85,
  high: 14.95,
  standard: "OLD",
  status: "A",
  obs_id: "a.1",
  href: "../figure.html?id=a.1",
  title: "14,9% · 2014",
};
const spec = {
  id: "one",
  language: "vi",
  unit: "PERCENT",
  axis: "phần trăm",
  scale: 1,
  standardLabels: { OLD: "Chuẩn cũ", NEW: "Chuẩn <mới> & khác" },
  points: [
    point,
    { ...point, date: "2015-12-31", value: 12, status: "U" },
    { ...point, date: "2022-06-30", standard: "NEW", title: '<b>&"' },
  ],
};
const done = spawnSync("node", ["charts.mjs"], {
  input: JSON.stringify([spec, { ...spec, id: "two", points: [point] }]),
  encoding: "utf8",
});
const pictures = JSON.parse(done.stdout) as Record<string, string>;
const picture = pictures["one"] ?? "";

test("every spec gives a picture", () => assert.deepEqual(Object.keys(pictures), ["one", "two"]));

test("a picture has no style, no script and no foreign address", () => {
  assert.doesNotMatch(picture, /<style|style=|<script|javascript:|<foreignObject/);
});

test("each standard has its own line; points link to their rows; doubt is hollow", () => {
  assert.match(picture, /class="line s0"/);
  assert.match(picture, /class="line s1"/);
  assert.match(picture, /<a [^>]*href="\.\.\/figure\.html\?id=a\.1"/);
  assert.match(picture, /class="point hollow s0"/);
});

test("texts are text", () => {
  assert.match(picture, /Chuẩn &lt;mới&gt; &amp; khác/);
  assert.doesNotMatch(picture, /<b>/);
});
