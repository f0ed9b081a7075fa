/** The map of the front page: the server draws one series and year, this draws the others into the same shapes. */
import { chooseYear, covered, type Figures, ranked, type Series } from "./choices";
import { colourClass } from "./classes";
import { fill, formatDate, formatValue } from "./format";
import { formatHash, parseHash, type State } from "./hash";
import { byId, element, json, language } from "./page";
import { WORDS } from "./words";

const KEYS = ["series", "year", "map", "shape"] as const;
const words = WORDS[language];

export async function startMap(): Promise<void> {
  const section = byId("map");
  const chooser = byId<HTMLSelectElement>("map-series");
  const years = byId<HTMLSelectElement>("map-year");
  const source = section?.dataset["src"];
  if (!section || !chooser || !years || !source) return;
  const all = new Map((await json<{ series: Series[] }>(source)).series.map((series) => [series.id, series]));
  const names = readNames(section);
  const picture = (): SVGElement | null => section.querySelector("svg[data-vintage]:not([hidden])");

  const show = (state: State, remember: boolean): void => {
    const series = all.get(state["series"] ?? "") ?? all.get(chooser.value);
    if (!series) return;
    const vintage = state["map"] ?? "2008";
    const year = chooseYear(series, state["year"] ?? "", vintage);
    fillYears(years, series, vintage, year);
    chooser.value = series.id;
    for (const [name, value] of [
      ["map-vintage", vintage],
      ["map-shape", state["shape"] ?? "tiles"],
    ] as const)
      check(section, name, value);
    draw(section, names, series, year, vintage, state["shape"] ?? "tiles");
    const now = { series: series.id, year, map: vintage, shape: state["shape"] ?? "tiles" };
    if (remember) history.replaceState(null, "", formatHash(now, KEYS));
  };
  const chosen = (): State => ({
    series: chooser.value,
    year: years.value,
    map: checked(section, "map-vintage") ?? picture()?.dataset["vintage"] ?? "2008",
    shape: checked(section, "map-shape") ?? picture()?.dataset["shape"] ?? "tiles",
  });
  section.addEventListener("change", (event) => {
    // Another map opens on the year that it knows best.
    const another = event.target instanceof HTMLInputElement && event.target.name === "map-vintage";
    show(another ? { ...chosen(), year: "" } : chosen(), true);
  });
  addEventListener("hashchange", () => show({ ...chosen(), ...parseHash(location.hash, KEYS) }, false));
  const asked = parseHash(location.hash, KEYS);
  if (Object.keys(asked).length > 0) show({ ...chosen(), ...asked }, false);
  section.classList.add("live");
}

/** Names of areas as the server wrote them. */
function readNames(section: HTMLElement): Map<string, string> {
  const names = new Map<string, string>();
  for (const shape of section.querySelectorAll<SVGElement>("[data-area]")) {
    const area = shape.dataset["area"] ?? "";
    const title = shape.closest("a")?.querySelector("title")?.textContent ?? area;
    names.set(area, shape.dataset["name"] ?? shape.closest("a")?.getAttribute("data-name") ?? title.split(":")[0] ?? area);
  }
  return names;
}

function checked(section: HTMLElement, name: string): string | undefined {
  return section.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;
}

function check(section: HTMLElement, name: string, value: string): void {
  for (const radio of section.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)) radio.checked = radio.value === value;
}

function fillYears(years: HTMLSelectElement, series: Series, vintage: string, chosen: string): void {
  const known = Object.keys(series.years).sort().reverse();
  const options = known.map((year) => element("option", { value: year }, `${year} (${covered(series.years[year], vintage)})`));
  years.replaceChildren(...options);
  years.value = chosen;
}

function draw(section: HTMLElement, names: Map<string, string>, series: Series, year: string, vintage: string, kind: string): void {
  const figures = series.years[year] ?? {};
  for (const svg of section.querySelectorAll<SVGElement>("svg[data-vintage]"))
    svg.toggleAttribute("hidden", svg.dataset["vintage"] !== vintage || svg.dataset["shape"] !== kind);
  const areas = new Set<string>();
  for (const shape of section.querySelectorAll<SVGElement>("[data-area]")) {
    const area = shape.dataset["area"] ?? "";
    const figure = figures[area];
    if (area.endsWith(`_${vintage}`)) areas.add(area);
    const shade = colourClass(figure?.[0], series.breaks);
    shape.setAttribute("class", shade);
    const link = shape.closest("a");
    link?.querySelector("text")?.setAttribute("class", `on-${shade}`);
    const said = figure ? `${figure[1]} (${formatDate(figure[2], language)})` : words.noFigure;
    const title = link?.querySelector("title");
    if (title) title.textContent = `${names.get(area) ?? area}: ${said}`;
  }
  describe(series, year, vintage, areas.size);
  fillTable(
    ranked([...areas], figures, (area) => names.get(area) ?? area),
    figures,
    names,
    series.unit,
  );
}

/** Count, series and legend. */
function describe(series: Series, year: string, vintage: string, all: number): void {
  const count = byId("map-count");
  if (count) count.textContent = fill(words.count, { n: covered(series.years[year], vintage), all });
  const standard = byId("map-standard");
  if (standard) standard.textContent = `${series.label[language] ?? series.id}, ${year}`;
  const shades: [string, string][] = [...(series.legend[language] ?? []), ["none", words.noFigure]];
  byId("map-legend")?.replaceChildren(
    ...shades.map(([shade, text]) => element("li", {}, element("span", { class: `swatch ${shade}` }), ` ${text}`)),
  );
}

function fillTable(areas: string[], figures: Figures, names: Map<string, string>, unit: string): void {
  const body = byId<HTMLTableElement>("map-table")?.tBodies[0];
  body?.replaceChildren(
    ...areas.map((area) => {
      const link = element("a", { href: `area/${area}.html` }, names.get(area) ?? area);
      const head = element("th", { scope: "row" }, link);
      const figure = figures[area];
      if (!figure) return element("tr", {}, head, element("td", { colspan: "4", class: "absent" }, words.noFigure));
      const [value, printed, date, status, id] = figure;
      const card = element("a", { href: `figure.html?id=${encodeURIComponent(id)}` }, printed);
      const meaning = words[status as "A"] ?? status;
      return element(
        "tr",
        {},
        head,
        cell(formatValue(value, unit, language), "number"),
        cell(card),
        cell(formatDate(date, language)),
        cell(meaning),
      );
    }),
  );
}

function cell(content: string | Node, kind = ""): HTMLTableCellElement {
  return element("td", kind ? { class: kind } : {}, content);
}
