// A new SSH public key: paste it, drop its file, or choose it. See key_field.py for the reasons.
import { isPrivate, proposedName } from "./key_check.js";

const LARGEST_FILE = 65536; // bytes; a public key has a few hundred
const REFUSED =
  "That is a private key. It was wiped here and was not sent anywhere. " +
  "Paste the public key: the file of the same name that ends in .pub.";

function labelled(text, control) {
  const label = document.createElement("label");
  label.className = "cj-label";
  const words = document.createElement("span");
  words.textContent = text;
  label.append(words, control);
  return label;
}

function build(el) {
  const text = document.createElement("textarea");
  text.className = "cj-input cj-key-text";
  text.rows = 2;
  text.spellcheck = false;
  text.autocomplete = "off";
  text.placeholder = "ssh-ed25519 AAAA... you@computer";
  const name = document.createElement("input");
  name.className = "cj-input";
  name.autocomplete = "off";
  name.placeholder = "laptop";
  const file = document.createElement("input");
  file.type = "file";
  file.hidden = true;
  const choose = document.createElement("button");
  choose.type = "button";
  choose.className = "cj-button";
  choose.textContent = "Choose a .pub file";
  const add = document.createElement("button");
  add.type = "button";
  add.className = "cj-button cj-tone-primary cj-solid";
  add.textContent = "Add key";
  const note = document.createElement("div");
  note.className = "cj-note cj-tone-bad";
  note.setAttribute("role", "alert");
  const buttons = document.createElement("div");
  buttons.className = "cj-key-buttons";
  buttons.append(labelled("Key name", name), choose, add, file);
  el.append(labelled("Public key", text), buttons, note);
  return { text, name, file, choose, add, note };
}

export default {
  render({ model, el }) {
    const { text, name, file, choose, add, note } = build(el);
    let named = false; // the user has typed a name
    const say = (words) => {
      note.textContent = words;
      text.setAttribute("aria-invalid", String(words !== ""));
    };
    const look = () => {
      if (isPrivate(text.value)) {
        text.value = "";
        say(REFUSED);
        return;
      }
      if (text.value) say(""); // empty: a refusal just made stays, Chromium tells of a paste line by line
      if (!named) name.value = proposedName(text.value);
    };
    const read = async (chosen) => {
      if (!chosen) return;
      if (chosen.size > LARGEST_FILE) {
        say(`${chosen.name} is too large to be a public key.`);
        return;
      }
      const content = await chosen.text();
      text.value = isPrivate(content) ? "" : content.trim();
      look();
      if (isPrivate(content)) say(REFUSED);
    };
    text.addEventListener("input", look);
    name.addEventListener("input", () => {
      named = name.value !== "";
    });
    choose.addEventListener("click", () => file.click());
    file.addEventListener("change", async () => {
      await read(file.files[0]);
      file.value = "";
    });
    text.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      read(event.dataTransfer.files[0]);
    });
    const send = () => {
      look();
      if (note.textContent) return;
      if (!text.value.trim()) say("Paste a public key first, or choose its file.");
      else if (!name.value.trim()) {
        say("Give the key a name, such as the computer it belongs to.");
        name.focus();
      } else {
        add.disabled = true;
        model.send({ op: "add", name: name.value.trim(), key: text.value });
      }
    };
    add.addEventListener("click", send);
    name.addEventListener("keydown", (event) => {
      if (event.key === "Enter") send();
    });
    model.on("msg:custom", (message) => {
      add.disabled = false;
      if (message.op === "failed") say(message.text);
      if (message.op === "done") {
        text.value = "";
        name.value = "";
        named = false;
        say("");
      }
    });
  },
};
