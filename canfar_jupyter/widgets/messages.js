// Messages of the dashboard: text only, the details folded, a button that takes each away.

function make(model, item) {
  const box = document.createElement("div");
  box.className = `cj-message cj-tone-${item.tone}`;
  box.dataset.id = String(item.id);
  const words = document.createElement("div");
  words.className = "cj-message-words";
  const text = document.createElement("p");
  text.className = "cj-message-text";
  text.textContent = item.text;
  words.append(text);
  if (item.hint) {
    const hint = document.createElement("p");
    hint.className = "cj-message-hint";
    hint.textContent = item.hint;
    words.append(hint);
  }
  if (item.details) {
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Details for support";
    const code = document.createElement("code");
    code.textContent = item.details;
    details.append(summary, code);
    words.append(details);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "cj-button cj-icon";
  close.textContent = "\u00d7";
  close.setAttribute("aria-label", `Dismiss: ${item.text}`);
  close.title = "Dismiss";
  close.addEventListener("click", () => model.send({ op: "dismiss", id: item.id }));
  box.append(words, close);
  return box;
}

export default {
  render({ model, el }) {
    // The live region must be there before its contents, or nothing is read out.
    const list = document.createElement("div");
    list.setAttribute("role", "log");
    list.setAttribute("aria-label", "Messages");
    list.setAttribute("aria-live", "polite");
    el.append(list);
    const draw = () => {
      const items = model.get("items");
      const wanted = new Set(items.map((item) => String(item.id)));
      for (const box of [...list.childNodes]) if (!wanted.has(box.dataset.id)) box.remove();
      const have = new Set([...list.childNodes].map((box) => box.dataset.id));
      for (const item of items) if (!have.has(String(item.id))) list.append(make(model, item));
      el.classList.toggle("cj-blank", items.length === 0);
    };
    model.on("change:items", draw);
    draw();
  },
};
