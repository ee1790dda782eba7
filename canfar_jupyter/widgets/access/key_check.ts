// Is this text a private key? If so it must not leave the browser. Pure.

export function isPrivate(text: string): boolean {
  return /PRIVATE KEY/i.test(text) || /^\s*PuTTY-User-Key-File/i.test(text);
}

/** The comment at the end of a key ("ada@laptop") makes a name Nova accepts. */
export function proposedName(text: string): string {
  const comment = text.trim().split(/\s+/).slice(2).join('-');
  return comment
    .replace(/[^A-Za-z0-9._]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
}
