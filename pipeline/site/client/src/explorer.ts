/** What every page runs: theme, language, search box; and the map where there is one. */
import { startMap } from "./map";
import { language, memory } from "./page";
import { startSaving } from "./save";
import { startSearch } from "./search";
import { startTheme } from "./theme";

startTheme();
startSearch();
startSaving();
memory.set("lang", language);
for (const link of document.querySelectorAll<HTMLAnchorElement>("a.lang")) {
  link.addEventListener("click", () => {
    memory.set("lang", language === "en" ? "vi" : "en");
    link.href = link.href.split(/[?#]/)[0] + location.search + location.hash;
  });
}
// A wide table of a document scrolls in its own box, also by keyboard.
for (const table of document.querySelectorAll<HTMLElement>(".document table"))
  if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
startMap().catch((error: unknown) => console.warn(error));
