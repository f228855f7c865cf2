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
  const outcome = row.result?.outcome ?? row.told.outcome;
  return text.outcome[outcome](saidOf(row));
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

export function adviceOf({ fault, result, told }: ScanRow, text: Text): string {
  if (fault !== null) return text.faultAdvice;
  return text.advice[result?.outcome ?? told.outcome] ?? '';
}
