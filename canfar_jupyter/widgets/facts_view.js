// Terms and what they are, as text.
export default {
  render({ model, el }) {
    const list = document.createElement("dl");
    list.className = "cj-facts";
    el.append(list);
    const draw = () => {
      list.setAttribute("aria-label", model.get("label"));
      list.replaceChildren(
        ...model.get("facts").flatMap(([label, text]) => {
          const term = document.createElement("dt");
          term.textContent = label;
          const what = document.createElement("dd");
          what.textContent = text;
          return [term, what];
        }),
      );
    };
    model.on("change:facts change:label", draw);
    draw();
  },
};
