import { useSyncExternalStore } from 'react';
import { recallSession } from './remembered.ts';

// Days and times are those of the site on every device: a record reads the same in the warehouse
// and in an office far from it. The session tells the time zone.

const listeners = new Set<() => void>();
let current = recallSession()?.timeZone ?? deviceZone();

/** The name of the site's time zone; until the server has told it, the device's. */
export function siteTimeZone(): string {
  return current;
}

export function useSiteTimeZone(): string {
  return useSyncExternalStore(listen, siteTimeZone);
}

export function setSiteTimeZone(timeZone: string): void {
  current = timeZone;
  for (const listener of listeners) listener();
}

function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
