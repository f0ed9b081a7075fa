import { nextTheme } from "./cycle";
import { byId, language, memory } from "./page";
import { WORDS } from "./words";

/** Without `data-theme` the style sheet follows the reader's system. */
export function applyTheme(theme: string | null): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
}

/** The button #theme goes round auto, light, dark, and says which behind its name. */
export function startTheme(): void {
  const button = byId("theme");
  if (!button) return;
  const name = button.textContent;
  const show = (theme: string | null): void => {
    applyTheme(theme);
    const now = theme === "light" || theme === "dark" ? theme : "auto";
    button.textContent = `${name}: ${WORDS[language][now]}`;
  };
  button.hidden = false;
  show(memory.get("theme"));
  button.addEventListener("click", () => {
    const theme = nextTheme(memory.get("theme"));
    memory.set("theme", theme);
    show(theme);
  });
}
