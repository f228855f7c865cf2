import { REASON_LENGTH_MAX, type ScanInput, STATION_LENGTH_MAX } from '#contract/scan.ts';
import { parseBillCode } from '#domain/bill.ts';
import { type CodeRules, parseCode, RAW_CODE_LENGTH_MAX } from '#domain/code.ts';
import { parseInstant } from '#domain/instant.ts';
import { isAction } from '#domain/outcome.ts';
import type { Actor } from '#domain/permission.ts';
import type { ScanRequest, Sender } from '#domain/scan/request.ts';

/**
 * One scan as it was sent, read once. It always becomes a request: what is wrong with it, apart
 * from its codes, is noted in `fault` and ends as its outcome `malformed`.
 */
export function parseScan(
  input: ScanInput,
  actor: Actor,
  rules: CodeRules,
  sender: Sender | null = null,
): ScanRequest {
  const faults: string[] = [];
  const text = (name: 'code' | 'parent' | 'bill' | 'reason' | 'station', lengthMax: number) => {
    const value = input[name];
    if (value === undefined || value === null) return null;
    if (typeof value !== 'string') faults.push(`${name} is no text`);
    else if (value.length > lengthMax) faults.push(`${name} has over ${lengthMax} characters`);
    return typeof value === 'string' ? storable(value) : null;
  };
  const raw = text('code', RAW_CODE_LENGTH_MAX) ?? '';
  const parentRaw = text('parent', RAW_CODE_LENGTH_MAX);
  const billRaw = text('bill', RAW_CODE_LENGTH_MAX)?.trim() || null;
  const reason = text('reason', REASON_LENGTH_MAX);
  const station = text('station', STATION_LENGTH_MAX);
  const scannedAt = scannedAtOf(input.scannedAt);
  if (scannedAt === undefined) faults.push('scannedAt is no ISO 8601 time with an offset');
  if (!isAction(input.action)) faults.push(`there is no action ${show(input.action)}`);
  return {
    id: input.id.toLowerCase(),
    actor,
    action: isAction(input.action) ? input.action : show(input.action),
    raw,
    code: parseCode(raw, rules),
    parentRaw,
    parent: parentRaw === null ? null : parseCode(parentRaw, rules),
    billRaw,
    billCode: billRaw === null ? null : parseBillCode(billRaw),
    reason,
    scannedAt: scannedAt ?? null,
    station: station === null ? null : station.slice(0, STATION_LENGTH_MAX),
    fault: faults[0] ?? null,
    sender,
  };
}

/** PostgreSQL stores no NUL, and would turn half of a surrogate pair into another character. */
function storable(text: string): string {
  return text
    .slice(0, RAW_CODE_LENGTH_MAX + 1)
    .replaceAll('\0', '')
    .toWellFormed();
}

const ACTION_SHOWN_MAX = 20;

function show(action: unknown): string {
  return storable(String(action ?? '')).slice(0, ACTION_SHOWN_MAX);
}

/** Null for now, undefined for what is no time. */
function scannedAtOf(value: unknown): string | null | undefined {
  if (value === undefined || value === null) return null;
  const instant = typeof value === 'string' ? parseInstant(value) : null;
  if (instant === null || instant.day < '1970') return undefined;
  return new Date(instant.milliseconds).toISOString();
}
