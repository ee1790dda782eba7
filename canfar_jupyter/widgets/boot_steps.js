// How far an instance is: the readiness line and its steps.
import { element } from "./elements.js";

const STEP_SIGNS = { done: "\u2713", running: "\u25b6", waiting: "\u25cb", failed: "\u2717", unknown: "?" };
const STEP_WORDS = {
  done: "done",
  running: "under way",
  waiting: "still to come",
  failed: "failed",
  unknown: "not known",
};

// The readiness line with its steps: each with time, evidence, and what to do next.
export function drawSteps(box, data) {
  const head = element("p", `cj-ready cj-tone-${data.tone}`, data.text, { role: "status" });
  const list = element("ol", "cj-steps");
  for (const step of data.steps) {
    const item = element("li", `cj-step cj-step-${step.state}`);
    const sign = element("span", "cj-step-sign", STEP_SIGNS[step.state], { "aria-hidden": "true" });
    const title = element("span", "cj-step-title", step.title);
    title.append(element("span", "cj-hidden", ` (${STEP_WORDS[step.state]})`));
    const when = element("span", "cj-step-when", step.when);
    if (step.at) when.title = step.at;
    const words = element("span", "cj-step-evidence", step.evidence);
    if (step.todo) words.append(element("span", "cj-step-todo", ` ${step.todo}`));
    item.append(sign, title, when, words);
    list.append(item);
  }
  box.replaceChildren(head, list);
}
