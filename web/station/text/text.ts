import type { CodeFault } from '#domain/code.ts';
import type { Outcome } from '#domain/outcome.ts';
import { RefusedError } from '../../api/client.ts';
import type { ScanRow } from '../../offline/rows.ts';
import { getLanguage, type Language, useLanguage } from '../../text/language.ts';
import { en, type Said, type Text } from './en.ts';
import { hi } from './hi.ts';

const TEXTS: Readonly<Record<Language, Text>> = { en, hi };

export function useText(): Text {
  return TEXTS[useLanguage()];
}

/** For what is spoken, outside of a component. */
export function getText(): Text {
  return TEXTS[getLanguage()];
}

const SEEN_LENGTH_MAX = 48;

/** What is said of a scan: by the server, once it has answered. */
export function sayOf(row: ScanRow, text: Text): string {
  if (row.fault !== null) return text.faultRefused;
  const said = saidOf(row);
  const codeFault = codeFaultOf(row);
  if (codeFault !== null) return text.codeFault[codeFault](said.it);
  return text.outcome[outcomeOf(row)](said);
}

function outcomeOf({ result, told }: ScanRow): Outcome {
  return result?.outcome ?? told.outcome;
}

/** Why nothing could be made of the scanned text; null where that was not what was wrong. */
function codeFaultOf(row: ScanRow): CodeFault | null {
  return outcomeOf(row) === 'malformed' ? (row.told.codeFault ?? null) : null;
}

function saidOf({ intent, result, fill, shown }: ScanRow): Said {
  const { action, code, parent = null, bill = null } = intent;
  const seen = code.length > SEEN_LENGTH_MAX ? `${code.slice(0, SEEN_LENGTH_MAX)}…` : code;
  const billNow = result?.bill ?? null;
  const parentNow = result?.parent ?? null;
  return {
    action,
    it: result?.bag?.code ?? shown.bag ?? seen,
    parent: parentNow?.code ?? shown.parent ?? parent,
    fill: parentNow === null ? fill : `${parentNow.childCount}/${parentNow.capacity}`,
    bill: billNow?.code ?? shown.bill ?? bill,
    billFill: billNow === null ? null : `${billNow.parentCount}/${billNow.target}`,
  };
}

export function adviceOf(row: ScanRow, text: Text): string {
  if (row.fault !== null) return text.faultAdvice;
  const codeFault = codeFaultOf(row);
  const ofCode = codeFault === null ? undefined : text.codeAdvice[codeFault];
  return ofCode ?? text.advice[outcomeOf(row)] ?? '';
}

/** Why a bill is not completed. */
export function whyNotCompleted(error: unknown, text: Text): string {
  if (!(error instanceof RefusedError)) return text.unreachable;
  const refused: Readonly<Record<string, string>> = text.completeRefused;
  return refused[error.code] ?? text.completeFailed;
}
