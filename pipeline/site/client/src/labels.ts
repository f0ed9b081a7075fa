/** Codes in the words of the page's language. */
import { json, language, root } from "./page";
import { WORDS, type Words } from "./words";

type Kind =
  | "areas"
  | "indicators"
  | "units"
  | "statuses"
  | "flags"
  | "panel"
  | "evidence"
  | "programmes"
  | "channels"
  | "funding"
  | "groups"
  | "standards"
  | "bounds";

export interface Labels {
  of(kind: Kind, code: string): string;
  words: Words;
  citation: string;
}

type Known = Partial<Record<Kind, Record<string, string>>> & { ui?: Record<string, string> };

/** Without the file codes stand for themselves. */
export async function loadLabels(): Promise<Labels> {
  const known = await json<Known>(`${root}data/labels.${language}.json`).catch((): Known => ({}));
  const version = document.documentElement.dataset["version"];
  return {
    of: (kind, code) => known[kind]?.[code] ?? code,
    words: { ...WORDS[language], ...known.ui },
    citation: known.ui?.["citation"] ?? ["Vietnam Social Policy Credit Dataset", version].filter(Boolean).join(", version "),
  };
}
