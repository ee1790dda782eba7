// A button that says whether what it opens is open; see fold.py.
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cj-fold-button";
    const words = document.createElement("span");
    const mark = document.createElement("span");
    mark.className = "cj-fold-mark";
    button.append(words, mark);
    el.append(button);
    const draw = () => {
      words.textContent = model.get("label");
      mark.textContent = model.get("mark");
      button.setAttribute("aria-expanded", String(model.get("opened")));
    };
    button.addEventListener("click", () => {
      model.set("opened", !model.get("opened"));
      model.save_changes();
    });
    model.on("change", draw);
    draw();
  },
};
