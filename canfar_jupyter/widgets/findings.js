// What the doctor says.
import { button, element } from "./elements.js";

const FINDING_SIGNS = { bad: "\u2717", warn: "!", unknown: "?", good: "\u2713" };
const FINDING_WORDS = { bad: "wrong", warn: "look at this", unknown: "not known", good: "good" };

// What the doctor found, each with its evidence and, where there is one, a button.
export function drawFindings(box, data, model) {
  const ask = button(data ? "Look again" : "Why can't I log in?", () =>
    model.send({ op: "ask_doctor" }),
  );
  if (!data) {
    box.replaceChildren(ask);
    return;
  }
  const head = element("p", "cj-doctor-text", data.text, { role: "status" });
  const list = element("ul", "cj-doctor-findings");
  data.findings.forEach((finding, place) => {
    const item = element("li", `cj-doctor-finding cj-doctor-finding-${finding.state}`);
    const sign = element("span", "cj-step-sign", FINDING_SIGNS[finding.state], { "aria-hidden": "true" });
    const title = element("span", "cj-step-title", finding.title);
    title.append(element("span", "cj-hidden", ` (${FINDING_WORDS[finding.state]})`));
    const words = element("span", "cj-step-evidence", finding.evidence);
    if (finding.todo) words.append(element("span", "cj-step-todo", ` ${finding.todo}`));
    item.append(sign, title, words);
    if (finding.fix) {
      item.append(button(finding.fix, () => model.send({ op: "fix", place }), "cj-small"));
    }
    list.append(item);
  });
  box.replaceChildren(head, list, ask);
}
