// One line of text. Beside an input it becomes the input's description.
let made = 0;

export default {
  render({ model, el }) {
    const line = document.createElement("div");
    made += 1;
    line.id = `cj-note-${made}-${Math.random().toString(36).slice(2)}`;
    line.setAttribute("role", "status");
    el.append(line);
    const draw = () => {
      const text = model.get("text");
      const tone = model.get("tone");
      line.textContent = text;
      line.className = `cj-note cj-tone-${tone}`;
      el.classList.toggle("cj-blank", text === "");
      const input = el.closest(".cj-field")?.querySelector("input, select, textarea");
      if (!input) return;
      input.setAttribute("aria-describedby", line.id);
      input.setAttribute("aria-invalid", String(tone === "bad" && text !== ""));
    };
    model.on("change:text change:tone", draw);
    draw();
    requestAnimationFrame(draw); // the input beside it may be drawn after it
  },
};
