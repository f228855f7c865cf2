import { useSyncExternalStore } from 'react';
import type { Habit } from '../wedge/reader.ts';

/** What is set for this device, whoever works at it. */
export interface Settings {
  readonly hasSound: boolean;
  readonly hasSpeech: boolean;
  /** The bench's name, sent with each scan; empty for none. */
  readonly station: string;
  /** What the scanner has shown of itself. */
  readonly habit: Habit | null;
}

const KEY = 'tt-station';
const FIRST: Settings = { hasSound: true, hasSpeech: false, station: '', habit: null };
export const STATION_LENGTH_MAX = 64;

const listeners = new Set<() => void>();
let current = read();

export function getSettings(): Settings {
  return current;
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage is refused: the settings last until the page is left.
  }
  for (const listener of listeners) listener();
}

export function useSettings(): Settings {
  return useSyncExternalStore(listen, getSettings);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Settings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof kept === 'object' && kept !== null ? { ...FIRST, ...known(kept) } : FIRST;
  } catch {
    return FIRST;
  }
}

/** Those of the kept values that are of the right kind. */
function known(kept: Partial<Record<keyof Settings, unknown>>): Partial<Settings> {
  const { hasSound, hasSpeech, station, habit } = kept;
  return {
    ...(typeof hasSound === 'boolean' ? { hasSound } : {}),
    ...(typeof hasSpeech === 'boolean' ? { hasSpeech } : {}),
    ...(typeof station === 'string' ? { station } : {}),
    ...(isHabit(habit) ? { habit } : {}),
  };
}

function isHabit(value: unknown): value is Habit {
  if (typeof value !== 'object' || value === null) return false;
  const { pauseMs, hasEnding }: Partial<Record<keyof Habit, unknown>> = value;
  return typeof pauseMs === 'number' && typeof hasEnding === 'boolean';
}
