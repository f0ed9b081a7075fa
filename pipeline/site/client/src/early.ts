/** Runs before the page is drawn, so that the remembered theme does not flash. */
import { memory } from "./page";
import { applyTheme } from "./theme";

applyTheme(memory.get("theme"));
document.documentElement.classList.add("js");
