import type { FastifyRequest } from 'fastify';
import { weightIn } from './accept.ts';

/** The way to the sign-in page and back to the page that was asked for. */

const HOME = '/';
/** Longer ones lead home. */
const NEXT_LENGTH_MAX = 2_000;

/** Whether a person's browser asks for a page, and no program for data, which takes anything. */
export function acceptsHtml({ headers }: FastifyRequest): boolean {
  const { accept = '' } = headers;
  return (weightIn(accept, 'text/html') ?? weightIn(accept, 'text/*') ?? 0) > 0;
}

/** @param next the path and query to come back to. */
export function signInAddress(next: string): string {
  const path = safeNext(next);
  return path === HOME ? '/login' : `/login?next=${encodeURIComponent(path)}`;
}

/**
 * Where to go after signing in: a path of this site, or home. Whoever makes somebody follow a link
 * must not choose a page of another site: `//host`, `/\host` and what browsers drop from addresses,
 * such as line breaks, are refused.
 */
export function safeNext(next: string | undefined): string {
  if (next === undefined || next.length > NEXT_LENGTH_MAX) return HOME;
  return /^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(next) ? next : HOME;
}
