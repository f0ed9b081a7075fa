// Draws charts over time: reads a list of specs as JSON on stdin, writes {id: "<svg …>"} as JSON on stdout.
//
// A spec: {id, language, unit, axis, scale, standardLabels: {code: label}, points: [{date, value, low, high, standard, status, href, title}]}.
// `scale` divides the values (10 ** 9 for billions), `axis` is the unit in words. A picture has no style of its own, neither element nor
// attribute: pages forbid it. Classes carry the look: s0, s1, … for the standards in the order of their first dates, and the classes below.
import { readFileSync } from "node:fs";
import { axisX, axisY, dot, gridY, line, plot, ruleX } from "@observablehq/plot";
import { parseHTML } from "linkedom";

const WIDTH = 640;
const HEIGHT = 260;
const MARGINS = { marginTop: 30, marginRight: 20, marginBottom: 30, marginLeft: 80 };
const LETTER = { wide: 8.2, narrow: 6.8 }; // capitals and digits, other letters of a label, in units of the picture
const LABEL_HEIGHT = 14;
const DAY = 86_400_000;
const MOST_YEARS = 10;
const COLOURS = 6;
const UNKNOWN = "_X"; // figures whose standard is not known are no series: no line joins them
const HOLLOW = ["U"];
const PLANS = ["F"];
const LOOKS = new Set([
  "fill",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "fill-opacity",
  "stroke-linejoin",
  "stroke-linecap",
  "stroke-miterlimit",
  "font-size",
  "font-family",
  "font-variant",
  "style",
]);
const GEOMETRY = new Set(["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "d", "transform"]);
const SVG = "http://www.w3.org/2000/svg";

const { document } = parseHTML("<html><body></body></html>");

/** The chart of a spec as SVG. */
function draw(spec) {
  const scale = spec.scale ?? 1;
  const points = spec.points
    .map((point) => ({
      ...point,
      date: new Date(`${point.date}T00:00:00Z`),
      value: point.value / scale,
      low: point.low / scale,
      high: point.high / scale,
    }))
    .sort((a, b) => a.date - b.date);
  const standards = [...new Set(points.map((point) => point.standard))];
  const domain = span(points);
  const picture = plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    ...MARGINS,
    x: { type: "utc", domain, label: null },
    y: { domain: heights(points), nice: 5, label: null },
    marks: [
      gridY({ ticks: 5, className: "grid" }),
      axisY({ ticks: 5, tickSize: 0, tickFormat: (value) => amount(value, spec.language), className: "axis" }),
      axisX(yearEnds(domain), { tickSize: 4, tickFormat: (date) => String(date.getUTCFullYear()), className: "axis" }),
      ...standards.flatMap((standard, i) =>
        series(
          points.filter((point) => point.standard === standard),
          look(i),
        ),
      ),
    ],
  });
  const svg = picture.tagName.toLowerCase() === "svg" ? picture : picture.querySelector("svg");
  const place = (point) => [picture.scale("x").apply(point.date), picture.scale("y").apply(point.value)];
  svg.append(...labels(spec, points, standards, place));
  return markup(cleaned(svg, spec));
}

/** The marks of one standard: a line through the points that are neither plans nor in doubt, the ranges of its points, the points. */
function series(points, name) {
  const reached = points.filter((point) => ![...PLANS, ...HOLLOW].includes(point.status) && point.standard !== UNKNOWN);
  const ranged = points.filter((point) => point.high > point.low);
  const kinds = [
    ["point", (point) => !HOLLOW.includes(point.status) && !PLANS.includes(point.status)],
    ["point hollow", (point) => HOLLOW.includes(point.status)],
    ["point plan", (point) => PLANS.includes(point.status)],
  ];
  return [
    line(reached, { x: "date", y: "value", className: `line ${name}` }),
    ruleX(ranged, { x: "date", y1: "low", y2: "high", className: `range ${name}` }),
    ...kinds.map(([kind, fits]) =>
      dot(points.filter(fits), { x: "date", y: "value", r: 4, href: "href", title: "title", className: `${kind} ${name}` }),
    ),
  ];
}

/** All points, with some air; two years at least. */
function span(points) {
  const [first, last] = [points[0].date.getTime(), points.at(-1).date.getTime()];
  const air = Math.max((last - first) * 0.04, (730 * DAY - (last - first)) / 2);
  return [new Date(first - air), new Date(last + air)];
}

/** A tick at a year's end stands where the figures of that year do; at most MOST_YEARS of them. */
function yearEnds([start, end]) {
  const all = [];
  for (let year = start.getUTCFullYear(); Date.UTC(year, 11, 31) <= end; year += 1)
    if (Date.UTC(year, 11, 31) >= start) all.push(new Date(Date.UTC(year, 11, 31)));
  const step = Math.ceil(all.length / MOST_YEARS);
  return all.filter((_, i) => (all.length - 1 - i) % step === 0);
}

/** Zero is always in sight. A bound that is far from all values does not squeeze them. */
function heights(points) {
  const values = points.flatMap((point) => [
    point.value,
    ...[point.low, point.high].filter((end) => Math.abs(end - point.value) < Math.abs(point.value)),
  ]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  return low === high ? [0, 1] : [low, high];
}

function amount(value, language) {
  return new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: 6 }).format(value);
}

/** The unit above the axis, the day of its ticks before it, and the name of each standard near one of its points. */
function labels(spec, points, standards, place) {
  const day = spec.language === "vi" ? "31/12" : "31 Dec";
  const written = [
    text(spec.axis ?? "", 8, 14, "axis-label", "start"),
    text(day, MARGINS.marginLeft - 12, HEIGHT - 13, "axis-label", "end"),
  ];
  const paths = standards.map((standard) => points.filter((point) => point.standard === standard).map(place));
  const drawn = paths.flatMap(dense);
  const taken = [];
  standards.forEach((standard, i) => {
    const name = spec.standardLabels?.[standard] ?? "";
    if (!name) return;
    const box = bestSpot(paths[i], widthOf(name), drawn, taken);
    taken.push(box);
    written.push(text(name, box.x, box.y, `label ${look(i)}`, "start"));
  });
  return written;
}

/** About how wide a label is. */
function widthOf(name) {
  return [...name].reduce((sum, letter) => sum + (/[\p{Lu}\d]/u.test(letter) ? LETTER.wide : LETTER.narrow), 0);
}

/** Points along a line, close enough that no label slips between them. */
function dense(path) {
  return path.flatMap(([x, y], i) => {
    const [nextX, nextY] = path[i + 1] ?? [x, y];
    const steps = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y) / 6));
    return Array.from({ length: steps }, (_, step) => [x + ((nextX - x) * step) / steps, y + ((nextY - y) * step) / steps]);
  });
}

/** The place for a label that covers least: above all other labels, then lines and points, then far from its own line. */
function bestSpot(path, width, drawn, taken) {
  const anchors = [path[0], path.at(-1), path[Math.floor(path.length / 2)]];
  const lefts = [(x) => x - 4, (x) => x - width / 2, (x) => x - width + 4, (x) => x + 9];
  const spots = anchors.flatMap(([x, y]) =>
    lefts.flatMap((left) =>
      [-10, 4, 20, -24, 34, -38, 48, -52, -66, -80].map((shift) => ({
        x: Math.min(Math.max(left(x), MARGINS.marginLeft + 2), WIDTH - width - 4),
        y: Math.min(Math.max(y + shift, MARGINS.marginTop), HEIGHT - MARGINS.marginBottom - 4),
        width,
        far: Math.abs(shift),
      })),
    ),
  );
  const cost = (spot) =>
    1000 * taken.filter((box) => overlap(box, spot)).length + 40 * drawn.filter((point) => covers(spot, point)).length + spot.far;
  return spots.reduce((best, spot) => (cost(spot) < cost(best) ? spot : best));
}

/** A label stands on its y, and reaches a letter's height above it. */
function covers(box, [x, y]) {
  return x > box.x - 5 && x < box.x + box.width + 3 && y > box.y - LABEL_HEIGHT && y < box.y + 6;
}

function overlap(one, other) {
  return one.x < other.x + other.width && other.x < one.x + one.width && Math.abs(one.y - other.y) < LABEL_HEIGHT;
}

/** The class of the nth standard; after the last colour they begin again, dashed. */
function look(i) {
  return `s${i % COLOURS}${i < COLOURS ? "" : " again"}`;
}

function text(content, x, y, name, anchor) {
  const made = document.createElementNS(SVG, "text");
  for (const [key, value] of Object.entries({ x: x.toFixed(1), y: y.toFixed(1), class: name, "text-anchor": anchor }))
    made.setAttribute(key, value);
  made.textContent = content;
  return made;
}

/** Without styles, with names for those who do not see it. */
function cleaned(svg, spec) {
  svg.querySelectorAll("style").forEach((style) => style.remove());
  for (const node of [svg, ...svg.querySelectorAll("*")]) {
    for (const { name, value } of [...node.attributes]) {
      if (LOOKS.has(name) || name === "aria-label") node.removeAttribute(name);
      else if (GEOMETRY.has(name))
        node.setAttribute(
          name,
          value.replace(/-?\d+\.\d+(?!em)/g, (number) => String(Math.round(number * 10) / 10)),
        );
    }
  }
  for (const link of svg.querySelectorAll("a")) {
    const title = link.querySelector("title");
    const address = link.getAttribute("xlink:href") ?? link.getAttribute("href");
    for (const { name } of [...link.attributes]) link.removeAttribute(name);
    link.setAttribute("href", address);
    if (title) link.setAttribute("aria-label", title.textContent);
  }
  for (const { name } of [...svg.attributes]) if (!["viewBox", "class"].includes(name)) svg.removeAttribute(name);
  for (const [name, value] of Object.entries({
    xmlns: SVG,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    width: WIDTH,
    height: HEIGHT,
    class: "plot",
    "text-anchor": "middle",
    role: "group",
    "aria-label": spec.axis ?? spec.unit,
  }))
    svg.setAttribute(name, String(value));
  return svg;
}

/** Well-formed XML, whatever the texts hold. */
function markup(node) {
  if (node.nodeType === 3) return escaped(node.textContent);
  if (node.nodeType !== 1) return "";
  const name = node.localName;
  const attributes = [...node.attributes].map((one) => ` ${one.name}="${escaped(one.value).replaceAll('"', "&quot;")}"`).join("");
  const content = [...node.childNodes].map(markup).join("");
  return content ? `<${name}${attributes}>${content}</${name}>` : `<${name}${attributes}/>`;
}

function escaped(content) {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const specs = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(Object.fromEntries(specs.map((spec) => [spec.id, draw(spec)]))));
