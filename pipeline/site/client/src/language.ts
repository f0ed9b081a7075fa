/** The bare index.html: goes on to the remembered language, or to the browser's. */
import { memory } from "./page";

const remembered = memory.get("lang");
const wished = remembered === "en" || remembered === "vi" ? remembered : navigator.language.toLowerCase().startsWith("vi") ? "vi" : "en";
location.replace(`${wished}/index.html`);
