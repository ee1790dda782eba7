// A button that opens a small panel above everything else; Escape or a click elsewhere closes it.

// fill(panel, close) makes the contents each time it opens: none of it is there while closed.
export function opener(button, label, fill) {
  button.setAttribute("aria-haspopup", "dialog");
  button.setAttribute("aria-expanded", "false");
  let open = false;
  let dismissed = false; // by the very press whose click comes now: that was to close it
  button.addEventListener("pointerdown", () => {
    dismissed = open;
  });
  button.addEventListener("click", () => {
    if (open || dismissed) {
      dismissed = false;
      return;
    }
    const panel = document.createElement("div");
    panel.className = "cj-popover";
    panel.popover = "auto";
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-label", label);
    panel.addEventListener("keydown", (event) => event.stopPropagation()); // no key of the grid
    button.closest(".cj-table").append(panel); // its styles are those of the table
    fill(panel, () => panel.hidePopover());
    panel.addEventListener("beforetoggle", (event) => {
      open = event.newState === "open";
      button.setAttribute("aria-expanded", String(open));
    });
    panel.addEventListener("toggle", (event) => {
      if (event.newState === "open") return;
      const inside = panel.contains(document.activeElement);
      panel.remove();
      if (inside || document.activeElement === document.body) button.focus({ preventScroll: true });
    });
    panel.showPopover();
    place(panel, button.getBoundingClientRect());
    panel.querySelector("input, button")?.focus({ preventScroll: true });
  });
}

// Below the button, else above it, and never beyond the window.
function place(panel, at) {
  const { width, height } = panel.getBoundingClientRect();
  const below = at.bottom + 4;
  const top = below + height <= window.innerHeight ? below : Math.max(4, at.top - height - 4);
  const left = Math.max(4, Math.min(at.left, window.innerWidth - width - 4));
  panel.style.top = `${top}px`;
  panel.style.left = `${left}px`;
}
