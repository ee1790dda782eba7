// Elements from text: nothing that the cloud says ever becomes HTML.
export function element(tag, className, text, attributes = {}) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined && text !== null) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function button(text, act, className = "") {
  const made = element("button", `cj-button ${className}`.trim(), text, { type: "button" });
  made.addEventListener("click", act);
  return made;
}

// Copy, and say so on the button; without a clipboard (plain http) select the text instead.
export async function copyFrom(node, made) {
  const before = made.textContent;
  try {
    await navigator.clipboard.writeText(node.textContent);
    made.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(node);
    made.textContent = "Press Ctrl+C";
  }
  setTimeout(() => {
    made.textContent = before;
  }, 2000);
}
