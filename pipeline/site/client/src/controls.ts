/** The filter boxes above the table. */
import { type Figure, FILTERS, SORTED } from "./filter";
import { fill } from "./format";
import type { State } from "./hash";
import type { Labels } from "./labels";
import { element } from "./page";

type Box = HTMLInputElement | HTMLSelectElement;
export type Boxes = Map<string, Box>;

const CHOICES = ["indicator", "standard", "unit", "status", "evidence", "map"] as const;

/** A form with a box for each filter and one for the order, and the boxes by their key. */
export function makeControls(figures: readonly Figure[], labels: Labels): { form: HTMLFormElement; boxes: Boxes } {
  const { words } = labels;
  const boxes: Boxes = new Map();
  const form = element("form", { class: "filters", role: "search", "aria-label": words.search });
  const more = element("div", { class: "more" });
  for (const key of FILTERS) {
    const choice = CHOICES.find((name) => name === key);
    const box = choice ? select(choice, figures, labels) : element("input", { type: "search", autocomplete: "off" });
    if (key === "year" || key === "value") box.setAttribute("placeholder", key === "year" ? words.yearHint : words.valueHint);
    box.id = key === "q" ? "table-search" : `filter-${key}`;
    boxes.set(key, box);
    const name = key === "q" ? words.search : words[key];
    (key === "q" ? form : more).append(element("div", { class: `filter ${key}` }, element("label", { for: box.id }, name), box));
  }
  const sort = sorter(labels);
  boxes.set("sort", sort);
  more.append(element("div", { class: "filter sort" }, element("label", { for: sort.id }, words.sort), sort));
  const fold = element("details", {}, element("summary", {}, words.filters), more);
  fold.open = matchMedia("(min-width: 48rem)").matches;
  form.append(fold);
  form.addEventListener("submit", (event) => event.preventDefault());
  return { form, boxes };
}

/** Sorting for those who cannot click a header: by keyboard, on a phone. */
function sorter({ words }: Labels): HTMLSelectElement {
  const named = (key: (typeof SORTED)[number]): string => words[key === "indicatorName" ? "indicator" : key];
  const options = SORTED.flatMap((key) => [
    element("option", { value: key }, `${named(key)} ↑`),
    element("option", { value: `-${key}` }, `${named(key)} ↓`),
  ]);
  return element("select", { id: "filter-sort" }, element("option", { value: "" }, words.unsorted), ...options);
}

function select(key: (typeof CHOICES)[number], figures: readonly Figure[], { of, words }: Labels): HTMLSelectElement {
  const counts = new Map<string, number>();
  for (const figure of figures) counts.set(figure[key], (counts.get(figure[key]) ?? 0) + 1);
  counts.delete("");
  const name = (code: string): string => {
    if (key === "map") return code === "2025" ? words.map2025 : code === "2008" ? words.map2008 : code;
    const label = of(
      ({ indicator: "indicators", standard: "standards", unit: "units", status: "statuses", evidence: "evidence" } as const)[key],
      code,
    );
    return label === code && key === "status" ? `${code} ${words[code as "A"] ?? ""}` : label;
  };
  const options = [...counts.keys()]
    .map((code) => ({ code, label: name(code) }))
    .sort((a, b) => a.label.localeCompare(b.label, "vi"))
    .map(({ code, label }) => element("option", { value: code }, fill("{label} ({n})", { label, n: counts.get(code) ?? 0 })));
  return element("select", {}, element("option", { value: "" }, words.all), ...options);
}

export function showState(boxes: Boxes, state: State): void {
  for (const [key, box] of boxes) if (box.value !== (state[key] ?? "")) box.value = state[key] ?? "";
}

export function readState(boxes: Boxes): State {
  return Object.fromEntries([...boxes].filter(([, box]) => box.value.trim()).map(([key, box]) => [key, box.value.trim()]));
}
