import { nextTheme } from "./cycle";
import { byId, memory } from "./page";

/** Without `data-theme` the style sheet follows the reader's system. */
export function applyTheme(theme: string | null): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
}

/** The button #theme goes round auto, light, dark, and says which in the words that it carries. */
export function startTheme(): void {
  const button = byId("theme");
  if (!button) return;
  const show = (theme: string | null): void => {
    applyTheme(theme);
    const now = theme === "light" || theme === "dark" ? theme : "auto";
    button.textContent = [button.dataset["label"], button.dataset[now] ?? now].filter(Boolean).join(": ");
  };
  button.hidden = false;
  show(memory.get("theme"));
  button.addEventListener("click", () => {
    const theme = nextTheme(memory.get("theme"));
    memory.set("theme", theme);
    show(theme);
  });
}
