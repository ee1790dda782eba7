// Uploads and downloads under way: text, bar, words, Cancel.
function line(cancel) {
  const el = document.createElement("div");
  el.className = "cj-transfer";
  const text = document.createElement("span");
  text.className = "cj-transfer-text";
  const bar = document.createElement("div");
  bar.className = "cj-track cj-transfer-bar";
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  const fill = document.createElement("span");
  fill.className = "cj-fill";
  bar.append(fill);
  const words = document.createElement("span");
  words.className = "cj-count";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "cj-button cj-small";
  button.textContent = "Cancel";
  button.addEventListener("click", cancel);
  el.append(text, bar, words, button);
  return { el, text, bar, fill, words, button };
}

export default {
  render({ model, el }) {
    const lines = new Map(); // id -> its parts
    const draw = () => {
      const items = model.get("items");
      for (const [id, { el: old }] of lines) {
        if (items.some((item) => item.id === id)) continue;
        old.remove();
        lines.delete(id);
      }
      for (const item of items) {
        if (!lines.has(item.id)) {
          const made = line(() => model.send({ op: "cancel", id: item.id }));
          lines.set(item.id, made);
          el.append(made.el);
        }
        const { text, bar, fill, words, button } = lines.get(item.id);
        text.textContent = item.text;
        text.title = item.text;
        words.textContent = item.words;
        button.setAttribute("aria-label", `Cancel ${item.text}`);
        button.disabled = !item.can_cancel;
        bar.setAttribute("aria-label", item.text);
        bar.classList.toggle("cj-unknown", item.share === null);
        if (item.share === null) bar.removeAttribute("aria-valuenow");
        else bar.setAttribute("aria-valuenow", String(Math.round(100 * item.share)));
        fill.style.width = item.share === null ? "30%" : `${100 * item.share}%`;
      }
      el.classList.toggle("cj-blank", items.length === 0);
    };
    model.on("change:items", draw);
    draw();
  },
};
