import { ROLES } from '#domain/permission.ts';
import type { Session } from './session.tsx';

// Who was signed in when the app was last open on this device. It begins with them at once, instead
// of with an empty page until the server has been asked, and so it begins without a network, too.
// This opens nothing: what the pages show comes from the server, which asks who wants to know.

const KEY = 'tt-session';

/** @returns who was here last, or null when nobody was, or they signed out. */
export function recallSession(): Session | null {
  try {
    return parseSession(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
  } catch {
    // Storage that is refused, or holds what no version of the app has written.
    return null;
  }
}

export function rememberSession(session: Session): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // The app then asks first each time.
  }
}

export function forgetSession(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Then nothing was remembered either.
  }
}

/** What is stored may be of an older version: it counts only when all of it is there. */
function parseSession(stored: unknown): Session | null {
  const { user, timeZone } = partsOf(stored);
  const { id, username, role: name, area } = partsOf(user);
  const role = ROLES.find((one) => one === name);
  const isArea = area === null || typeof area === 'string';
  if (role === undefined || !isArea || typeof timeZone !== 'string') return null;
  if (typeof id !== 'number' || typeof username !== 'string') return null;
  return { user: { id, username, role, area }, timeZone };
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
