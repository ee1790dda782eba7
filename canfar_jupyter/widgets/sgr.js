// Colours of a terminal: "\x1b[1;32mOK\x1b[0m" as pieces of text with class names.
const SGR = /\x1b\[([0-9;]*)m/g;

// Return pieces [text, classes] and the state to go on with in the next text.
export function pieces(text, state = { bold: false, colour: 0 }) {
  const found = [];
  let at = 0;
  const put = (part) => {
    if (!part) return;
    const classes = [];
    if (state.bold) classes.push("cj-sgr-bold");
    if (state.colour) classes.push(`cj-sgr-${state.colour}`);
    found.push([part, classes.join(" ")]);
  };
  for (const match of text.matchAll(SGR)) {
    put(text.slice(at, match.index));
    at = match.index + match[0].length;
    state = changed(state, match[1]);
  }
  put(text.slice(at));
  return { found, state };
}

function changed(state, codes) {
  let { bold, colour } = state;
  const numbers = codes.split(";").map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i];
    if (n === 0) [bold, colour] = [false, 0];
    else if (n === 1) bold = true;
    else if (n === 22) bold = false;
    else if ((n >= 31 && n <= 36) || (n >= 91 && n <= 96)) colour = n;
    else if (n === 39 || n === 30 || n === 37 || n === 90 || n === 97) colour = 0;
    else if (n === 38 || n === 48) i += numbers[i + 1] === 5 ? 2 : 4; // colours of a palette
  }
  return { bold, colour };
}

export function withoutColours(text) {
  return text.replace(SGR, "");
}
