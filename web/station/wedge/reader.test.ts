import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Input,
  newReader,
  PAUSE_MAX_MS,
  PAUSE_MIN_MS,
  type Read,
  type Reader,
  STALL_MAX_MS,
  step,
} from './reader.ts';

const isCode = (text: string) => /^(SB\d{5}|\d{4,20})$/.test(text);

/** Feeds a stream of inputs. @returns what was read, and the reader after it. */
function read(inputs: readonly Input[], from: Reader = newReader()) {
  let reader = from;
  const reads: Read[] = [];
  for (const input of inputs) {
    const next = step(reader, input, isCode);
    reader = next.reader;
    reads.push(...next.reads);
  }
  return { reader, reads, texts: reads.map(({ kind, text }) => `${kind} ${text}`) };
}

/** The keys of a code, from a moment on. */
function keys(text: string, fromMs: number, gapMs = 3): Input[] {
  return [...text].map((one, at) => ({ kind: 'character', text: one, atMs: fromMs + at * gapMs }));
}

const end = (atMs: number): Input => ({ kind: 'end', atMs });
const pause = (atMs: number): Input => ({ kind: 'pause', atMs });

describe('an ending key', () => {
  test('ends a code, and a second one within 50 ms is ignored', () => {
    const stream = [...keys('SB12345', 0), end(20)];
    const { reader, texts } = read(stream);
    expect(texts).toEqual(['scan SB12345']);
    expect(step(reader, end(60), isCode)).toMatchObject({ reads: [], isTaken: true });
    expect(step(reader, end(90), isCode)).toMatchObject({ reads: [], isTaken: false });
  });

  test('that comes late belongs to the code before, and teaches to wait for it', () => {
    const { reader, texts } = read([...keys('SB12345', 0), pause(140), end(150)]);
    expect(texts).toEqual(['scan SB12345']);
    expect(reader.habit.hasEnding).toBe(true);
    const slow = read([...keys('0016586', 1_000, 20), pause(1_300)], reader);
    expect(slow.texts).toEqual([]);
    expect(read([end(1_310)], slow.reader).texts).toEqual(['scan 0016586']);
  });

  test('with nothing before it is the page’s', () => {
    expect(step(newReader(), end(500), isCode)).toMatchObject({ reads: [], isTaken: false });
  });
});

describe('a device without an ending key', () => {
  test('is heard to stop, sooner and sooner as its speed is learnt', () => {
    let reader = newReader();
    for (let at = 0; at < 10; at++) {
      const fromMs = at * 2_000;
      const { texts, reader: next } = read(
        [...keys(`SB1234${at}`, fromMs), pause(fromMs + 18 + reader.habit.pauseMs)],
        reader,
      );
      expect(texts).toEqual([`scan SB1234${at}`]);
      reader = next;
    }
    expect(reader.habit.pauseMs).toBeLessThanOrEqual(PAUSE_MIN_MS + 2);
  });

  test('that is slow is waited for longer from the first code on', () => {
    const { reader } = read([...keys('SB12345', 0, 80), pause(600)]);
    expect(reader.habit.pauseMs).toBe(240);
  });

  test('is not cut off in the middle of what is no code yet', () => {
    const halves = [...keys('SB12', 0), pause(130), ...keys('345', 160), pause(300)];
    expect(read(halves).texts).toEqual(['scan SB12345']);
  });

  test('is cut by the times of its keys where the page was too busy to look', () => {
    const late = [...keys('SB12345', 0), ...keys('0016586', 400), pause(600)];
    expect(read(late).texts).toEqual(['scan SB12345', 'scan 0016586']);
  });
});

describe('what is no scan', () => {
  test('the same code within 400 ms is a bounce; another one in between makes it a scan', () => {
    const twice = [...keys('0016586', 0), end(20), ...keys('0016586', 200), end(220)];
    expect(read(twice).texts).toEqual(['scan 0016586', 'bounce 0016586']);
    const mixed = [
      ...keys('0016586', 0),
      end(20),
      ...keys('0016587', 100),
      end(120),
      ...keys('0016586', 200),
      end(220),
    ];
    expect(read(mixed).texts).toEqual(['scan 0016586', 'scan 0016587', 'scan 0016586']);
    const later = [...keys('0016586', 0), end(20), ...keys('0016586', 500), end(521)];
    expect(read(later).texts).toEqual(['scan 0016586', 'scan 0016586']);
  });

  test('keys that were held up in the middle of a code are still its keys', () => {
    const rest = keys('0800', 6 + STALL_MAX_MS);
    expect(read([...keys('M444-0', 0), ...rest, end(600)]).texts).toEqual(['scan M444-00800']);
  });

  test('a whole code whose ending key is lost waits no longer than that', () => {
    const { reader } = read([...keys('0016586', 0), end(21)]);
    const lost = [...keys('SB12345', 1_000), pause(1_018 + PAUSE_MAX_MS)];
    expect(read(lost, reader).texts).toEqual(['scan SB12345']);
  });

  test('fewer than four characters are told, not swallowed', () => {
    expect(read([...keys('SB', 0), end(10)]).texts).toEqual(['short SB']);
  });
});

describe('whatever the speed', () => {
  const code = fc.nat(99_999).map((number) => `SB${String(number).padStart(5, '0')}`);
  const codes = fc.uniqueArray(code, { minLength: 1, maxLength: 20 });

  test('different codes with an ending key are never dropped, joined or reordered', () => {
    const run = fc.property(
      codes,
      fc.integer({ min: 0, max: 60 }),
      fc.nat(40),
      (all, gapMs, restMs) => {
        let atMs = 0;
        const inputs = all.flatMap((one) => {
          const typed = keys(one, atMs, gapMs);
          atMs += one.length * gapMs + restMs;
          return [...typed, end(atMs - restMs)];
        });
        expect(read(inputs).texts).toEqual(all.map((one) => `scan ${one}`));
      },
    );
    fc.assert(run);
  });

  test('without one, a rest longer than the pause is enough', () => {
    const run = fc.property(codes, fc.integer({ min: 0, max: 30 }), (all, gapMs) => {
      const inputs = all.flatMap((one, at) => {
        const fromMs = at * 1_000;
        return [...keys(one, fromMs, gapMs), pause(fromMs + 7 * gapMs + PAUSE_MAX_MS)];
      });
      expect(read(inputs).texts).toEqual(all.map((one) => `scan ${one}`));
    });
    fc.assert(run);
  });

  test('nothing typed vanishes: all of it is in what is read, or still being read', () => {
    const key = fc.oneof(
      fc.record({ kind: fc.constant('character' as const), text: fc.constantFrom(...'SB0123 x') }),
      fc.record({ kind: fc.constant('end' as const) }),
      fc.record({ kind: fc.constant('pause' as const) }),
    );
    const timed = fc.array(fc.tuple(key, fc.nat(300)), { maxLength: 60 });
    const run = fc.property(timed, (stream) => {
      let atMs = 0;
      const inputs = stream.map(([one, afterMs]): Input => {
        atMs += afterMs;
        return { ...one, atMs };
      });
      const { reader, reads } = read(inputs);
      const typed = inputs.flatMap((one) => (one.kind === 'character' ? [one.text] : [])).join('');
      const seen = [...reads.map(({ text }) => text), reader.buffer].join('');
      expect(seen.replaceAll(' ', '')).toBe(typed.replaceAll(' ', ''));
    });
    fc.assert(run);
  });
});
