/** What a US keyboard types with Shift held, where a code has what it types without. */
const UNSHIFTED: Readonly<Record<string, string>> = {
  '!': '1',
  '@': '2',
  '#': '3',
  $: '4',
  '%': '5',
  '^': '6',
  '&': '7',
  '*': '8',
  '(': '9',
  ')': '0',
  _: '-',
  '>': '.',
  '<': ',',
  '?': '/',
};

/**
 * What the label said, where the device's keyboard was in a wrong state: with Caps Lock on capitals
 * arrive as small letters, with Shift stuck digits arrive as signs. Only what becomes a code by it
 * is repaired; anything else stays as it was read.
 */
export function repair(text: string, isCaps: boolean, isCode: (text: string) => boolean): string {
  const hasOnlySmall = /[a-z]/.test(text) && !/[A-Z]/.test(text);
  const upper = isCaps && hasOnlySmall ? text.toUpperCase() : text;
  if (isCode(upper)) return upper;
  const unshifted = [...upper].map((one) => UNSHIFTED[one] ?? one).join('');
  return unshifted !== upper && isCode(unshifted) ? unshifted : text;
}
