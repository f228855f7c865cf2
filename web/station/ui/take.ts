import { parseCode } from '#domain/code.ts';
import { can } from '#domain/permission.ts';
import { type Bench, type Made, record } from '../desk/bench.ts';
import { packingIntent } from '../desk/intent.ts';
import type { BenchView } from '../desk/memory.ts';
import type { Station } from '../desk/station.ts';
import type { Read } from '../wedge/reader.ts';
import { repair } from '../wedge/repair.ts';
import type { Place } from './hooks.ts';
import { hintFrom, type Signals } from './signals.ts';

/** Whether a text is a whole code by the site's rules, as far as they are known. */
export function isCode({ view: { bench } }: Station, text: string): boolean {
  return bench === null || parseCode(text, bench.rules.codes).kind !== 'malformed';
}

/** One that nobody types into a field for another reason: a parent, a label, a plain number. */
export function isLabel({ view: { bench } }: Station, text: string): boolean {
  if (bench === null) return false;
  const parsed = parseCode(text, bench.rules.codes);
  if (parsed.kind === 'child') return /label/i.test(text) || /^[0-9]+$/.test(text.trim());
  return parsed.kind === 'parent';
}

/** What the scanner has read goes where it belongs on this page; nothing is swallowed. */
export function takeRead(station: Station, signals: Signals, place: Place, read: Read): void {
  const { kind } = read;
  if (kind === 'scan') {
    const text = repair(read.text, read.isCaps, (one) => isCode(station, one));
    takeCode(station, signals, place, text);
    return;
  }
  // After what the scans before it have to say: the last words are about the last thing read.
  const { bench } = station.view;
  void (bench?.tail ?? Promise.resolve()).then(() => hintFrom(signals, { kind, text: read.text }));
}

/** A code that was scanned, or typed by hand. */
export function takeCode(station: Station, signals: Signals, place: Place, code: string): void {
  const { bench } = station.view;
  if (bench === null) hintFrom(signals, { kind: 'sign_in', text: code });
  else if (place === 'packing') record(bench, packing(bench, code));
  else if (!can(bench.rules.actor, 'editBills')) {
    hintFrom(signals, { kind: 'may_not_bill', text: code });
  } else record(bench, billing(signals, code));
}

/** Onto the bill that is chosen when it is this scan's turn: the choice may be a moment old. */
function billing(signals: Signals, code: string) {
  return ({ picture: { desk } }: BenchView): Made | null => {
    if (desk.bill !== null) return { intent: { action: 'bill', code, bill: desk.bill } };
    hintFrom(signals, { kind: 'no_bill', text: code });
    return null;
  };
}

function packing({ rules }: Bench, code: string) {
  return ({ picture: { desk } }: BenchView, nowMs: number): Made => {
    const intent = packingIntent(code, desk, rules.codes, nowMs);
    const from = intent.action === 'move' ? desk.offer?.from : undefined;
    return from === undefined ? { intent } : { intent, from };
  };
}
