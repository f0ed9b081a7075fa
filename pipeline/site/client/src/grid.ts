/** The table page: filters, table, count and download. Filtering and sorting are ours, Tabulator shows the page that is asked for. */
import {
  AjaxModule,
  type CellComponent,
  type ColumnDefinition,
  FormatModule,
  InteractionModule,
  PageModule,
  ResizeColumnsModule,
  SortModule,
  Tabulator,
} from "tabulator-tables";
import { makeControls, readState, showState } from "./controls";
import { toCsv } from "./csv";
import { COLUMNS, toFigures } from "./figures";
import { type Figure, FILTERS, filtered, sorted } from "./filter";
import { fill, formatNumber, formatPeriod, formatValue } from "./format";
import { formatHash, parseHash, sameState, type State } from "./hash";
import { type Labels, loadLabels } from "./labels";
import { columnsOf, load, read } from "./observations";
import { download, element, language, root } from "./page";

const KEYS = [...FILTERS, "sort"] as const;
const PAGE = 30;
/** Units that are part of how a number is written; others stand in their own column. */
const ALONE = ["VND", "PERCENT"];

Tabulator.registerModule([AjaxModule, FormatModule, InteractionModule, PageModule, ResizeColumnsModule, SortModule]);

export async function showGrid(holder: HTMLElement): Promise<void> {
  const labels = await loadLabels();
  const { words } = labels;
  const waiting = element("p", { class: "loading", role: "status" }, words.loading);
  holder.replaceChildren(waiting);
  const file = await load(`${root}data/observations.parquet`);
  const figures = toFigures(await read(file, COLUMNS), language, labels.of);
  const { form, boxes } = makeControls(figures, labels);
  const count = element("p", { id: "table-count", class: "count", role: "status" });
  const reset = element("button", { type: "button" }, words.reset);
  const save = element("button", { id: "table-download", type: "button" }, words.save);
  const place = element("div", { id: "table", class: "grid" });
  const pager = element("div", { class: "pager" });
  holder.replaceChildren(form, element("div", { class: "bar" }, count, reset, save), place, pager);

  let state = parseHash(location.hash, KEYS);
  let order = sorted(figures, state["sort"]);
  let shown = filtered(order, state);
  const table = makeTable(place, pager, labels, state["sort"], (page, sort) => {
    if (sort !== state["sort"]) {
      go({ ...state, sort: sort ?? "" }, "push");
      showState(boxes, state);
    }
    return { rows: shown.slice((page - 1) * PAGE, page * PAGE), pages: Math.max(1, Math.ceil(shown.length / PAGE)) };
  });
  const tell = (): void => {
    count.textContent = fill(words.rows, { n: formatNumber(shown.length, language), total: formatNumber(figures.length, language) });
  };

  function go(next: State, history_: "push" | "replace" | "none"): void {
    if (sameState(next, state, KEYS)) return;
    if (next["sort"] !== state["sort"]) order = sorted(figures, next["sort"]);
    state = parseHash(formatHash(next, KEYS), KEYS);
    shown = filtered(order, state);
    const address = location.pathname + location.search + formatHash(state, KEYS);
    if (history_ === "push") history.pushState(null, "", address);
    if (history_ === "replace") history.replaceState(null, "", address);
    tell();
  }

  function refresh(before: string | undefined): void {
    if (before === state["sort"]) void table.setPage(1);
    else if (state["sort"]) table.setSort(...sortOf(state["sort"]));
    else table.setSort([]);
  }

  let fresh = true;
  form.addEventListener("input", () => {
    const before = state["sort"];
    go(readState(boxes), fresh ? "push" : "replace");
    fresh = false;
    refresh(before);
  });
  form.addEventListener("change", () => (fresh = true));
  reset.addEventListener("click", () => {
    go({ sort: state["sort"] ?? "" }, "push");
    showState(boxes, state);
    void table.setPage(1);
  });
  save.addEventListener("click", () => void saveRows(file, new Set(shown.map((figure) => figure.id))));
  addEventListener("popstate", () => {
    const before = state["sort"];
    go(parseHash(location.hash, KEYS), "none");
    showState(boxes, state);
    refresh(before);
  });
  showState(boxes, state);
  tell();
}

/** The published rows behind what is shown, with all their columns. */
async function saveRows(file: ArrayBuffer, ids: ReadonlySet<string>): Promise<void> {
  const rows = (await read(file)).filter((row) => ids.has(String(row["obs_id"])));
  download("observations-filtered.csv", new Blob([toCsv(rows, columnsOf(file))], { type: "text/csv;charset=utf-8" }));
}

function sortOf(sort: string): [column: string, direction: "asc" | "desc"] {
  return [sort.replace("-", ""), sort.startsWith("-") ? "desc" : "asc"];
}

type Ask = (page: number, sort: string | undefined) => { rows: Figure[]; pages: number };

function makeTable(place: HTMLElement, pager: HTMLElement, labels: Labels, sort: string | undefined, ask: Ask): Tabulator {
  const { words } = labels;
  const [column, dir] = sort ? sortOf(sort) : ["", "asc" as const];
  const table = new Tabulator(place, {
    layout: "fitColumns",
    columns: columnsFor(labels),
    columnDefaults: { resizable: "header", headerSortTristate: true, variableHeight: true },
    placeholder: words.none,
    ...(sort ? { initialSort: [{ column, dir }] } : {}),
    sortMode: "remote",
    pagination: true,
    paginationMode: "remote",
    paginationSize: PAGE,
    // Outside the grid, whose children may only be rows.
    paginationElement: pager,
    paginationButtonCount: 3,
    dataLoader: false,
    ajaxURL: "rows",
    ajaxRequestFunc: (_address, _config, asked: { page: number; sort?: { field: string; dir: string }[] }) => {
      const by = asked.sort?.[0];
      const { rows, pages } = ask(asked.page, by ? `${by.dir === "desc" ? "-" : ""}${by.field}` : undefined);
      return Promise.resolve({ data: rows, last_page: pages });
    },
    locale: "page",
    langs: { page: { pagination: pagerWords() } },
  });
  // The links in its rows take the focus.
  table.on("tableBuilt", () => place.querySelector(".tabulator-tableholder")?.removeAttribute("tabindex"));
  table.on("rowClick", (event, row) => {
    const link = (event.target as Element).closest("a");
    if (!link && !getSelection()?.toString()) location.href = cardOf(row.getData() as Figure);
  });
  return table;
}

function pagerWords(): Record<string, string> {
  const [first, prev, next, last, page] =
    language === "vi" ? ["Đầu", "Trước", "Sau", "Cuối", "Trang"] : ["First", "Previous", "Next", "Last", "Page"];
  const named = { first, prev, next, last };
  const titles = Object.entries(named).map(([key, word]) => [`${key}_title`, `${page}: ${word}`]);
  return { ...named, ...Object.fromEntries(titles), page_title: page } as Record<string, string>;
}

function cardOf(figure: Figure): string {
  return `figure.html?id=${encodeURIComponent(figure.id)}`;
}

function columnsFor({ of, words }: Labels): ColumnDefinition[] {
  const figure = (cell: CellComponent): Figure => cell.getData() as Figure;
  const shown = (show: (figure: Figure) => string | Node) => (cell: CellComponent) => {
    const made = show(figure(cell));
    return typeof made === "string" ? element("span", { title: made }, made) : element("span", {}, made);
  };
  const status = (code: string): string => {
    const label = of("statuses", code);
    return label === code ? (words[code as "A"] ?? code) : label;
  };
  const column = (
    title: string,
    field: string,
    minWidth: number,
    widthGrow: number,
    show: (figure: Figure) => string | Node,
  ): ColumnDefinition => ({
    title,
    field,
    minWidth,
    widthGrow,
    formatter: shown(show) as (cell: CellComponent) => HTMLElement,
  });
  return [
    column(words.area, "area", 120, 2, (row) => row.area),
    column(words.indicator, "indicatorName", 150, 3, (row) => row.indicatorName),
    column(words.period, "period", 110, 2, (row) => formatPeriod(row.period, language)),
    {
      ...column(words.value, "value", 140, 2, (row) =>
        ALONE.includes(row.unit) ? formatValue(row.value, row.unit, language) : formatNumber(row.value, language),
      ),
      hozAlign: "right",
      headerHozAlign: "right",
    },
    column(words.unit, "unit", 100, 1, (row) => of("units", row.unit)),
    column(words.printed, "printed", 130, 2, (row) => element("a", { href: cardOf(row), title: row.printed }, row.printed)),
    column(words.status, "status", 120, 1, (row) => status(row.status)),
    column(words.evidence, "evidence", 120, 1, (row) => of("evidence", row.evidence)),
    column(words.source, "source", 140, 2, (row) => row.source),
  ];
}
