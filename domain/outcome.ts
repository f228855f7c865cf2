/** The closed list of what a scan can mean, and the tone each is told with. */

export type Tone = 'ok' | 'notice' | 'error';

const TONES = {
  opened: 'ok',
  ready: 'ok',
  packed: 'ok',
  packed_full: 'ok',
  moved: 'ok',
  moved_full: 'ok',
  unpacked: 'ok',
  sealed: 'ok',
  reopened: 'ok',
  registered: 'ok',
  voided: 'ok',
  billed: 'ok',
  billed_target: 'ok',
  unbilled: 'ok',
  already_here: 'notice',
  not_packed: 'notice',
  already_sealed: 'notice',
  already_void: 'notice',
  already_on_bill: 'notice',
  not_on_bill: 'notice',
  not_allowed: 'error',
  malformed: 'error',
  void_bag: 'error',
  wrong_kind: 'error',
  bag_unknown: 'error',
  bill_unknown: 'error',
  not_in_area: 'error',
  bill_locked: 'error',
  in_other_parent: 'error',
  on_other_bill: 'error',
  parent_sealed: 'error',
  parent_full: 'error',
  bill_full: 'error',
  parent_empty: 'error',
  reason_needed: 'error',
  in_use: 'error',
  id_reused: 'error',
} as const satisfies Record<string, Tone>;

export type Outcome = keyof typeof TONES;

/** The outcomes that tell a worker no. */
export type Refusal = {
  [One in Outcome]: (typeof TONES)[One] extends 'error' ? One : never;
}[Outcome];

export const OUTCOMES = Object.keys(TONES).filter(isOutcome);

/** What a scan can ask for. */
export const ACTIONS = [
  'open',
  'pack',
  'unpack',
  'move',
  'seal',
  'reopen',
  'bill',
  'unbill',
  'register',
  'void',
] as const;
export type Action = (typeof ACTIONS)[number];

/** `ready` confirms an `open`; to `reopen` and `register` it says that nothing was to be done. */
export function toneOf(outcome: Outcome, action: string): Tone {
  if (outcome === 'ready' && action !== 'open') return 'notice';
  return TONES[outcome];
}

export function isOutcome(text: string): text is Outcome {
  return Object.hasOwn(TONES, text);
}

export function isAction(text: unknown): text is Action {
  return ACTIONS.some((action) => action === text);
}

/** Where a parent stands: full, closed part-full by hand, or neither. */
export const PARENT_STATUSES = ['open', 'sealed', 'complete'] as const;
export type ParentStatus = (typeof PARENT_STATUSES)[number];

export function parentStatusOf(parent: {
  readonly childCount: number;
  readonly capacity: number;
  readonly isSealed: boolean;
}): ParentStatus {
  if (parent.childCount === parent.capacity) return 'complete';
  return parent.isSealed ? 'sealed' : 'open';
}

export const BILL_STATUSES = ['new', 'processing', 'completed'] as const;
export type BillStatus = (typeof BILL_STATUSES)[number];
