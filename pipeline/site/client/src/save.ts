/** Buttons under charts and the map that hand them over as SVG or PNG, in the colours in which they are seen, with legend and source. */
import { fill } from "./format";
import { byId, download, element, language } from "./page";
import { WORDS } from "./words";
import { wrapped } from "./wrap";

const LOOK = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-opacity",
  "paint-order",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
];
const SVG = "http://www.w3.org/2000/svg";
const SHARPNESS = 2;
const FONT = 12;
const LINE = 18;
const MARGIN = 10;

function shape(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** A copy that carries its colours itself: the style sheet does not go with the file. */
function painted(svg: SVGSVGElement): SVGElement[] {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((original, i) => {
    const look = getComputedStyle(original);
    for (const name of LOOK) copies[i]?.setAttribute(name, look.getPropertyValue(name));
    copies[i]?.removeAttribute("class");
  });
  return [...copy.children] as SVGElement[];
}

/** What stands under the picture in the file: the legend of the map, then the caption. */
function below(figure: HTMLElement, width: number, top: number): SVGElement[] {
  const ink = getComputedStyle(document.body).color;
  const text = (content: string, x: number, y: number): SVGElement =>
    shape("text", { x, y, fill: ink, "font-size": FONT, "font-family": "sans-serif" }, content);
  const ofMap = figure.closest("#map") !== null;
  const swatches = ofMap ? [...(byId("map-legend")?.querySelectorAll(".swatch") ?? [])] : [];
  const legend = swatches.flatMap((swatch, i) => {
    const y = top + i * LINE;
    const none = swatch.classList.contains("none");
    const colour = none ? getComputedStyle(document.documentElement).getPropertyValue("--none") : getComputedStyle(swatch).backgroundColor;
    return [
      shape("rect", { x: MARGIN, y, width: 20, height: FONT, fill: colour, stroke: ink, "stroke-width": 0.5 }),
      text(swatch.parentElement?.textContent?.trim() ?? "", MARGIN + 28, y + FONT - 2),
    ];
  });
  const caption = ofMap ? [byId("map-standard"), byId("map-count")] : [figure.querySelector("figcaption")];
  const sentences = [...caption.map((part) => part?.textContent ?? ""), location.origin + location.pathname];
  const start = top + swatches.length * LINE + LINE;
  const lines = sentences.flatMap((sentence) => wrapped(sentence, Math.floor((width - 2 * MARGIN) / (FONT * 0.56))));
  return [...legend, ...lines.map((line, i) => text(line, MARGIN, start + i * LINE))];
}

/** The picture as a file of its own, and its size. */
function standalone(figure: HTMLElement, svg: SVGSVGElement): { markup: string; width: number; height: number } {
  const { width, height: drawn } = svg.viewBox.baseVal;
  const added = below(figure, width, drawn + MARGIN);
  const last = Math.max(...added.map((part) => Number(part.getAttribute("y"))));
  const height = last + LINE;
  const ground = shape("rect", { width, height, fill: getComputedStyle(document.body).backgroundColor });
  const whole = shape("svg", { viewBox: `0 0 ${width} ${height}`, width, height });
  whole.append(ground, ...painted(svg), ...added);
  return { markup: new XMLSerializer().serializeToString(whole), width, height };
}

async function bitmap(markup: string, width: number, height: number): Promise<Blob | null> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markup)}`;
  await image.decode();
  const canvas = element("canvas", { width: String(width * SHARPNESS), height: String(height * SHARPNESS) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

async function save(figure: HTMLElement, type: "SVG" | "PNG"): Promise<void> {
  const svg = figure.querySelector<SVGSVGElement>("svg:not([hidden])");
  if (!svg) return;
  const { markup, width, height } = standalone(figure, svg);
  const content = type === "SVG" ? new Blob([markup], { type: "image/svg+xml" }) : await bitmap(markup, width, height);
  const name = figure.dataset["name"] ?? (figure.id || "chart");
  if (content) download(`${name}.${type.toLowerCase()}`, content);
}

/** Every `figure` of class chart gets the two buttons. */
export function startSaving(): void {
  for (const figure of document.querySelectorAll<HTMLElement>("figure.chart")) {
    if (!figure.querySelector("svg")) continue;
    const buttons = (["SVG", "PNG"] as const).map((type) => {
      const button = element("button", { type: "button" }, fill(WORDS[language].download, { type }));
      button.addEventListener("click", () => void save(figure, type));
      return button;
    });
    const tools = figure.querySelector<HTMLElement>(".tools") ?? figure.appendChild(element("p", { class: "tools" }));
    tools.hidden = false;
    tools.append(...buttons);
  }
}
