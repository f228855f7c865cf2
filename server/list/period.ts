import { CodedError } from '../http/problem.ts';

/** The two ends of a list's period; null where it is open. */
export interface Period {
  readonly from: string | null;
  readonly to: string | null;
}

/** @throws {CodedError} malformed_request for a time that no calendar has. */
export function periodOf(query: { readonly from?: string; readonly to?: string }): Period {
  return { from: instantOf('from', query.from), to: instantOf('to', query.to) };
}

const FRACTION = /\.(\d+)/;

/** In UTC, as the database reads it, with all its decimals: a bag's own time selects that bag. */
function instantOf(name: string, text: string | undefined): string | null {
  if (text === undefined) return null;
  const wholeSeconds = Date.parse(text.replace(FRACTION, ''));
  const iso = Number.isNaN(wholeSeconds) ? '' : new Date(wholeSeconds).toISOString();
  // Neither leap seconds nor years before the first, or after the 9999th.
  if (!/^(?!0000)\d{4}-/.test(iso)) {
    const detail = 'is no time that can be compared';
    const errors = [{ pointer: `/${name}`, detail }];
    throw new CodedError('malformed_request', `/${name} ${detail}`, { errors });
  }
  const fraction = FRACTION.exec(text)?.[1]?.slice(0, 6) ?? '0';
  return `${iso.slice(0, 19)}.${fraction}Z`;
}
