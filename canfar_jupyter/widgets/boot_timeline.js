// The stages of a boot as a picture of bars.
import { element } from "./elements.js";

const SVG = "http://www.w3.org/2000/svg";
const BARS_LEFT = 150;
const BARS_WIDTH = 620;
const BAR_ROW = 22;

function svg(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

// A step between two lines of the scale that is round and gives about five lines.
export function scaleStep(total) {
  const rough = total / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((n) => n * power).find((n) => n >= rough);
}

export function barWords(bar) {
  const start = bar.start.toFixed(1);
  if (bar.end === null) return `${bar.name}: since ${start} s, under way`;
  if (bar.end === bar.start) return `${bar.name}: at ${start} s`;
  return `${bar.name}: ${start} to ${bar.end.toFixed(1)} s`;
}

// The stages of a boot as bars; the same in words for those who do not see it.
export function drawTimeline(box, data) {
  if (!data.bars.length) {
    box.replaceChildren(element("p", "cj-advice", "The boot log has no stages yet."));
    return;
  }
  const total = Math.max(data.total, 1) * 1.04;
  const x = (seconds) => BARS_LEFT + (seconds / total) * (BARS_WIDTH - BARS_LEFT - 60);
  const height = (data.bars.length + 1) * BAR_ROW + 4;
  const words = data.bars.map(barWords);
  if (data.mark) words.push(`${data.mark.name} at ${data.mark.at.toFixed(1)} s`);
  const picture = svg("svg", {
    class: "cj-timeline",
    viewBox: `0 0 ${BARS_WIDTH} ${height}`,
    role: "img",
    "aria-label": `Timeline of the boot. ${words.join("; ")}.`,
  });
  const step = scaleStep(total);
  for (let at = 0; at <= total; at += step) {
    picture.append(svg("line", { x1: x(at), x2: x(at), y1: 0, y2: height - BAR_ROW, class: "cj-scale" }));
    const label = `${Number(at.toFixed(2))} s`;
    picture.append(svg("text", { x: x(at), y: height - 6, "text-anchor": "middle" }, label));
  }
  data.bars.forEach((bar, place) => {
    const y = place * BAR_ROW + 3;
    const end = bar.end ?? data.total;
    const kind = bar.end === null ? "cj-bar-open" : "cj-bar-done";
    const row = svg("g", {});
    row.append(svg("title", {}, words[place]));
    row.append(svg("text", { x: BARS_LEFT - 8, y: y + 12, "text-anchor": "end" }, bar.name));
    const width = Math.max(3, x(end) - x(bar.start));
    row.append(svg("rect", { x: x(bar.start), y, width, height: BAR_ROW - 6, rx: 2, class: kind }));
    const took = end > bar.start ? `${(end - bar.start).toFixed(1)} s` : `${bar.start.toFixed(1)} s`;
    row.append(svg("text", { x: x(bar.start) + width + 5, y: y + 12 }, took));
    picture.append(row);
  });
  if (data.mark) {
    const at = x(data.mark.at);
    const line = svg("line", { x1: at, x2: at, y1: 0, y2: height - BAR_ROW, class: "cj-bar-bad" });
    line.append(svg("title", {}, words[words.length - 1]));
    picture.append(line);
  }
  box.replaceChildren(picture);
}
