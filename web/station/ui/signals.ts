import type { Signal, SignalKind } from '../desk/correction.ts';

/** What the page flashes and says last: counted, so that the same again is seen again. */
export interface Shown {
  readonly count: number;
  readonly kind: SignalKind | null;
  /** The id of the scan that it is about. */
  readonly rowId: string | null;
  /** What is no scan: read twice, or too short. */
  readonly hint: Hint | null;
}

export interface Hint {
  readonly kind: 'bounce' | 'short' | 'sign_in' | 'no_bill' | 'may_not_bill';
  readonly text: string;
}

export interface Signals {
  readonly listeners: Set<() => void>;
  readonly sound: (kind: SignalKind) => void;
  readonly onSpoken: Set<(signal: Signal) => void>;
  shown: Shown;
}

export function makeSignals(sound: (kind: SignalKind) => void): Signals {
  const shown = { count: 0, kind: null, rowId: null, hint: null };
  return { listeners: new Set(), onSpoken: new Set(), sound, shown };
}

/** Makes a signal heard, felt and seen. */
export function signalFrom(signals: Signals, signal: Signal): void {
  const { kind, row } = signal;
  signals.sound(kind);
  for (const speak of signals.onSpoken) speak(signal);
  show(signals, { kind, rowId: row?.id ?? null, hint: null });
}

/** A bounce is only shown; what could not be read is an error. */
export function hintFrom(signals: Signals, hint: Hint): void {
  const kind = hint.kind === 'bounce' ? null : 'error';
  if (kind !== null) signals.sound(kind);
  show(signals, { kind, rowId: signals.shown.rowId, hint });
}

function show(signals: Signals, change: Omit<Shown, 'count'>): void {
  signals.shown = { ...change, count: signals.shown.count + 1 };
  for (const listener of signals.listeners) listener();
}
