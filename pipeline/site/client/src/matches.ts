import { terms } from "./fold";

/** A page that the search box finds: address, title, kind in both languages, title folded. */
export interface Entry {
  u: string;
  t: string;
  k: string;
  s: Record<string, string>;
}

const MOST = 12;

/** How well a folded title fits: all of it, its start, the start of its words, or only within; null if a term is missing. */
function score(entry: Entry, wanted: readonly string[]): number | null {
  if (!wanted.every((term) => entry.k.includes(term))) return null;
  const whole = wanted.join(" ");
  if (entry.k === whole) return 0;
  if (entry.k.startsWith(whole)) return 1;
  return wanted.every((term) => ` ${entry.k}`.includes(` ${term}`)) ? 2 : 3;
}

/** The entries that fit best, in their given order where they fit alike. */
export function matches(entries: readonly Entry[], query: string): Entry[] {
  const wanted = terms(query);
  if (wanted.length === 0) return [];
  return entries
    .map((entry) => ({ entry, rank: score(entry, wanted) }))
    .filter((found): found is { entry: Entry; rank: number } => found.rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
    .map((found) => found.entry);
}
