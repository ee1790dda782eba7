// A modal question. The browser's own <dialog> keeps the focus inside and closes on Escape.

function build(el) {
  const dialog = document.createElement("dialog");
  dialog.className = "cj-dialog";
  const title = document.createElement("h2");
  title.id = `cj-dialog-${Math.random().toString(36).slice(2)}`;
  dialog.setAttribute("aria-labelledby", title.id);
  const list = document.createElement("ul");
  list.className = "cj-dialog-lines";
  const warning = document.createElement("p");
  warning.id = `${title.id}-warning`;
  dialog.setAttribute("aria-describedby", warning.id);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "cj-button";
  cancel.textContent = "Cancel";
  const yes = document.createElement("button");
  yes.type = "button";
  yes.className = "cj-button cj-tone-danger cj-solid";
  const buttons = document.createElement("div");
  buttons.className = "cj-dialog-buttons";
  buttons.append(cancel, yes);
  dialog.append(title, list, warning, buttons);
  el.append(dialog);
  return { dialog, title, list, warning, cancel, yes };
}

export default {
  render({ model, el }) {
    const parts = build(el);
    const { dialog } = parts;
    let number = 0;
    let before = null; // what had the focus
    const answer = (yes) => {
      if (!dialog.open) return;
      dialog.close();
      before?.focus?.({ preventScroll: true });
      model.send({ op: "answer", number, yes });
    };
    parts.cancel.addEventListener("click", () => answer(false));
    parts.yes.addEventListener("click", () => answer(true));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      answer(false);
    });
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    model.on("msg:custom", (message) => {
      if (message.op === "close" && dialog.open) dialog.close();
      // A view that is not on the screen (another tab of the same page) must not open.
      if (message.op !== "ask" || !el.isConnected || !el.parentElement.checkVisibility()) return;
      number = message.number;
      parts.title.textContent = message.title;
      parts.warning.textContent = message.warning;
      parts.yes.textContent = message.yes;
      parts.list.replaceChildren(
        ...message.lines.map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }),
      );
      if (dialog.open) return;
      // Two views of one page: the second question would lie over the first.
      if (document.querySelector("dialog.cj-dialog[open]")) return;
      before = document.activeElement;
      dialog.showModal();
      parts.cancel.focus();
    });
    return () => dialog.close();
  },
};
