import type { Cell, Row } from "./observations";

/** Whether a spreadsheet would take a text for a formula. */
function formula(text: string): boolean {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text));
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "boolean") return cell ? "TRUE" : "FALSE";
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  const text = typeof cell === "string" && formula(cell) ? `'${cell}` : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV: UTF-8, LF, nulls blank, TRUE and FALSE; no cell is a formula. */
export function toCsv(rows: readonly Row[], columns: readonly string[]): string {
  const lines = rows.map((row) => columns.map((column) => written(row[column])).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}
