// A console log: text only, follows its end, and asks for more while it can be seen.
import { button, copyFrom, element } from "./elements.js";
import { pieces, withoutColours } from "./sgr.js";
import { LogSearch } from "./log_search.js";

const AGAIN_MS = 3000;
const FIRST = "1000"; // lines
const LINES = [
  ["35", "Last 35 lines"],
  ["200", "Last 200 lines"],
  [FIRST, "Last 1,000 lines"],
  ["", "Everything"],
];
const KEPT = "The cloud keeps only the newest part of a log; what was read here is kept.";

function build(model, el) {
  const title = element("h3", "cj-heading");
  const follow = element("input", "", undefined, { type: "checkbox" });
  follow.checked = true;
  const label = element("label", "cj-check");
  label.append(follow, " Follow");
  const note = element("span", "cj-count", "", { role: "status" });
  const search = element("input", "cj-input cj-log-search", undefined, {
    type: "search",
    placeholder: "Search",
    "aria-label": "Search in the log",
  });
  const found = element("span", "cj-log-found", "", { role: "status" });
  const bar = element("div", "cj-bar");
  const facts = element("p", "cj-log-facts", "", { role: "status" });
  const cut = element("p", "cj-advice", "Earlier lines are not shown.");
  cut.hidden = true;
  const pre = element("pre", "cj-log-text", undefined, { tabindex: "0", role: "region" });
  const draw = () => {
    title.textContent = model.get("title");
    note.textContent = model.get("note");
    pre.setAttribute("aria-label", model.get("title"));
  };
  draw();
  model.on("change:title change:note", draw);
  el.append(bar, facts, cut, pre, element("p", "cj-advice", KEPT));
  return { title, follow, label, note, search, found, bar, facts, cut, pre };
}

function save(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([withoutColours(text)], { type: "text/plain" }));
  link.download = `${name.replace(/[^\w.-]+/g, "-") || "console"}.log`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

export default {
  render({ model, el }) {
    const { title, follow, label, note, search, found, bar, facts, cut, pre } = build(model, el);
    const finder = new LogSearch(pre, (words) => {
      found.textContent = words;
    });
    let state;
    const add = (text) => {
      const read = pieces(text, state);
      state = read.state;
      const parts = read.found.map(([part, classes]) =>
        classes ? element("span", classes, part) : document.createTextNode(part),
      );
      pre.append(...parts);
    };
    const toEnd = () => {
      if (follow.checked) pre.scrollTop = pre.scrollHeight;
    };
    const lines = element("select", "cj-input cj-log-lines", undefined, { "aria-label": "Show" });
    for (const [value, words] of LINES) lines.append(element("option", "", words, { value }));
    lines.value = FIRST;
    lines.addEventListener("change", () =>
      model.send({ op: "lines", lines: lines.value ? Number(lines.value) : null }),
    );
    const refresh = button("Refresh", () => model.send({ op: "refresh" }));
    const copy = button("Copy", () => copyFrom(pre, copy));
    const download = button("Download", () => model.send({ op: "save" }));
    const close = button("Close", () => model.send({ op: "close" }));
    close.setAttribute("aria-label", `Close ${model.get("title")}`);
    bar.append(title, note, found, search, label, lines, refresh, copy, download, close);
    const receive = (message) => {
      if (message.op === "all") {
        pre.replaceChildren();
        state = undefined;
        cut.hidden = !message.cut;
        add(message.text);
      } else if (message.op === "more") add(message.text);
      else if (message.op === "facts") facts.textContent = message.text;
      else if (message.op === "save") save(model.get("name"), message.text);
      if (message.op === "all" || message.op === "more") {
        if (finder.wanted) finder.find(finder.wanted);
        toEnd();
      }
    };
    model.on("msg:custom", receive);
    // Who scrolls up wants to read; who returns to the end wants to follow.
    pre.addEventListener("scroll", () => {
      follow.checked = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
    });
    follow.addEventListener("change", toEnd);
    search.addEventListener("input", () => finder.find(search.value));
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      finder.step(event.shiftKey ? -1 : 1);
    });
    const timer = setInterval(() => {
      const seen = document.visibilityState === "visible" && el.checkVisibility();
      if (follow.checked && seen) model.send({ op: "refresh" });
    }, AGAIN_MS);
    model.send({ op: "hello" });
    return () => {
      clearInterval(timer);
      model.off("msg:custom", receive);
    };
  },
};
