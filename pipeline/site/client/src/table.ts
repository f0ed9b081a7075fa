/** The pages that read the published Parquet: the table (#table-app) and the card of a figure (#figure). */
import { showCard } from "./card";
import { showGrid } from "./grid";
import { Unreadable } from "./observations";
import { byId, element, language } from "./page";
import { WORDS } from "./words";

async function start(id: string, show: (holder: HTMLElement) => Promise<void>): Promise<void> {
  const holder = byId(id);
  if (!holder) return;
  try {
    await show(holder);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    holder.replaceChildren(
      element("p", { id: `${id.replace("-app", "")}-message`, class: "message", role: "alert" }, WORDS[language][error.kind]),
    );
  }
}

void start("table-app", showGrid);
void start("figure", showCard);
