import { useCallback, useSyncExternalStore } from 'react';
import type { Bench } from '../desk/bench.ts';
import type { BenchView } from '../desk/memory.ts';
import type { Station, StationView } from '../desk/station.ts';
import type { Shown, Signals } from './signals.ts';

function useListened<Value>(listeners: Set<() => void>, get: () => Value): Value {
  const subscribe = useCallback(
    (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [listeners],
  );
  return useSyncExternalStore(subscribe, get);
}

export function useStation(station: Station): StationView {
  return useListened(station.listeners, () => station.view);
}

export function useBench(bench: Bench): BenchView {
  return useListened(bench.listeners, () => bench.view);
}

export function useSignals(signals: Signals): Shown {
  return useListened(signals.listeners, () => signals.shown);
}

/** The two pages of the station. */
export type Place = 'packing' | 'billing';
const PATHS: Readonly<Record<Place, string>> = { packing: '/station', billing: '/station/bill' };
const placeListeners = new Set<() => void>();

export function usePlace(): Place {
  return useListened(placeListeners, placeNow);
}

export function go(place: Place): void {
  history.pushState(null, '', PATHS[place]);
  for (const listener of placeListeners) listener();
}

export function pathOf(place: Place): string {
  return PATHS[place];
}

function placeNow(): Place {
  return location.pathname.replace(/\/$/, '').endsWith('/bill') ? 'billing' : 'packing';
}

/** The back button leads between the pages, too. */
addEventListener('popstate', () => {
  for (const listener of placeListeners) listener();
});
