/** The state of a page in its address: "#q=lang+son&year=2023". */
export type State = Record<string, string>;

/** The keys that a page knows; others in the address are left out, as are empty ones. */
export function parseHash(hash: string, keys: readonly string[]): State {
  const found = new URLSearchParams(hash.replace(/^#/, ""));
  const state: State = {};
  for (const key of keys) {
    const value = found.get(key);
    if (value) state[key] = value;
  }
  return state;
}

/** The address part of a state, keys in the order of `keys`; empty for an empty state. */
export function formatHash(state: State, keys: readonly string[]): string {
  const pairs = keys.filter((key) => state[key]).map((key) => [key, state[key] ?? ""]);
  return pairs.length > 0 ? `#${new URLSearchParams(pairs)}` : "";
}

export function sameState(one: State, other: State, keys: readonly string[]): boolean {
  return formatHash(one, keys) === formatHash(other, keys);
}
