// One instance: readiness, the way in, the doctor, its boot's timeline, and the overview.
import { button, element } from "./elements.js";
import { drawSteps } from "./boot_steps.js";
import { drawTimeline } from "./boot_timeline.js";
import { drawWay } from "./way_in.js";
import { drawAddress } from "./address_part.js";
import { drawFindings } from "./findings.js";

const BEAT_MS = 8000;

function drawRows(box, rows) {
  const list = element("dl", "cj-facts");
  for (const [name, value] of rows) {
    list.append(element("dt", "", name), element("dd", "", value));
  }
  box.replaceChildren(list);
}

function drawSections(box, sections) {
  box.replaceChildren(
    ...sections.map((section) => {
      const part = element("div", "cj-facts-section");
      const inner = element("div");
      drawRows(inner, section.rows);
      part.append(element("h5", "", section.title), inner);
      return part;
    }),
  );
}

// [key, heading, how it is drawn], by column; the last one is below both.
const COLUMNS = [
  [
    ["steps", "Is it ready?", drawSteps],
    ["log", "What its boot log says", (box, data) => drawRows(box, data.rows)],
  ],
  [
    ["way", "Log in", drawWay],
    ["address", "Floating IP", drawAddress],
    ["doctor", "Doctor", drawFindings],
    ["timeline", "Its boot", drawTimeline],
  ],
  [["facts", "Overview", (box, data) => drawSections(box, data.sections)]],
];

// Draw a part anew; whoever had the focus in it keeps it, so that the keyboard does not get lost.
function keepingFocus(box, draw) {
  const root = box.getRootNode();
  const had = box.contains(root.activeElement) ? root.activeElement : null;
  draw();
  if (!had || had.isConnected) return;
  const controls = [...box.querySelectorAll("button, select, [tabindex]")];
  const same = controls.find((one) => one.tagName === had.tagName && one.textContent === had.textContent);
  const next = same ?? controls[0];
  if (next) next.focus();
  else {
    box.tabIndex = -1;
    box.focus();
  }
}

function build(model, el) {
  const boxes = {};
  const title = element("h3", "cj-heading");
  const note = element("p", "cj-note", "", { role: "status" });
  const bar = element("div", "cj-bar");
  const refresh = button("Refresh", () => model.send({ op: "refresh" }));
  const close = button("Close", () => model.send({ op: "close" }));
  const consoles = [
    ["Console", "vnc"],
    ["Serial console", "serial"],
  ].map(([text, kind]) => button(text, () => model.send({ op: "console", kind })));
  bar.append(title, element("span", "cj-spring"), ...consoles, refresh, close);
  const grid = element("div", "cj-instance-parts");
  for (const parts of COLUMNS) {
    const column = element("div", "cj-instance-column");
    for (const [key, heading] of parts) {
      const name = { "aria-label": heading };
      const part = element("section", `cj-part cj-part-${key}`, undefined, name);
      boxes[key] = element("div", "cj-part-box");
      part.append(element("h4", "", heading), boxes[key]);
      column.append(part);
    }
    grid.append(column);
  }
  el.append(bar, note, grid);
  const draw = () => {
    title.textContent = model.get("title");
    close.hidden = !model.get("closable");
    for (const open of consoles) open.hidden = !model.get("has_console");
    close.setAttribute("aria-label", `Close ${model.get("title")}`);
    note.textContent = model.get("note");
    note.className = `cj-note cj-tone-${model.get("tone")}`;
  };
  model.on("change:title change:closable change:note change:tone", draw);
  draw();
  return boxes;
}

export default {
  render({ model, el }) {
    const boxes = build(model, el);
    drawFindings(boxes.doctor, null, model);
    for (const key of ["way", "address", "timeline", "log", "facts"]) {
      boxes[key].append(element("p", "cj-advice", "Reading..."));
    }
    const receive = (message) => {
      const found = message.op === "part" && COLUMNS.flat().find(([key]) => key === message.part);
      if (!found) return;
      const [key, , draw] = found;
      keepingFocus(boxes[key], () => {
        if (message.data.error) {
          boxes[key].replaceChildren(element("p", "cj-advice", message.data.error));
        } else draw(boxes[key], message.data, model);
      });
    };
    model.on("msg:custom", receive);
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && el.checkVisibility()) model.send({ op: "beat" });
    }, BEAT_MS);
    model.send({ op: "hello" });
    return () => {
      clearInterval(timer);
      model.off("msg:custom", receive);
    };
  },
};
