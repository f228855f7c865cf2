/** What the id of a server-sent event tells: up to where whoever has it was told. */
export interface Place {
  /** By the clock of the process that told it; every process understands it. */
  readonly atMs: number;
  /** Of the moment, among those of that process; null where an id tells the time alone. */
  readonly of: {
    readonly source: string;
    readonly no: number;
    /** How many notes of that moment were told. */
    readonly notes: number;
  } | null;
}

/** Of a moment that was told whole. */
export const ALL_NOTES = 99_999;

/** Characters of a process's random name: enough to tell some servers apart. */
export const SOURCE_LENGTH = 8;

const ID = /^(\d{1,15})(?:-(\d{1,15})-(\d{1,5})-([0-9a-f]{8}))?$/;

export function writeId({ atMs, of }: Place): string {
  return of === null ? String(atMs) : `${atMs}-${of.no}-${of.notes}-${of.source}`;
}

/** @returns the beginning of all time for what is no id of ours. */
export function readId(text: string): Place {
  const [, atMs = '0', no, notes, source] = ID.exec(text) ?? [];
  if (source === undefined) return { atMs: Number(atMs), of: null };
  return { atMs: Number(atMs), of: { source, no: Number(no), notes: Number(notes) } };
}
