import { type CodeRules, cleanText } from '#domain/code.ts';
import type { Actor } from '#domain/permission.ts';
import type { ScanRequest } from '#domain/scan/request.ts';
import { parseScan } from '../scan/parse.ts';
import type { Ask } from './ask.ts';
import { scanIdOf } from './scan-id.ts';

/** A row that becomes a scan. */
export interface ScanAsk {
  readonly ask: Ask;
  readonly request: ScanRequest;
}

/** The scan that a row asks for; null when it asks for none. */
export function requestOf(
  ask: Ask,
  importId: string,
  actor: Actor,
  rules: CodeRules,
): ScanRequest | null {
  const { at, code, wish } = ask;
  const id = scanIdOf(importId, at, 'do');
  switch (wish.action) {
    case 'open':
    case 'register':
      return parseScan({ id, action: wish.action, code }, actor, rules);
    case 'pack':
      if (wish.into === null) return null;
      return parseScan({ id, action: 'pack', code, parent: wish.into }, actor, rules);
    case 'bill':
      if (wish.into === null) return null;
      return parseScan({ id, action: 'bill', code, bill: wish.into }, actor, rules);
    case 'make_bill':
    case 'none':
      return null;
  }
}

const SHOWN_LENGTH_MAX = 200;

/** A text where a code belongs, as it is shown and stored where it is none. */
export function shownText(raw: string): string {
  return cleanText(raw).slice(0, SHOWN_LENGTH_MAX).toWellFormed();
}
