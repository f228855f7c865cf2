import type { FastifyRequest } from 'fastify';
import { CodedError } from './problem.ts';

/** The entity tag of a row's version: a strong one, as it changes with every edit. */
export function etagOf(version: number): string {
  return `"${version}"`;
}

/**
 * Reads `If-Match` (RFC 9110, 13.1.1), so that nobody overwrites what they have not seen.
 * @returns a check to call with the row's version, inside the transaction that changes it; it
 *   throws `etag_mismatch` when somebody else was there first.
 * @throws {CodedError} if_match_required
 */
export function requireIfMatch(request: FastifyRequest): (version: number) => void {
  const header = request.headers['if-match'];
  if (header === undefined) {
    throw new CodedError('if_match_required', 'Send If-Match with the ETag that you have read');
  }
  const tags = header.split(',').map((tag) => tag.trim());
  return (version) => {
    if (tags.includes('*') || tags.includes(etagOf(version))) return;
    throw new CodedError('etag_mismatch', 'Somebody changed it after you read it: read it again');
  };
}
