/** What the map shows: figures of a series, its years, the order of its areas. */

/** Value, as printed, last day, status, identity. */
type Figure = [value: number, printed: string, date: string, status: string, obsId: string];
export type Figures = Record<string, Figure>;

export interface Series {
  id: string;
  standard: string;
  unit: string;
  label: Record<string, string>;
  breaks: number[];
  legend: Record<string, [shade: string, label: string][]>;
  years: Record<string, Figures>;
}

/** How many areas of a map have a figure. */
export function covered(figures: Figures | undefined, vintage: string): number {
  return Object.keys(figures ?? {}).filter((area) => area.endsWith(`_${vintage}`)).length;
}

/** The year to show: the wished one if the series has it, else the latest of those with most areas on the map. */
export function chooseYear(series: Series, wished: string, vintage: string): string {
  const years = Object.keys(series.years).sort();
  if (covered(series.years[wished], vintage) > 0) return wished;
  return years.reduce(
    (best, year) => (covered(series.years[year], vintage) >= covered(series.years[best], vintage) ? year : best),
    years[0] ?? "",
  );
}

/** Areas from the greatest value to the least; those without a figure last, by name. */
export function ranked(areas: readonly string[], figures: Figures, name: (area: string) => string): string[] {
  return [...areas].sort((a, b) => {
    const [one, other] = [figures[a], figures[b]];
    if (one && other) return other[0] - one[0] || name(a).localeCompare(name(b), "vi");
    return one ? -1 : other ? 1 : name(a).localeCompare(name(b), "vi");
  });
}
