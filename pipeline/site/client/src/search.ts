/** The search box of every page, as a combobox with a list (WAI-ARIA practices). */
import { fill } from "./format";
import { type Entry, matches } from "./matches";
import { byId, element, json, language, root } from "./page";
import { WORDS } from "./words";

const COMBOBOX = { role: "combobox", "aria-controls": "search-results", "aria-autocomplete": "list", "aria-expanded": "false" };

export function startSearch(): void {
  const box = byId<HTMLInputElement>("search");
  if (!box) return;
  const list = element("ul", { id: "search-results", role: "listbox", "aria-label": WORDS[language].results, hidden: "" });
  const said = element("p", { id: "search-status", role: "status" });
  box.after(list, said);
  for (const [name, value] of Object.entries(COMBOBOX)) box.setAttribute(name, value);

  let entries: Promise<Entry[]> | undefined;
  let found: Entry[] = [];
  let chosen = -1;
  const load = (): Promise<Entry[]> => (entries ??= json<Entry[]>(`${root}data/search.json`).catch(() => []));

  const choose = (place: number): void => {
    chosen = place;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === place)));
    const option = list.children[place];
    if (option) box.setAttribute("aria-activedescendant", option.id);
    else box.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  };
  const close = (): void => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const open = (entry: Entry | undefined): void => {
    if (entry) location.href = `${root}${language}/${entry.u}`;
  };
  const update = async (): Promise<void> => {
    found = matches(await load(), box.value);
    list.replaceChildren(
      ...found.map((entry, i) => {
        const kind = element("small", {}, entry.s[language] ?? "");
        const option = element("li", { role: "option", id: `search-${i}`, "aria-selected": "false" }, element("span", {}, entry.t), kind);
        option.addEventListener("pointerdown", (event) => {
          event.preventDefault();
          open(entry);
        });
        return option;
      }),
    );
    const asked = box.value.trim() !== "";
    said.textContent = !asked ? "" : found.length > 0 ? fill(WORDS[language].found, { n: found.length }) : WORDS[language].nothingFound;
    said.classList.toggle("visually-hidden", found.length > 0);
    list.hidden = found.length === 0;
    box.setAttribute("aria-expanded", String(found.length > 0));
    choose(-1);
  };

  box.addEventListener("focus", () => void load());
  box.addEventListener("input", () => void update());
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "Enter") {
      const wanted = found[chosen];
      if (wanted) open(wanted);
      else void update().then(() => open(found[0]));
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length > 0) {
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose((chosen + step + found.length + (chosen < 0 && step < 0 ? 1 : 0)) % found.length);
    } else return;
    event.preventDefault();
  });
}
