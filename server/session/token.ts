import { createHash, randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { bearerOf } from '../http/origin.ts';

const COOKIE = 'tt_session';
const TOKEN_BYTES = 32;
const TOKEN_LENGTH = 43;
/** As long as a session may last; the server decides when it ends before. */
const COOKIE_SECONDS = 30 * 24 * 3600;

export function makeToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url');
}

/** What is stored of a token: nobody who reads the table can sign in with it. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * The session's token that a request carries, or null. Who sends an API key is not known by a
 * cookie besides. It runs for every request: one scan of the header, no parsing of other cookies.
 */
export function tokenOf(request: FastifyRequest): string | null {
  const { cookie, authorization } = request.headers;
  if (cookie === undefined || (authorization !== undefined && bearerOf(request) !== null)) {
    return null;
  }
  const name = `${COOKIE}=`;
  const at = cookie.startsWith(name) ? 0 : cookie.indexOf(`; ${name}`) + 2;
  if (at === 1) return null;
  const from = at + name.length;
  const end = cookie.indexOf(';', from);
  const token = end === -1 ? cookie.slice(from) : cookie.slice(from, end);
  return token.length === TOKEN_LENGTH ? token : null;
}

/** `Secure` wherever the browser came by https, be it to a proxy in front of us. */
export function setSessionCookie(
  config: Config,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): void {
  reply.header('set-cookie', cookieOf(config, request, token, COOKIE_SECONDS));
}

export function clearSessionCookie(
  config: Config,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  reply.header('set-cookie', cookieOf(config, request, '', 0));
}

function cookieOf(config: Config, request: FastifyRequest, value: string, seconds: number): string {
  const isForwarded = /^https\b/.test(String(request.headers['x-forwarded-proto']));
  const isHttps = config.tls !== null || isForwarded;
  const secure = isHttps ? '; Secure' : '';
  return `${COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}
