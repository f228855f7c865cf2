import { type ParentStatus, parentStatusOf } from '#domain/outcome.ts';
import type { State } from '#domain/scan/state.ts';
import type { Answered } from '../../offline/answer.ts';
import type { DrainStatus } from '../../offline/drain.ts';
import type { Count, Desk, Knowledge, ScanRow } from '../../offline/rows.ts';
import { type Picture, RECENT_ROWS_MAX } from '../../offline/store.ts';
import { type Rules, stateOf } from './rules.ts';

/** What a tab knows of one user's bench: the store's picture, and what the rules make of it. */
export interface Memory {
  readonly picture: Picture;
  readonly state: State;
  readonly status: DrainStatus;
  /** The device cannot store scans: nothing is confirmed until it can. */
  readonly isStoreBroken: boolean;
}

export interface ParentView {
  readonly code: string;
  readonly product: string;
  readonly childCount: number;
  readonly capacity: number;
  readonly status: ParentStatus;
}

/** The line that always adds up: `scanned` is counted, and so are the three it is made of. */
export interface Bar {
  readonly scanned: number;
  readonly stored: number;
  readonly waiting: number;
  readonly refused: number;
  readonly addsUp: boolean;
}

export interface BenchView extends Memory {
  /** The open parent; null in the state PARENT. */
  readonly parent: ParentView | null;
  /** The part-full one that was left, and may be sealed. */
  readonly left: ParentView | null;
  readonly bar: Bar;
}

export function viewOf(memory: Memory): BenchView {
  const { desk, count, waiting } = memory.picture;
  const { scanned, stored, refused } = count;
  return {
    ...memory,
    parent: parentView(memory.state, desk.parent),
    left: parentView(memory.state, desk.left),
    bar: { scanned, stored, waiting: waiting.length, refused, addsUp: isWhole(memory) },
  };
}

/**
 * Whether its parts are of one moment. They are not when another tab has written what this one has
 * not heard of yet: then the store has to be read anew.
 */
export function isWhole({ picture: { count, waiting } }: Memory): boolean {
  return count.scanned === count.stored + waiting.length + count.refused;
}

export function parentView({ bags }: State, code: string | null): ParentView | null {
  const bag = code === null ? undefined : bags.get(code);
  if (bag?.kind !== 'parent') return null;
  const { childCount, capacity, product } = bag;
  return {
    code: bag.code,
    product: product.name,
    childCount,
    capacity,
    status: parentStatusOf(bag),
  };
}

export function withPicture(memory: Memory, picture: Picture, rules: Rules): Memory {
  return { ...memory, picture, state: stateOf(picture.knowledge, picture.waiting, rules) };
}

export function withDesk(memory: Memory, desk: Desk): Memory {
  return { ...memory, picture: { ...memory.picture, desk } };
}

export function withKnowledge(memory: Memory, knowledge: Knowledge, rules: Rules): Memory {
  return withPicture(memory, { ...memory.picture, knowledge }, rules);
}

/** @param state after the scan. */
export function withAdded(
  memory: Memory,
  { row, desk, count }: { row: ScanRow; desk: Desk; count: Count },
  state: State,
): Memory {
  const { picture } = memory;
  const waiting = [...picture.waiting, row];
  const recent = [row, ...picture.recent].slice(0, RECENT_ROWS_MAX);
  return { ...memory, state, picture: { ...picture, desk, count, waiting, recent } };
}

/** The server has answered: the rows as they are now, over what was learnt. */
export function withAnswers(memory: Memory, answered: Answered, rules: Rules): Memory {
  const { rows, settled, knowledge, desk, count } = answered;
  const changed = new Map([...rows, ...settled].map((row) => [row.id, row]));
  const { picture } = memory;
  const renew = (row: ScanRow) => changed.get(row.id) ?? row;
  const refused = [...rows].reverse().concat(picture.refused).map(renew);
  return withPicture(
    memory,
    {
      ...picture,
      // A scan made meanwhile has brought a newer desk.
      desk: desk.revision > picture.desk.revision ? desk : picture.desk,
      knowledge,
      count,
      waiting: picture.waiting.filter(({ id }) => !changed.has(id)),
      recent: picture.recent.map(renew),
      refused: refused.filter(({ state }) => state === 'refused'),
    },
    rules,
  );
}
