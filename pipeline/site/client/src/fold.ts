/** Lower case without accents, as people type into a search box: "Lạng Sơn" -> "lang son". */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/đ/g, "d");
}

/** The words of a query, folded; each must be found. */
export function terms(query: string): string[] {
  return fold(query).split(/\s+/).filter(Boolean);
}

/** Signs that turn the direction of the text after them: free texts are shown without them. */
export function plain(text: string): string {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/g, "");
}

/** An address that may become a link, else null: what sources print is not trusted. */
export function safeAddress(address: string | null | undefined): string | null {
  return address && /^https?:\/\//i.test(address) && URL.canParse(address) ? address : null;
}
