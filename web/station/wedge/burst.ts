/** Faster than any hand: what arrives so while a field has the focus is a scanner's. */
const GAP_MEAN_MAX_MS = 45;
const GAP_MAX_MS = 100;
const LENGTH_MIN = 4;

/** The characters that arrived last in a field, as long as they come fast. */
export interface Burst {
  readonly text: string;
  readonly startedAtMs: number;
  readonly lastAtMs: number;
  /** What was in the field before. */
  readonly valueBefore: string;
}

export function burstAfter(
  burst: Burst | null,
  text: string,
  atMs: number,
  valueBefore: string,
): Burst {
  if (burst === null || atMs - burst.lastAtMs > GAP_MAX_MS) {
    return { text, startedAtMs: atMs, lastAtMs: atMs, valueBefore };
  }
  return { ...burst, text: burst.text + text, lastAtMs: atMs };
}

/** Whether a scanner typed it: too fast for a hand, and a code as labels have them. */
export function isScanner(
  { text, startedAtMs, lastAtMs }: Burst,
  isLabel: (text: string) => boolean,
): boolean {
  const characters = [...text].length;
  const gapMeanMs = (lastAtMs - startedAtMs) / Math.max(1, characters - 1);
  return characters >= LENGTH_MIN && gapMeanMs <= GAP_MEAN_MAX_MS && isLabel(text);
}
