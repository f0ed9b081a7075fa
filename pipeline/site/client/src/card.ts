/** The card of one figure: figure.html?id=OBS_ID. */
import { citation, place, type Source } from "./citation";
import { plain, safeAddress } from "./fold";
import { fill, formatDate, formatPeriod, formatValue } from "./format";
import { type Labels, loadLabels } from "./labels";
import { load, read, type Row, Unreadable } from "./observations";
import { element, json, language, root } from "./page";

interface Retired {
  reason: string;
  note?: string;
  replaced_by?: string;
}

const NONE = ["_T", "_Z"];
const text = (row: Row, column: string): string => plain(String(row[column] ?? ""));

/** Fills `holder` with the figure that the address names, or says why there is none. */
export async function showCard(holder: HTMLElement): Promise<void> {
  const id = plain(new URLSearchParams(location.search).get("id") ?? "");
  const labels = await loadLabels();
  if (!id) return say(holder, labels, labels.words.noId);
  const rows = await read(await load(`${root}data/observations.parquet`));
  const row = rows.find((one) => one["obs_id"] === id);
  if (!row) return absent(holder, labels, id);
  const sources = await loadSources();
  document.title = `${text(row, "as_printed")} · ${document.title}`;
  const conflicts = row["conflict_group"] ? rows.filter((one) => one["conflict_group"] === row["conflict_group"] && one !== row) : [];
  holder.replaceChildren(...card(row, conflicts, sources, labels));
}

/** Sources by identity; a card without them still shows its figure. */
async function loadSources(): Promise<Map<string, Row>> {
  try {
    const rows = await read(await load(`${root}data/sources.parquet`));
    return new Map(rows.map((row) => [String(row["source_id"]), row]));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return new Map();
  }
}

function say(holder: HTMLElement, labels: Labels, ...sentences: (string | Node)[]): void {
  const table = element("a", { href: "table.html" }, labels.words.toTable);
  holder.replaceChildren(element("div", { id: "figure-message", class: "message", role: "alert" }, ...sentences), element("p", {}, table));
}

async function absent(holder: HTMLElement, labels: Labels, id: string): Promise<void> {
  const { words } = labels;
  const retired = (await json<Record<string, Retired>>(`${root}data/retired.json`).catch(() => ({}) as Record<string, Retired>))[id];
  if (!retired) return say(holder, labels, fill(words.unknown, { id }));
  const facts = element("dl", { class: "facts" });
  fact(facts, words.reason, [retired.reason, plain(retired.note ?? "")].filter(Boolean).join(": "));
  const heirs = (retired.replaced_by ?? "").split(";").filter(Boolean);
  fact(facts, words.replacedBy, ...spaced(heirs.map((heir) => link(heir))));
  say(holder, labels, element("p", {}, fill(words.retired, { id })), facts);
}

function link(id: string, shown = id): HTMLAnchorElement {
  return element("a", { href: `figure.html?id=${encodeURIComponent(id)}` }, shown);
}

function spaced(nodes: Node[]): (Node | string)[] {
  return nodes.flatMap((node, i) => (i === 0 ? [node] : [", ", node]));
}

/** A line of the card; none if it would say nothing. */
function fact(list: HTMLElement, name: string, ...content: (Node | string)[]): void {
  if (content.length === 0 || content.every((part) => part === "")) return;
  list.append(element("div", {}, element("dt", {}, name), element("dd", {}, ...content)));
}

function card(row: Row, conflicts: Row[], sources: Map<string, Row>, labels: Labels): Node[] {
  const value = formatValue(Number(row["obs_value"]), text(row, "unit_measure"), language);
  const head = element(
    "header",
    { class: "figure-head" },
    element("p", { class: "printed", lang: text(sources.get(text(row, "source_id")) ?? {}, "language") || "vi" }, text(row, "as_printed")),
    element("p", { class: "value" }, value),
  );
  return [head, what(row, labels), standing(row, conflicts, sources, labels), origin(row, sources, labels)];
}

function areaName(row: Row): string {
  return text(row, language === "vi" ? "area_name" : "area_name_en");
}

/** What the figure says, of whom and when. */
function what(row: Row, { of, words }: Labels): HTMLElement {
  const facts = element("dl", { class: "facts" });
  const hasPage = /^(VN$|[PR])/.test(text(row, "ref_area"));
  const map = row["vintage"] ? ` · ${text(row, "vintage") === "2025" ? words.map2025 : words.map2008}` : "";
  const area = hasPage ? element("a", { href: `area/${text(row, "ref_area")}.html` }, areaName(row)) : areaName(row);
  const indicator = text(row, "indicator");
  fact(facts, words.area, area, map);
  fact(facts, words.indicator, element("a", { href: `indicator/${indicator}.html` }, of("indicators", indicator)));
  const inferred = row["period_basis"] === "inferred" ? ` (${words.inferred})` : "";
  fact(facts, words.period, formatPeriod(text(row, "time_period"), language) + inferred);
  const basis = { stated: words.standardStated, derived: words.standardDerived }[text(row, "standard_basis")];
  if (!NONE.includes(text(row, "standard")))
    fact(facts, words.standard, of("standards", text(row, "standard")) + (basis ? ` (${basis})` : ""));
  const unit = text(row, "unit_measure");
  fact(facts, words.unit, of("units", unit));
  if (row["bound"] !== "exact") fact(facts, words.bound, of("bounds", text(row, "bound")));
  if (row["value_low"] !== row["value_high"]) {
    fact(facts, words.range, [row["value_low"], row["value_high"]].map((end) => formatValue(Number(end), unit, language)).join(" – "));
  }
  for (const [column, kind, name] of [
    ["programme", "programmes", words.programme],
    ["channel", "channels", words.channel],
    ["funding", "funding", words.funding],
    ["population_group", "groups", words.group],
  ] as const) {
    if (!NONE.includes(text(row, column))) fact(facts, name, of(kind, text(row, column)));
  }
  return facts;
}

/** How far it can be trusted. */
function standing(row: Row, conflicts: Row[], sources: Map<string, Row>, { of, words }: Labels): HTMLElement {
  const facts = element("dl", { class: "facts" });
  const status = text(row, "obs_status");
  const meaning = of("statuses", status);
  fact(
    facts,
    words.status,
    element("span", { class: `status ${status}` }, meaning === status ? (words[status as "A"] ?? status) : meaning),
  );
  fact(facts, words.evidence, of("evidence", text(row, "evidence")));
  const flags = text(row, "flags").split(";").filter(Boolean);
  fact(facts, words.flags, flags.map((flag) => of("flags", flag)).join("; "));
  fact(facts, words.panel, of("panel", text(row, "panel")));
  const partners = conflicts.map((other) => {
    const source = text(sources.get(text(other, "source_id")) ?? other, sources.size > 0 ? "title" : "source_id");
    const choice = other["preferred"] ? words.preferred : words.notPreferred;
    return element("li", {}, link(text(other, "obs_id"), text(other, "as_printed")), ` – ${source} (${choice})`);
  });
  if (partners.length > 0) fact(facts, words.conflicts, element("ul", {}, ...partners));
  fact(facts, words.note, text(row, "comment_obs"));
  return facts;
}

/** Where it stands, how to link to it and cite it. */
function origin(row: Row, sources: Map<string, Row>, { words, citation: dataset }: Labels): HTMLElement {
  const facts = element("dl", { class: "facts" });
  const id = text(row, "obs_id");
  const key = text(row, "source_id");
  const known = sources.get(key);
  const source: Source = known
    ? {
        title: text(known, "title"),
        publisher: text(known, "publisher"),
        published_on: text(known, "published_on"),
        url: text(known, "url"),
      }
    : { title: key };
  const entry = element("a", { href: `sources.html#${encodeURIComponent(key)}` }, key);
  fact(facts, words.source, outside(source.url, source.title), " (", entry, ")");
  fact(facts, words.publisher, source.publisher ?? "");
  fact(facts, words.published, formatDate(source.published_on ?? "", language));
  const archived = text(known ?? {}, "archived_url");
  if (safeAddress(archived)) fact(facts, words.archived, outside(archived, archived));
  fact(facts, words.locator, place(text(row, "locator"), words));
  fact(facts, words.identity, element("code", {}, id));
  const address = `${location.origin}${location.pathname}?id=${encodeURIComponent(id)}`;
  fact(facts, words.link, element("a", { href: address }, address), " ", copier(address, words));
  const cited = citation(id, source, dataset, address, language, words);
  fact(facts, words.cite, element("blockquote", {}, cited), copier(cited, words));
  return facts;
}

function outside(address: string | null | undefined, shown: string): Node | string {
  const safe = safeAddress(address);
  return safe ? element("a", { href: safe, rel: "noopener noreferrer external" }, shown) : shown;
}

function copier(content: string, words: Labels["words"]): HTMLButtonElement {
  const button = element("button", { type: "button", class: "copy" }, words.copy);
  button.addEventListener("click", () => {
    void navigator.clipboard?.writeText(content).then(() => (button.textContent = words.copied));
  });
  return button;
}
