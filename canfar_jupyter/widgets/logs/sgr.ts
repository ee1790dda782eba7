// Colours of a terminal: "\x1b[1;32mOK\x1b[0m" as pieces of text with class names.

// eslint-disable-next-line no-control-regex -- starts a colour sequence
const SGR = /\x1b\[([0-9;]*)m/g;

/** The style of the text from here on. */
export interface Style {
  bold: boolean;
  colour: number;
}

export type Piece = [text: string, classes: string];

/** Return pieces, and the style to continue with in the next text. */
export function pieces(
  text: string,
  style: Style = { bold: false, colour: 0 }
): { found: Piece[]; style: Style } {
  const found: Piece[] = [];
  let now = style;
  let at = 0;
  const put = (part: string): void => {
    if (part) {
      found.push([part, classesOf(now)]);
    }
  };
  for (const match of text.matchAll(SGR)) {
    put(text.slice(at, match.index));
    at = match.index + match[0].length;
    now = changed(now, match[1] ?? '');
  }
  put(text.slice(at));
  return { found, style: now };
}

function classesOf({ bold, colour }: Style): string {
  return [bold ? 'cj-sgr-bold' : '', colour ? `cj-sgr-${colour}` : ''].filter(Boolean).join(' ');
}

function changed({ bold, colour }: Style, codes: string): Style {
  const numbers = codes.split(';').map(Number);
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i] ?? 0;
    if (n === 0) {
      [bold, colour] = [false, 0];
    } else if (n === 1 || n === 22) {
      bold = n === 1;
    } else if ((n >= 31 && n <= 36) || (n >= 91 && n <= 96)) {
      colour = n;
    } else if ([30, 37, 39, 90, 97].includes(n)) {
      colour = 0;
    } else if (n === 38 || n === 48) {
      i += numbers[i + 1] === 5 ? 2 : 4; // colours of a palette
    }
  }
  return { bold, colour };
}

export function withoutColours(text: string): string {
  return text.replace(SGR, '');
}
