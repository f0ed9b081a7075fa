export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The theme after this one; what is not known counts as auto. */
export function nextTheme(theme: string | null): Theme {
  return THEMES[(Math.max(THEMES.indexOf(theme as Theme), 0) + 1) % THEMES.length] ?? "auto";
}
