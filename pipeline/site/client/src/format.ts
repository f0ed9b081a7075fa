/** Numbers, money and periods as each language writes them; pipeline/site/wording.py does the same for the pages. */
export type Language = "en" | "vi";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];
const SCALES = [
  { size: 1e9, en: "billion dong", vi: "tỷ đồng" },
  { size: 1e6, en: "million dong", vi: "triệu đồng" },
  { size: 1, en: "dong", vi: "đồng" },
] as const;
const UNITS: Record<string, Record<Language, string>> = {
  HOUSEHOLD: { en: "households", vi: "hộ" },
  HOUSEHOLD_INSTANCE: { en: "households, counted each time", vi: "lượt hộ" },
  PERSON: { en: "people", vi: "người" },
  PERSON_INSTANCE: { en: "people, counted each time", vi: "lượt người" },
  CUSTOMER: { en: "customers", vi: "khách hàng" },
  LOAN: { en: "loans", vi: "món vay" },
  PERCENT_POINT: { en: "percentage points", vi: "điểm phần trăm" },
  COUNT: { en: "", vi: "" },
};
const NARROW = "\u00A0";

/** Every digit of a number, thousands grouped: 14,009.3 in English, 14.009,3 in Vietnamese. */
export function formatNumber(value: number, language: Language): string {
  const [whole = "", decimals] = String(Math.abs(value)).split(".");
  const [group, mark] = language === "vi" ? [".", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return (value < 0 ? "−" : "") + grouped + (decimals ? mark + decimals : "");
}

/** A value with its unit: 6.02%, 14,009.3 billion dong, 4.915 hộ. */
export function formatValue(value: number, unit: string, language: Language): string {
  if (unit === "PERCENT") return `${formatNumber(value, language)}%`;
  if (unit === "VND") {
    const scale = SCALES.find(({ size }) => Math.abs(value) >= size) ?? SCALES[2];
    return `${formatNumber(value / scale.size, language)}${NARROW}${scale[language]}`;
  }
  const name = UNITS[unit]?.[language] ?? unit;
  return formatNumber(value, language) + (name ? NARROW + name : "");
}

/** A day, month or year in ISO 8601: "25 Mar 2025" or "25/3/2025". */
export function formatDate(date: string, language: Language): string {
  if (!/^\d{4}(-\d\d){0,2}$/.test(date)) return date;
  const [year = 0, month, day] = date.split("-").map(Number);
  if (month === undefined) return String(year);
  if (language === "vi") return [day, month, year].filter(Boolean).join("/");
  return [day, MONTHS[month - 1], year].filter(Boolean).join(" ");
}

/** A period as coded (EDTF): one date, two with a slash, or .. for an end that is not known. */
export function formatPeriod(period: string, language: Language): string {
  const [start = "", end] = period.split("/");
  if (end === undefined) return formatDate(start, language);
  if (start === "..") return `${language === "vi" ? "đến" : "to"} ${formatDate(end, language)}`;
  if (end === "..") return `${language === "vi" ? "từ" : "from"} ${formatDate(start, language)}`;
  return `${formatDate(start, language)} – ${formatDate(end, language)}`;
}

/** "{n} of {total}" with its places filled. */
export function fill(sentence: string, places: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(places[name] ?? whole));
}
