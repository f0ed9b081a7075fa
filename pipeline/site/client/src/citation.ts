/** How one figure is cited, and where in its source it stands. */
import { fill, formatDate, type Language } from "./format";
import type { Words } from "./words";

export interface Source {
  title: string;
  publisher?: string | null;
  published_on?: string | null;
  url?: string | null;
}

/** Source, then the dataset with the figure's identity and address. */
export function citation(id: string, source: Source, dataset: string, address: string, language: Language, words: Words): string {
  const date = source.published_on ? ` (${formatDate(source.published_on, language)})` : "";
  const parts = [`${source.publisher ?? ""}${date}`.trim(), source.title, source.url ?? ""].filter(Boolean);
  return `${[...parts, `${fill(words.figureIn, { id })} ${dataset}`].join(". ")}, ${address}`;
}

/** "p7#2" -> "paragraph 7, figure 2 in it"; what is written otherwise stays as it is. */
export function place(locator: string, words: Words): string {
  if (locator === "e") return words.excerpt;
  const [, kind, number = "", numeral] = /^([pt])(\d+)(?:#(\d+))?$/.exec(locator) ?? [];
  if (!kind) return locator;
  const where = fill(kind === "p" ? words.paragraph : words.table, { n: number });
  return numeral ? `${where}, ${fill(words.numeral, { n: numeral })}` : where;
}
