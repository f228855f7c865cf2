import type { SignalKind } from '../desk/correction.ts';

/** One note: when it begins and how long it lasts, in seconds. */
interface Note {
  readonly hertz: number;
  readonly atS: number;
  readonly lengthS: number;
}

interface Melody {
  readonly wave: OscillatorType;
  readonly notes: readonly Note[];
}

const note = (hertz: number, atS: number, lengthS: number): Note => ({ hertz, atS, lengthS });

/** Told apart by rhythm and direction as much as by pitch: halls are loud, and ears differ. */
const MELODIES: Readonly<Record<SignalKind, Melody>> = {
  child: { wave: 'triangle', notes: [note(1_320, 0, 0.07)] },
  parent: { wave: 'triangle', notes: [note(660, 0, 0.09), note(990, 0.1, 0.12)] },
  full: {
    wave: 'triangle',
    notes: [
      note(784, 0, 0.1),
      note(988, 0.11, 0.1),
      note(1_175, 0.22, 0.1),
      note(1_568, 0.33, 0.3),
    ],
  },
  notice: { wave: 'sine', notes: [note(520, 0, 0.12), note(520, 0.18, 0.12)] },
  error: {
    wave: 'sawtooth',
    notes: [note(196, 0, 0.18), note(147, 0.2, 0.18), note(196, 0.4, 0.18), note(147, 0.6, 0.3)],
  },
};

const VOLUME = 0.5;
const EDGE_S = 0.008;

let context: AudioContext | null = null;

/**
 * Plays a signal. The browser lets a page sound after the first key, which is the scanner's; after
 * the screen was off the context sleeps and is woken first.
 */
export function play(kind: SignalKind): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  const sounding = context;
  const start = () => schedule(sounding, MELODIES[kind]);
  if (sounding.state === 'running') start();
  else void sounding.resume().then(start, () => undefined);
}

/** After the screen was off: so that the next signal is not the one that has to wait. */
export function wakeSound(): void {
  if (context !== null && context.state !== 'running') void context.resume().catch(() => undefined);
}

function schedule(sounding: AudioContext, { wave, notes }: Melody): void {
  for (const { hertz, atS, lengthS } of notes) {
    const startS = sounding.currentTime + atS;
    const oscillator = new OscillatorNode(sounding, { type: wave, frequency: hertz });
    const volume = new GainNode(sounding, { gain: 0 });
    volume.gain.setValueAtTime(0, startS);
    volume.gain.linearRampToValueAtTime(VOLUME, startS + EDGE_S);
    volume.gain.setValueAtTime(VOLUME, startS + lengthS - EDGE_S);
    volume.gain.linearRampToValueAtTime(0, startS + lengthS);
    oscillator.connect(volume).connect(sounding.destination);
    oscillator.start(startS);
    oscillator.stop(startS + lengthS);
  }
}
