/** Why an import makes a scan: to do what a row asks for, or to take that back. */
export type Purpose = 'do' | 'undo';

const PURPOSES: Readonly<Record<Purpose, string>> = { do: '8', undo: '9' };

/**
 * The id of the scan that a row becomes: always the same, so that a row that is done again after
 * a crash is answered as the first time. A UUID of version 7 with the import's moment and random
 * part, and the row's place between them: ids of one import follow each other in the index.
 */
export function scanIdOf(importId: string, at: number, purpose: Purpose): string {
  const place = at.toString(16).padStart(8, '0');
  return (
    `${importId.slice(0, 14)}7${place.slice(0, 3)}-` +
    `${PURPOSES[purpose]}${place.slice(3, 6)}-${place.slice(6)}${importId.slice(-10)}`
  );
}

/** Matches the ids of all scans of an import, as SQL's `like` does. */
export function scanIdPattern(importId: string): string {
  return `${importId.slice(0, 14)}7%${importId.slice(-10)}`;
}
