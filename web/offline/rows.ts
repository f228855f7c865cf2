import type { ScanResult } from '#contract/scan.ts';
import type { CodeFault } from '#domain/code.ts';
import type { Action, Outcome, Tone } from '#domain/outcome.ts';
import type { Role } from '#domain/permission.ts';

/** What the device keeps, in IndexedDB. */

/**
 * Where a scan stands. It leaves `waiting` only with the server's answer for its id. `settled` is
 * a refused one that somebody has dealt with: out of the tray, and still counted as refused.
 */
export type RowState = 'waiting' | 'stored' | 'refused' | 'settled';

/** What the worker was told at once, by the rules on the device. */
export interface Told {
  readonly outcome: Outcome;
  readonly tone: Tone;
  /** Why the scanned text is no code; the server says it in English only. */
  readonly codeFault?: CodeFault;
}

/** What the server is asked to record, besides when and by whom. */
export interface Intent {
  readonly action: Action;
  /** As scanned. */
  readonly code: string;
  readonly parent?: string;
  readonly bill?: string;
  readonly reason?: string;
}

/** One scan of one user on this device. */
export interface ScanRow {
  readonly userId: number;
  /** Counts up for each user: the order in which the scans were made, and are sent. */
  readonly seq: number;
  /** The idempotency key. */
  readonly id: string;
  readonly intent: Intent;
  readonly scannedAt: string;
  readonly station: string | null;
  readonly state: RowState;
  readonly told: Told;
  /** The parent's fill as it was shown right after this scan: `12/30`; null where none was. */
  readonly fill: string | null;
  /** The codes that the device read and decided about, for showing them. */
  readonly shown: {
    readonly bag: string | null;
    readonly parent: string | null;
    readonly bill: string | null;
  };
  /** The id of the scan that this one takes back; null when it takes none back. */
  readonly undoes: string | null;
  /** Where a moved child came from, so that it can be moved back. */
  readonly from: string | null;
  readonly result: ScanResult | null;
  /** Why the whole request was refused, when this scan alone was in it. */
  readonly fault: string | null;
}

/** The books of one user: what the rows must add up to. Kept in the same transactions. */
export interface Count {
  readonly userId: number;
  readonly username: string;
  /** The last `seq` that was given. */
  readonly seq: number;
  /** The device's day that the numbers are of, such as `2026-11-23`. */
  readonly day: string;
  readonly scanned: number;
  readonly stored: number;
  readonly refused: number;
}

/** A child that lies elsewhere: scanned once more, or by one key, it is moved here. */
export interface MoveOffer {
  readonly raw: string;
  readonly code: string;
  readonly from: string;
  readonly into: string;
  readonly untilMs: number;
}

/** What lies on a user's bench. The same in all tabs. */
export interface Desk {
  readonly userId: number;
  /** Counts the changes: a scan decided on an older desk is decided again. */
  readonly revision: number;
  /** The parent that children are packed into; null in the state PARENT. */
  readonly parent: string | null;
  /** The part-full parent that was left last: it may be sealed with a reason. */
  readonly left: string | null;
  readonly offer: MoveOffer | null;
  /** The bill that parents are scanned onto. */
  readonly bill: string | null;
  /** When the last scan was made, by the device's clock. */
  readonly activeAtMs: number;
}

/** What the server has said of a parent. */
export interface KnownParent {
  readonly code: string;
  readonly childCount: number;
  readonly capacity: number;
  readonly isSealed: boolean;
  readonly bill: string | null;
  /** Those of its children that are known; all of them when they are as many as the count. */
  readonly children: readonly string[];
}

export interface KnownBill {
  readonly code: string;
  readonly status: 'new' | 'processing' | 'completed';
  readonly target: number;
  readonly parentCount: number;
}

/** What the server has said so far of what lies on the bench. Parents: the latest last. */
export interface Knowledge {
  readonly userId: number;
  readonly parents: readonly KnownParent[];
  readonly bills: readonly KnownBill[];
}

export interface KeptUser {
  readonly id: number;
  readonly username: string;
  readonly role: Role;
  readonly area: string | null;
}

export interface KeptProduct {
  readonly id: number;
  readonly name: string;
  readonly pattern: string;
  readonly capacity: number;
  readonly unitWeightKg: number;
  readonly expectedWeightKg: number;
}

/** Who was signed in last, and the site's rules for codes: what is needed without a network. */
export interface Site {
  readonly user: KeptUser;
  readonly products: readonly KeptProduct[];
  readonly childPattern: string | null;
}

/** The one who may send, where the browser has no locks of its own. */
export interface Lease {
  readonly holder: string;
  readonly untilMs: number;
}
