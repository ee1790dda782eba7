// The floating IP of an instance: which it has, or which it can get.
import { button, element } from "./elements.js";

const GIVE_WORDS = { free: "Give it", new: "Give it", move: "Move it here" };

function choice(label, options) {
  const select = element("select", "cj-input", undefined, { "aria-label": label });
  for (const [value, text] of options) select.append(element("option", "", text, { value }));
  return select;
}

// Draw the sentence and what can be done about it; what was chosen stays while it is offered.
export function drawAddress(box, data, model) {
  const before = [...box.querySelectorAll("select")].map((select) => select.value);
  const line = element("div", "cj-way");
  if (data.address) {
    line.append(button("Take it away", () => model.send({ op: "take" })));
  } else if (data.offers.length) {
    const which = choice(
      "Floating IP",
      data.offers.map((offer) => [offer.id, offer.text]),
    );
    const own = choice(
      "Leads to",
      data.own.map((address) => [address, address]),
    );
    const give = button("", () => model.send({ op: "give", id: which.value, fixed: own.value }));
    const name = () => {
      const offer = data.offers.find((one) => one.id === which.value);
      give.textContent = GIVE_WORDS[offer.kind];
    };
    [which, own].forEach((select, place) => {
      if ([...select.options].some((option) => option.value === before[place])) {
        select.value = before[place];
      }
    });
    which.addEventListener("change", name);
    name();
    line.append(which, ...(data.own.length ? [own] : []), give);
  }
  box.replaceChildren(element("p", "cj-advice", data.text, { role: "status" }), line);
}
