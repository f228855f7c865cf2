import { type RefObject, useEffect } from 'react';
import { changeSettings, getSettings } from '../desk/settings.ts';
import type { Station } from '../desk/station.ts';
import { listen } from '../wedge/listen.ts';
import type { Place } from './hooks.ts';
import type { Signals } from './signals.ts';
import { isCode, isLabel, takeRead } from './take.ts';

/** Listens to the scanner for as long as the page is there. */
export function useWedge(
  sink: RefObject<HTMLTextAreaElement | null>,
  station: Station,
  signals: Signals,
  place: Place,
): void {
  useEffect(() => {
    if (sink.current === null) return;
    return listen({
      sink: sink.current,
      habit: getSettings().habit,
      onHabit: (habit) => changeSettings({ habit }),
      isCode: (text) => isCode(station, text),
      isLabel: (text) => isLabel(station, text),
      onRead: (read) => takeRead(station, signals, place, read),
    });
  }, [sink, station, signals, place]);
}
