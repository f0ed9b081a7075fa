import type { Figure } from "./filter";
import { fold, plain } from "./fold";
import type { Language } from "./format";
import type { Labels } from "./labels";
import type { Row } from "./observations";

/** The columns that the table shows or searches. */
export const COLUMNS = [
  "obs_id",
  "ref_area",
  "vintage",
  "area_name",
  "area_name_en",
  "indicator",
  "programme",
  "standard",
  "time_period",
  "year",
  "obs_value",
  "unit_measure",
  "as_printed",
  "obs_status",
  "evidence",
  "source_id",
];

/** A function that folds each distinct text once: most columns repeat few. */
function folder(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let folded = known.get(text);
    if (folded === undefined) known.set(text, (folded = fold(text)));
    return folded;
  };
}

/** Rows of the Parquet as the table needs them. */
export function toFigures(rows: readonly Row[], language: Language, of: Labels["of"]): Figure[] {
  const folded = folder();
  return rows.map((row) => {
    const text = (column: string): string => plain(String(row[column] ?? ""));
    const indicatorName = of("indicators", text("indicator"));
    const areaText = folded(`${text("area_name")} ${text("area_name_en")} ${text("ref_area")}`);
    const year = row["year"];
    const figure = {
      id: text("obs_id"),
      area: text(language === "vi" ? "area_name" : "area_name_en"),
      map: text("vintage"),
      indicator: text("indicator"),
      indicatorName,
      period: text("time_period"),
      year: year === null || year === undefined ? null : Number(year),
      value: Number(row["obs_value"]),
      unit: text("unit_measure"),
      printed: text("as_printed"),
      status: text("obs_status"),
      evidence: text("evidence"),
      standard: text("standard"),
      source: text("source_id"),
      areaText,
    };
    const named = [`${indicatorName} ${figure.indicator}`, of("programmes", text("programme")), of("standards", figure.standard)];
    return { ...figure, text: [areaText, ...named.map(folded), figure.period, fold(figure.printed), figure.id].join(" ") };
  });
}
