// The same launch as commands: three texts, one shown, each to copy. See command_view.py.
const KINDS = [
  ["client", "openstack client"],
  ["sdk", "openstacksdk"],
  ["ours", "canfar_jupyter"],
];

function build(el, id) {
  const tabs = document.createElement("div");
  tabs.className = "cj-tabs";
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", "The same launch as");
  const buttons = KINDS.map(([key, words]) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.className = "cj-tab";
    tab.id = `${id}-${key}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `${id}-text`);
    tab.textContent = words;
    tabs.append(tab);
    return tab;
  });
  const text = document.createElement("pre");
  text.className = "cj-code";
  text.id = `${id}-text`;
  text.tabIndex = 0;
  text.setAttribute("role", "tabpanel");
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "cj-button cj-small";
  copy.textContent = "Copy";
  const insert = document.createElement("button");
  insert.type = "button";
  insert.className = "cj-button cj-small";
  insert.textContent = "Insert as a cell";
  const bar = document.createElement("div");
  bar.className = "cj-key-buttons";
  const note = document.createElement("span");
  note.className = "cj-count";
  note.setAttribute("role", "status");
  bar.append(copy, insert, note);
  el.append(tabs, text, bar);
  return { buttons, text, copy, insert, note };
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea"); // where the page is not a secure context
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

export default {
  render({ model, el }) {
    const parts = build(el, `cj-command-${Math.random().toString(36).slice(2)}`);
    let texts = {};
    let at = 0;
    const draw = () => {
      parts.buttons.forEach((tab, number) => {
        tab.setAttribute("aria-selected", String(number === at));
        tab.tabIndex = number === at ? 0 : -1;
      });
      parts.text.setAttribute("aria-labelledby", parts.buttons[at].id);
      parts.text.textContent = texts[KINDS[at][0]] ?? "";
      // Our JupyterLab extension takes cells; in its own tab there is no notebook.
      const takes = document.body.dataset.canfarJupyterCells === "yes";
      parts.insert.hidden = !(takes && at > 0 && el.closest(".jp-Notebook"));
      parts.note.textContent = "";
    };
    parts.buttons.forEach((tab, number) => {
      tab.addEventListener("click", () => {
        at = number;
        draw();
      });
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        at = (at + step + KINDS.length) % KINDS.length;
        draw();
        parts.buttons[at].focus();
        event.preventDefault();
      });
    });
    parts.copy.addEventListener("click", async () => {
      const done = await toClipboard(parts.text.textContent);
      parts.note.textContent = done ? "Copied." : "Select the text and copy it.";
    });
    parts.insert.addEventListener("click", () => {
      const detail = { source: parts.text.textContent };
      el.dispatchEvent(new CustomEvent("canfar-jupyter:cell", { bubbles: true, detail }));
    });
    const take = (message) => {
      if (message.op !== "texts") return;
      ({ texts } = message);
      draw();
    };
    model.on("msg:custom", take);
    draw();
    model.send({ op: "ready" });
    return () => model.off("msg:custom", take);
  },
};
