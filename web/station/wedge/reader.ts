/**
 * Reads a scanner that types like a keyboard, as a pure reducer over timed input. How scanners
 * end a code differs: with Enter, Tab, CR, LF or several of them, or just by stopping. How long a
 * stop must be is learnt from the device.
 */
export interface Reader {
  readonly buffer: string;
  readonly lastAtMs: number;
  /** The longest wait between two characters of what is being read. */
  readonly gapMaxMs: number;
  /** Whether Caps Lock was on with any of its characters. */
  readonly isCaps: boolean;
  /** When the last code ended, and how. */
  readonly endedAtMs: number;
  readonly endedBy: 'key' | 'pause';
  readonly habit: Habit;
  /** The last code that was taken as a scan. */
  readonly taken: { readonly text: string; readonly atMs: number } | null;
}

/** What a device has shown of itself; kept with the device. */
export interface Habit {
  readonly pauseMs: number;
  /** It has been seen to send an ending key: then a stop is only the net under it. */
  readonly hasEnding: boolean;
}

export type Input =
  | { readonly kind: 'character'; readonly text: string; readonly atMs: number; isCaps?: boolean }
  /** What an input method makes of the text so far, in place of it. */
  | { readonly kind: 'replace'; readonly text: string; readonly atMs: number }
  /** `isAssumed` where no key said so: then nothing is learnt from it. */
  | { readonly kind: 'end'; readonly atMs: number; readonly isAssumed?: boolean }
  /** The time has come to ask whether the device has stopped. */
  | { readonly kind: 'pause'; readonly atMs: number };

export interface Read {
  readonly kind: 'scan' | 'bounce' | 'short';
  readonly text: string;
  readonly isCaps: boolean;
}

export interface Step {
  readonly reader: Reader;
  readonly reads: readonly Read[];
  /** Whether the key was the scanner's: then the page must not act on it. */
  readonly isTaken: boolean;
}

export const PAUSE_FIRST_MS = 100;
export const PAUSE_MIN_MS = 50;
export const PAUSE_MAX_MS = 250;
/** A radio link or a busy device holds keys up: what is no whole code yet is waited for so long. */
export const STALL_MAX_MS = 500;
/** CR and LF come as two keys. */
const SECOND_ENDING_MS = 50;
/** The trigger of a hand that shakes. */
const BOUNCE_MS = 400;
/** No code is shorter. */
const TEXT_LENGTH_MIN = 4;
const BUFFER_LENGTH_MAX = 2_000;

export function newReader(habit: Habit | null = null): Reader {
  return {
    buffer: '',
    lastAtMs: Number.NEGATIVE_INFINITY,
    gapMaxMs: 0,
    isCaps: false,
    endedAtMs: Number.NEGATIVE_INFINITY,
    endedBy: 'key',
    habit: habit ?? { pauseMs: PAUSE_FIRST_MS, hasEnding: false },
    taken: null,
  };
}

/** @param isCode whether a text is a whole code: what is none yet is waited for a little longer. */
export function step(reader: Reader, input: Input, isCode: (text: string) => boolean): Step {
  switch (input.kind) {
    case 'character':
    case 'replace':
      return type(reader, input, isCode);
    case 'end':
      return end(reader, input.atMs, input.isAssumed === true);
    case 'pause': {
      const isOver = input.atMs - reader.lastAtMs >= pauseOf(reader, isCode);
      return isOver ? stop(reader, input.atMs) : { reader, reads: [], isTaken: false };
    }
  }
}

/** How long the device must be quiet before what it typed counts as ended. */
export function pauseOf({ buffer, habit }: Reader, isCode: (text: string) => boolean): number {
  if (!isCode(buffer)) return STALL_MAX_MS;
  return habit.hasEnding ? PAUSE_MAX_MS : habit.pauseMs;
}

function type(
  reader: Reader,
  input: Extract<Input, { kind: 'character' | 'replace' }>,
  isCode: (text: string) => boolean,
): Step {
  const { text, atMs } = input;
  // The page may have been too busy to notice the stop: the times of the keys tell.
  const isLate = reader.buffer !== '' && atMs - reader.lastAtMs > pauseOf(reader, isCode);
  const before = isLate ? stop(reader, reader.lastAtMs) : { reader, reads: [] };
  const { buffer, lastAtMs, gapMaxMs, isCaps } = before.reader;
  if (buffer === '' && text.trim() === '') {
    return { reader: before.reader, reads: before.reads, isTaken: false };
  }
  const isFirst = buffer === '';
  const next: Reader = {
    ...before.reader,
    buffer: input.kind === 'replace' ? text : (buffer + text).slice(0, BUFFER_LENGTH_MAX),
    lastAtMs: atMs,
    gapMaxMs: isFirst ? 0 : Math.max(gapMaxMs, atMs - lastAtMs),
    isCaps: (!isFirst && isCaps) || (input.kind === 'character' && input.isCaps === true),
  };
  return { reader: next, reads: before.reads, isTaken: true };
}

function end(reader: Reader, atMs: number, isAssumed: boolean): Step {
  if (reader.buffer !== '') {
    const habit = isAssumed ? reader.habit : { ...reader.habit, hasEnding: true };
    return finish({ ...reader, habit }, atMs, 'key');
  }
  const sinceMs = atMs - reader.endedAtMs;
  if (reader.endedBy === 'pause' && sinceMs <= PAUSE_MAX_MS) {
    // Its ending key came after we had given up waiting for one: wait longer from now on.
    const habit = { ...reader.habit, hasEnding: true };
    return {
      reader: { ...reader, habit, endedBy: 'key', endedAtMs: atMs },
      reads: [],
      isTaken: true,
    };
  }
  const isSecond = reader.endedBy === 'key' && sinceMs <= SECOND_ENDING_MS;
  return { reader, reads: [], isTaken: isSecond };
}

function stop(reader: Reader, atMs: number): Step {
  if (reader.buffer === '') return { reader, reads: [], isTaken: false };
  const isLearnt = reader.buffer.trim().length >= TEXT_LENGTH_MIN && !reader.habit.hasEnding;
  const habit = isLearnt ? learnPause(reader) : reader.habit;
  return finish({ ...reader, habit }, atMs, 'pause');
}

/** Three times the longest gap is a stop; it grows at once and shrinks slowly. */
function learnPause({ habit, gapMaxMs }: Reader): Habit {
  const wantedMs = Math.min(PAUSE_MAX_MS, Math.max(PAUSE_MIN_MS, Math.ceil(gapMaxMs * 3)));
  const pauseMs = Math.max(wantedMs, Math.round((habit.pauseMs + wantedMs) / 2));
  return { ...habit, pauseMs };
}

function finish(reader: Reader, atMs: number, endedBy: 'key' | 'pause'): Step {
  const { buffer, isCaps, taken } = reader;
  const text = buffer.trim();
  const rest = { ...reader, buffer: '', gapMaxMs: 0, isCaps: false, endedAtMs: atMs, endedBy };
  const same = taken !== null && taken.text === text.toUpperCase();
  if (text.length < TEXT_LENGTH_MIN) {
    return { reader: rest, reads: [{ kind: 'short', text, isCaps }], isTaken: true };
  }
  if (same && atMs - taken.atMs <= BOUNCE_MS) {
    return { reader: rest, reads: [{ kind: 'bounce', text, isCaps }], isTaken: true };
  }
  const next = { ...rest, taken: { text: text.toUpperCase(), atMs } };
  return { reader: next, reads: [{ kind: 'scan', text, isCaps }], isTaken: true };
}
