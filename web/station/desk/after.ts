import type { Decision } from '#domain/scan/decide.ts';
import type { ParentBag, State } from '#domain/scan/state.ts';
import type { Desk, Intent, MoveOffer } from '../../offline/rows.ts';

/** After this long without a scan nobody remembers which bag is open (product: 10 minutes). */
export const IDLE_MS = 10 * 60_000;
/** How long scanning the same child once more means "move it here". */
const OFFER_MS = 20_000;

/** The desk as a scan leaves it, as far as the device can decide. */
export function deskAfterScan(
  desk: Desk,
  { outcome, parent, bag, request }: Decision,
  intent: Intent,
  before: State,
  nowMs: number,
): Desk {
  const active = { ...desk, activeAtMs: nowMs };
  switch (outcome) {
    case 'opened':
    case 'ready':
    case 'reopened':
      return parent === null ? active : opened(active, parent, before);
    case 'packed_full':
    case 'moved_full':
      return { ...active, ...closed(active, parent) };
    case 'packed':
    case 'moved':
      return { ...active, offer: null };
    case 'unpacked':
      return { ...active, parent: parent?.code ?? desk.parent, offer: null };
    case 'sealed':
    case 'already_sealed':
      return { ...active, ...closed(active, parent) };
    case 'in_other_parent': {
      const from = parent?.code;
      if (intent.action !== 'pack' || from === undefined) return active;
      const code = bag?.code ?? request.raw;
      return { ...active, offer: offerOf(intent, code, from, nowMs) };
    }
    default:
      return active;
  }
}

export function offerOf(
  { code: raw, parent: into = '' }: Intent,
  code: string,
  from: string,
  nowMs = Date.now(),
): MoveOffer {
  return { raw, code, from, into, untilMs: nowMs + OFFER_MS };
}

/** A full bag is ready, but there is nothing to pack into it. */
function opened(desk: Desk, parent: ParentBag, before: State): Desk {
  const left = desk.parent === parent.code ? desk.left : leftBehind(desk, before);
  const isFull = parent.childCount === parent.capacity;
  return {
    ...desk,
    parent: isFull ? null : parent.code,
    left: left === parent.code ? null : left,
    offer: null,
  };
}

function closed(desk: Desk, parent: ParentBag | null): Partial<Desk> {
  return {
    parent: desk.parent === parent?.code ? null : desk.parent,
    left: desk.left === parent?.code ? null : desk.left,
    offer: null,
  };
}

/** The parent that may be sealed when it is left: part-full, not sealed, not empty. */
export function leftBehind(desk: Desk, state: State): string | null {
  const bag = desk.parent === null ? undefined : state.bags.get(desk.parent);
  if (bag?.kind !== 'parent' || bag.isSealed) return desk.left;
  return bag.childCount > 0 && bag.childCount < bag.capacity ? bag.code : desk.left;
}

/** The desk after Finish, or when nobody has scanned for ten minutes. */
export function finished(desk: Desk, state: State): Desk {
  return { ...desk, parent: null, offer: null, left: leftBehind(desk, state) };
}

export function isIdle({ parent, activeAtMs }: Desk, nowMs: number): boolean {
  return parent !== null && nowMs - activeAtMs > IDLE_MS;
}
