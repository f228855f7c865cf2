import type { Language } from '../../text/language.ts';
import type { SignalKind } from '../desk/correction.ts';
import type { Settings } from '../desk/settings.ts';
import { play } from './sound.ts';

const VIBRATIONS_MS: Readonly<Record<SignalKind, number[]>> = {
  child: [30],
  parent: [60],
  full: [60, 60, 60, 60, 200],
  notice: [80, 80, 80],
  error: [250, 100, 250],
};

/** Sounds and shakes; the flash is the page's. */
export function tell(kind: SignalKind, { hasSound }: Settings): void {
  if (hasSound) play(kind);
  // Where nobody has touched the page yet, browsers refuse to shake: that is no fault.
  if ('vibrate' in navigator) navigator.vibrate(VIBRATIONS_MS[kind]);
}

const VOICES: Readonly<Record<Language, string>> = { en: 'en-IN', hi: 'hi-IN' };

/** Says a short text, in place of what is still being said: the newest count is the one needed. */
export function say(text: string, language: Language): void {
  if (!('speechSynthesis' in globalThis)) return;
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = VOICES[language];
  utterance.rate = 1.2;
  speechSynthesis.cancel();
  speechSynthesis.speak(utterance);
}

/** Keeps the screen on while the page is looked at; only in a secure context. */
export function keepAwake(signal: AbortSignal): void {
  const ask = () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    // Refused when the battery is low.
    navigator.wakeLock.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', ask, { signal });
  ask();
}
