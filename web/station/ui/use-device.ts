import { useEffect } from 'react';
import { getLanguage } from '../../text/language.ts';
import { getSettings } from '../desk/settings.ts';
import { lookAgain, type Station } from '../desk/station.ts';
import { keepAwake, say } from '../signal/signal.ts';
import { wakeSound } from '../signal/sound.ts';
import { getText } from '../text/text.ts';
import type { Signals } from './signals.ts';

/** What the page does with the device besides showing: screen, network, voice. */
export function useDevice(station: Station, signals: Signals): void {
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    keepAwake(signal);
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      wakeSound();
      lookAgain(station);
    };
    document.addEventListener('visibilitychange', look, { signal });
    addEventListener('online', () => lookAgain(station), { signal });
    return () => stop.abort();
  }, [station]);
  useEffect(() => {
    const speak: Parameters<typeof signals.onSpoken.add>[0] = ({ kind, row }) => {
      if (!getSettings().hasSpeech || row === null) return;
      const [count] = row.fill?.split('/') ?? [];
      if (kind === 'full') say(getText().spokenFull, getLanguage());
      else if (kind === 'child' && count !== undefined) {
        say(getText().spoken(Number(count)), getLanguage());
      }
    };
    signals.onSpoken.add(speak);
    return () => {
      signals.onSpoken.delete(speak);
    };
  }, [signals]);
}
