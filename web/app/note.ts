/** A note of the server's that something has changed; the pages then read it again. */
export interface Note {
  readonly type: string;
  readonly code: string | null;
}

/** The first words of the keys of the queries that a note concerns; the totals at every change. */
const CONCERNED: ReadonlyMap<string, readonly string[]> = new Map([
  ['bag.changed', ['bags', 'bag', 'trace', 'scans', 'bill']],
  ['bill.changed', ['bills', 'bill', 'trace']],
  ['stats.changed', ['stats', 'scans']],
  ['import.progress', ['imports', 'import']],
  ['alert.raised', ['alerts']],
]);

/** Of these, the second word of the key is a code, and only that one is read again. */
const BY_CODE: ReadonlyMap<string, string> = new Map([
  ['bag.changed', 'bag'],
  ['bill.changed', 'bill'],
]);

/** The notes that pages listen to. */
export const NOTE_TYPES: readonly string[] = [...CONCERNED.keys()];

/** Whether what was asked under this key may have another answer now. */
export function isConcerned(key: readonly unknown[], notes: readonly Note[]): boolean {
  const [name, subject] = key;
  if (typeof name !== 'string') return false;
  return notes.some(({ type, code }) => {
    if (CONCERNED.get(type)?.includes(name) !== true) return false;
    const isOne = typeof subject === 'string' && subject.toUpperCase() === code;
    return BY_CODE.get(type) !== name || code === null || isOne;
  });
}

/** @returns null for what is no note of a server of ours. */
export function parseNote(data: unknown): Note | null {
  if (typeof data !== 'string') return null;
  try {
    const note: unknown = JSON.parse(data);
    if (typeof note !== 'object' || note === null || !('type' in note)) return null;
    const code = 'code' in note && typeof note.code === 'string' ? note.code : null;
    return typeof note.type === 'string' ? { type: note.type, code } : null;
  } catch {
    return null;
  }
}
