/** Which figures fit the filters of the table page. */
import { fold, terms } from "./fold";
import type { State } from "./hash";

/** A figure as the table shows it; `text` is all that a search looks at, folded. */
export interface Figure {
  id: string;
  area: string;
  map: string;
  indicator: string;
  indicatorName: string;
  period: string;
  year: number | null;
  value: number;
  unit: string;
  printed: string;
  status: string;
  evidence: string;
  standard: string;
  source: string;
  text: string;
  areaText: string;
}

export type Test = (figure: Figure) => boolean;

const SCALES: Record<string, number> = { bn: 1e9, billion: 1e9, ty: 1e9, mn: 1e6, million: 1e6, trieu: 1e6 };
const EXACT = ["indicator", "unit", "status", "evidence", "standard", "map"] as const;
export const FILTERS = [
  "q",
  "area",
  "indicator",
  "year",
  "value",
  "unit",
  "printed",
  "status",
  "evidence",
  "standard",
  "source",
  "map",
] as const;

/** A number as people type it, with a scale for money: "14009,3 tỷ". */
function quantity(text: string): number {
  const [, digits = "", scale = ""] = /^\s*(-?[\d.,]+)\s*([a-z]*)\s*$/.exec(fold(text)) ?? [];
  return digits ? Number(digits.replace(",", ".")) * (SCALES[scale] ?? 1) : NaN;
}

/** The range that a filter of numbers means: "5", ">5", "<5", "5-10"; null if it means none. */
export function range(text: string): [low: number, high: number] | null {
  const compared = /^\s*(>=?|<=?|≥|≤)(.+)$/.exec(text);
  if (compared) {
    const limit = quantity(compared[2] ?? "");
    if (Number.isNaN(limit)) return null;
    return />|≥/.test(compared[1] ?? "") ? [limit, Infinity] : [-Infinity, limit];
  }
  const [low, high] = text.split(/(?<=[\p{L}\d])\s*[-–]\s*/u).map(quantity);
  if (low === undefined || Number.isNaN(low) || Number.isNaN(high)) return null;
  return [low, high ?? low];
}

/** Whether a comparison leaves its limit out. */
function strict(text: string): boolean {
  return /^\s*[<>](?!=)/.test(text);
}

function within(text: string, of: (figure: Figure) => number | null): Test | null {
  const limits = range(text);
  if (!limits) return null;
  const [low, high] = limits;
  return (figure) => {
    const value = of(figure);
    return value !== null && (strict(text) ? value > low && value < high : value >= low && value <= high);
  };
}

function containing(text: string, of: (figure: Figure) => string): Test {
  const wanted = terms(text);
  return (figure) => {
    const where = of(figure);
    return wanted.every((term) => where.includes(term));
  };
}

/** The tests that a state asks for. A filter that cannot be read asks for nothing. */
export function tests(state: State): Test[] {
  const found: (Test | null)[] = EXACT.filter((key) => state[key]).map((key) => (figure) => figure[key] === state[key]);
  if (state["q"]) found.push(containing(state["q"], (figure) => figure.text));
  if (state["area"]) found.push(containing(state["area"], (figure) => figure.areaText));
  if (state["printed"]) found.push(containing(state["printed"], (figure) => fold(figure.printed)));
  if (state["source"]) found.push(containing(state["source"], (figure) => figure.source));
  if (state["year"]) found.push(within(state["year"], (figure) => figure.year));
  if (state["value"]) found.push(within(state["value"], (figure) => figure.value));
  return found.filter((test) => test !== null);
}

/** The figures that pass all tests, in their order. */
export function filtered(figures: readonly Figure[], state: State): Figure[] {
  const all = tests(state);
  return figures.filter((figure) => all.every((test) => test(figure)));
}

/** Columns by which figures can be sorted. */
export const SORTED = ["area", "indicatorName", "period", "value", "unit", "printed", "status", "evidence", "source"] as const;
export type SortKey = (typeof SORTED)[number];

/** Figures by a column; "-value" is from great to small. Equal ones keep their order. */
export function sorted(figures: readonly Figure[], sort: string | undefined): Figure[] {
  const key = SORTED.find((name) => name === sort?.replace("-", ""));
  if (!key) return [...figures];
  const down = sort?.startsWith("-") ? -1 : 1;
  if (key === "value") return [...figures].sort((a, b) => down * (a.value - b.value));
  const order = new Map(
    [...new Set(figures.map((figure) => figure[key]))].sort(new Intl.Collator("vi").compare).map((text, i) => [text, i]),
  );
  return [...figures].sort((a, b) => down * ((order.get(a[key]) ?? 0) - (order.get(b[key]) ?? 0)));
}
