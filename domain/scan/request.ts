import { cleanText, type ParsedCode } from '../code.ts';
import type { Actor } from '../permission.ts';

/** One scan as it reaches the rules: parsed, with what is wrong with it, if anything. */
export interface ScanRequest {
  /** UUID made by the device: the idempotency key. */
  readonly id: string;
  readonly actor: Actor;
  /** One of `ACTIONS`, or whatever was sent instead: then `fault` says so. */
  readonly action: string;
  readonly raw: string;
  readonly code: ParsedCode;
  readonly parentRaw: string | null;
  readonly parent: ParsedCode | null;
  readonly billRaw: string | null;
  /** The bill's normal form; null when none was named or the text cannot be a bill's code. */
  readonly billCode: string | null;
  readonly reason: string | null;
  /** By the device's clock, ISO 8601; null means now. */
  readonly scannedAt: string | null;
  readonly station: string | null;
  /** What makes it malformed besides its code; null when nothing does. */
  readonly fault: string | null;
  /** None of what the server does by itself, such as the rows of an import. */
  readonly sender?: Sender | null;
}

/** Who sent a scan, as the audit names them; the rules do not ask. */
export interface Sender {
  readonly username: string;
  /** The method and path that it came by. */
  readonly door: string;
  readonly ip: string;
  readonly traceId: string;
}

/** Longer texts are cut in the ledger, and compared as cut. */
const COMPARED_LENGTH_MAX = 1_000;

/** What is compared, and recorded, of the text where a bag's code belongs. */
export function codeTextOf(code: ParsedCode, raw: string): string {
  if (code.kind !== 'malformed') return code.code;
  return cleanText(raw).toUpperCase().toWellFormed().slice(0, COMPARED_LENGTH_MAX);
}

/** The same for the parent that a scan names. */
export function parentTextOf({ parent, parentRaw }: ScanRequest): string | null {
  return parent === null || parentRaw === null ? null : codeTextOf(parent, parentRaw);
}

/** The same for the bill that a scan names. */
export function billTextOf({ billCode, billRaw }: ScanRequest): string | null {
  if (billCode !== null || billRaw === null) return billCode;
  return cleanText(billRaw).toUpperCase().toWellFormed().slice(0, COMPARED_LENGTH_MAX);
}
