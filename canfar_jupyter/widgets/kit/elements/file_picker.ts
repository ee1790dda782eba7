import { element } from './element';

/** The browser's file picker: hidden, for a button that calls its `click()`. */
export function filePicker(
  chosen: (files: File[]) => void | Promise<void>,
  { multiple = false } = {}
): HTMLInputElement {
  const input = element('input', '', undefined, { type: 'file' });
  input.multiple = multiple;
  input.hidden = true;
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file may be chosen again
    void chosen(files);
  });
  return input;
}

/** Take files that are dropped on a field, instead of the browser's default action. */
export function takeDropped(field: HTMLElement, take: (files: File[]) => void): void {
  field.addEventListener('drop', event => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length) {
      event.preventDefault();
      take(files);
    }
  });
}
