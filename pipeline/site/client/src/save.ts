/** Buttons under charts and the map that hand them over as SVG or PNG, in the colours in which they are seen. */
import { fill } from "./format";
import { download, element, language } from "./page";
import { WORDS } from "./words";

const LOOK = ["fill", "stroke", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight", "text-anchor", "opacity"];
const SHARPNESS = 2;

/** A copy that carries its colours itself: the style sheet does not go with the file. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll("*");
  svg.querySelectorAll("*").forEach((original, i) => {
    const look = getComputedStyle(original);
    for (const name of LOOK) copies[i]?.setAttribute(name, look.getPropertyValue(name));
    copies[i]?.removeAttribute("class");
  });
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ width, height, fill: getComputedStyle(document.documentElement).backgroundColor }))
    ground.setAttribute(name, String(value));
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

async function bitmap(markup: string, svg: SVGSVGElement): Promise<Blob | null> {
  const { width, height } = svg.viewBox.baseVal;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(markup)}`;
  await image.decode();
  const canvas = element("canvas", { width: String(width * SHARPNESS), height: String(height * SHARPNESS) });
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
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

async function save(figure: HTMLElement, type: "SVG" | "PNG"): Promise<void> {
  const svg = figure.querySelector<SVGSVGElement>("svg:not([hidden])");
  if (!svg) return;
  const markup = standalone(svg);
  const content = type === "SVG" ? new Blob([markup], { type: "image/svg+xml" }) : await bitmap(markup, svg);
  const name = figure.dataset["name"] ?? (figure.id || "chart");
  if (content) download(`${name}.${type.toLowerCase()}`, content);
}
