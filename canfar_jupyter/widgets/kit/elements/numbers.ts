// Numbers in words. Sizes are written alike by Python and here; both are held to
// tests/widgets/data/sizes.json. The rule: binary units, the largest in which the size is written
// as less than 1024 (bytes else); at most one decimal, rounded half to even; no ".0".

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'];
const NEXT = 1023.95; // from here on it would be written as 1024

// In the page's language; sizes are not, because Python does not know it.
const plain = new Intl.NumberFormat();
const size = new Intl.NumberFormat('en', {
  maximumFractionDigits: 1,
  roundingMode: 'halfEven',
  useGrouping: false
});
const plurals = new Intl.PluralRules('en');

/** "1,234" */
export function inDigits(number: number): string {
  return plain.format(number);
}

/** "1 row", "2 rows" */
export function count(number: number, noun: string): string {
  return `${number} ${plurals.select(number) === 'one' ? noun : `${noun}s`}`;
}

/** "41.2 MiB" */
export function bytesInWords(bytes: number): string {
  let number = bytes;
  let unit = 0;
  while (number >= NEXT && unit < UNITS.length - 1) {
    number /= 1024;
    unit += 1;
  }
  return unit === 0 ? count(number, 'byte') : `${size.format(number)} ${UNITS[unit] ?? ''}`;
}

/** "< 1 min", "5 min", "2 h", "4 days", "3 years" */
export function ageInWords(seconds: number): string {
  if (seconds < 60) {
    return '< 1 min';
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  if (seconds < 172_800) {
    return `${Math.floor(seconds / 3600)} h`;
  }
  if (seconds < 63_072_000) {
    return count(Math.floor(seconds / 86_400), 'day');
  }
  return count(Math.floor(seconds / 31_536_000), 'year');
}
