// A console log: text only, follows its end, and asks for more while it can be seen.
const AGAIN_MS = 3000;

function button(text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "cj-button";
  made.textContent = text;
  return made;
}

function build(model, el) {
  const title = document.createElement("h3");
  title.className = "cj-heading";
  const follow = document.createElement("input");
  follow.type = "checkbox";
  follow.checked = true;
  const label = document.createElement("label");
  label.className = "cj-check";
  label.append(follow, " Follow");
  const refresh = button("Refresh");
  const copy = button("Copy");
  const close = button("Close");
  const note = document.createElement("span");
  note.className = "cj-count";
  note.setAttribute("role", "status");
  const bar = document.createElement("div");
  bar.className = "cj-bar";
  bar.append(title, note, label, refresh, copy, close);
  const pre = document.createElement("pre");
  pre.className = "cj-log-text";
  pre.tabIndex = 0;
  pre.setAttribute("role", "region");
  const draw = () => {
    title.textContent = model.get("title");
    note.textContent = model.get("note");
    pre.setAttribute("aria-label", model.get("title"));
    close.setAttribute("aria-label", `Close ${model.get("title")}`);
  };
  draw();
  model.on("change:title change:note", draw);
  el.append(bar, pre);
  return { follow, refresh, copy, close, note, pre };
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // plain http away from localhost has no clipboard
  }
}

export default {
  render({ model, el }) {
    const { follow, refresh, copy, close, note, pre } = build(model, el);
    const toEnd = () => {
      if (follow.checked) pre.scrollTop = pre.scrollHeight;
    };
    model.on("msg:custom", (message) => {
      if (message.op === "all") pre.textContent = message.text;
      else if (message.op === "more") pre.append(message.text);
      toEnd();
    });
    // Who scrolls up wants to read; who returns to the end wants to follow.
    pre.addEventListener("scroll", () => {
      follow.checked = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
    });
    follow.addEventListener("change", toEnd);
    refresh.addEventListener("click", () => model.send({ op: "refresh" }));
    close.addEventListener("click", () => model.send({ op: "close" }));
    copy.addEventListener("click", async () => {
      if (await copied(pre.textContent)) note.textContent = "Copied.";
      else {
        getSelection().selectAllChildren(pre);
        note.textContent = "Selected: press Ctrl+C to copy.";
      }
    });
    const timer = setInterval(() => {
      const seen = document.visibilityState === "visible" && el.checkVisibility();
      if (follow.checked && seen) model.send({ op: "refresh" });
    }, AGAIN_MS);
    model.send({ op: "hello" });
    return () => clearInterval(timer);
  },
};
