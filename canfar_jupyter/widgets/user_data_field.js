// Own text and files for the first boot. They may hold secrets, so they travel as messages: see
// user_data_field.py.
const LARGEST = 1048576; // bytes of a file; what Nova takes is far less, even compressed
const PAUSE = 200; // ms without a key until the kernel looks at the text

function button(words, tone = "") {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `cj-button cj-small ${tone}`;
  made.textContent = words;
  return made;
}

function build(el) {
  const label = document.createElement("label");
  label.className = "cj-label";
  const words = document.createElement("span");
  words.textContent = "Own script or cloud-config";
  const text = document.createElement("textarea");
  text.className = "cj-input cj-user-data";
  text.rows = 5;
  text.spellcheck = false;
  text.placeholder = "#!/bin/bash, #cloud-config, #include...";
  label.append(words, text);
  const file = document.createElement("input");
  file.type = "file";
  file.multiple = true;
  file.hidden = true;
  const choose = button("Add a file");
  const look = button("Preview");
  look.setAttribute("aria-expanded", "false");
  const bar = document.createElement("div");
  bar.className = "cj-key-buttons";
  const size = document.createElement("span");
  size.className = "cj-count";
  bar.append(choose, look, size, file);
  const files = document.createElement("ul");
  files.className = "cj-files";
  const findings = document.createElement("ul");
  findings.className = "cj-findings";
  const live = document.createElement("div");
  live.setAttribute("role", "status");
  live.append(findings);
  const preview = document.createElement("pre");
  preview.className = "cj-code";
  preview.tabIndex = 0;
  preview.setAttribute("aria-label", "What the instance is told at first boot");
  preview.hidden = true;
  el.append(label, bar, files, live, preview);
  return { text, file, choose, look, size, files, findings, preview };
}

const TONES = { error: "bad", warning: "warn", note: "good" };

function shown(finding, send) {
  const item = document.createElement("li");
  item.className = `cj-note cj-tone-${TONES[finding.severity]}`;
  const words = document.createElement("span");
  words.textContent = finding.text;
  item.append(words);
  if (finding.repair) {
    const mend = button("Mend");
    mend.addEventListener("click", () => send({ op: "mend", number: finding.number }));
    item.append(mend);
  }
  return item;
}

export default {
  render({ model, el }) {
    const parts = build(el);
    const { text, preview, look } = parts;
    let timer = 0;
    let sent = "";
    const send = () => {
      clearTimeout(timer);
      if (text.value === sent) return;
      sent = text.value;
      model.send({ op: "text", text: sent });
    };
    text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(send, PAUSE);
    });
    text.addEventListener("focusout", send); // a click on Launch comes after this
    const say = (words) => parts.findings.prepend(shown({ severity: "error", text: words }));
    const read = async (chosen) => {
      for (const one of chosen) {
        if (one.size > LARGEST) say(`${one.name} is larger than 1 MiB: Nova takes 64 kB.`);
        else model.send({ op: "file", name: one.name }, {}, [await one.arrayBuffer()]);
      }
    };
    parts.choose.addEventListener("click", () => parts.file.click());
    parts.file.addEventListener("change", async () => {
      await read(parts.file.files);
      parts.file.value = "";
    });
    text.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      read(event.dataTransfer.files);
    });
    look.addEventListener("click", () => {
      preview.hidden = !preview.hidden;
      look.setAttribute("aria-expanded", String(!preview.hidden));
      send();
      model.send({ op: "preview", on: !preview.hidden });
    });
    const draw = {
      text: (message) => {
        if (message.first && !message.text && text.value) {
          send(); // typed before the kernel answered: it stays
          return;
        }
        sent = message.text;
        if (text.value !== sent) text.value = sent;
      },
      size: (message) => {
        parts.size.textContent = message.text;
        parts.size.classList.toggle("cj-too-much", message.over);
      },
      findings: (message) => {
        parts.findings.replaceChildren(
          ...message.findings.map((finding) => shown(finding, (what) => model.send(what))),
        );
        text.setAttribute(
          "aria-invalid",
          String(message.findings.some((finding) => finding.severity === "error")),
        );
      },
      files: (message) => {
        parts.files.replaceChildren(
          ...message.files.map((name, number) => {
            const item = document.createElement("li");
            const words = document.createElement("span");
            words.textContent = name;
            const drop = button("Remove");
            drop.setAttribute("aria-label", `Remove ${name}`);
            drop.addEventListener("click", () => model.send({ op: "drop", number }));
            item.append(words, drop);
            return item;
          }),
        );
      },
      preview: (message) => {
        preview.textContent = message.text;
      },
    };
    const take = (message) => draw[message.op]?.(message);
    model.on("msg:custom", take);
    model.send({ op: "ready" });
    return () => {
      send();
      model.off("msg:custom", take);
    };
  },
};
