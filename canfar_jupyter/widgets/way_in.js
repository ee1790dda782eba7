// How to log in: the command, and what can be done with it.
import { button, copyFrom, element } from "./elements.js";

// Only our labextension can open a terminal of JupyterLab; it leaves this mark on the page.
function canOpenTerminal() {
  return document.documentElement.dataset.cjTerminal === "yes";
}

// The ssh command, with what else may be done with it.
export function drawWay(box, data, model) {
  const command = element("code", "cj-command", data.command, { tabindex: "0" });
  const line = element("div", "cj-way");
  const copy = button("Copy", () => copyFrom(command, copy));
  copy.setAttribute("aria-label", "Copy the ssh command");
  line.append(command, copy);
  if (canOpenTerminal()) {
    const open = () =>
      window.dispatchEvent(
        new CustomEvent("canfar-jupyter:terminal", { detail: { command: data.command } }),
      );
    line.append(button("Open a terminal", open));
  }
  const said = data.user
    ? `The login user is ${data.user} (known from: ${data.source}).`
    : "Nobody knows the login user: try root, most images answer with the right name.";
  const files = element("div", "cj-way");
  files.append(
    button(`Add "ssh ${data.alias}" to ~/.ssh/config`, () => model.send({ op: "add_host" })),
  );
  if (data.hasHostKeys) {
    files.append(
      button("Add its host keys to known_hosts", () => model.send({ op: "add_known_hosts" })),
    );
  }
  box.replaceChildren(line, element("p", "cj-advice", said), files);
}
