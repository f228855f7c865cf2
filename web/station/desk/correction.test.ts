import { describe, expect, test } from 'vitest';
import { OUTCOMES, toneOf } from '#domain/outcome.ts';
import type { Intent } from '../../offline/rows.ts';
import { correctionOf, isBilledPartFull, signalKindOf, signalOfTold } from './correction.ts';
import { pack, resultOf, rowOf } from './desk.fixture.ts';

const BILL: Intent = { action: 'bill', code: 'SB12345', bill: 'INV-1' };
const BILLED = { outcome: 'billed', tone: 'ok' } as const;

describe('what is heard', () => {
  test('of every refusal is the error, and of every notice the notice', () => {
    for (const outcome of OUTCOMES) {
      const tone = toneOf(outcome, 'pack');
      if (tone !== 'ok') expect(signalKindOf(outcome, tone)).toBe(tone);
      else expect(['parent', 'child', 'full']).toContain(signalKindOf(outcome, tone));
    }
  });

  test.each([
    ['opened', 'parent'],
    ['ready', 'parent'],
    ['reopened', 'parent'],
    ['packed', 'child'],
    ['moved', 'child'],
    ['unpacked', 'child'],
    ['packed_full', 'full'],
    ['moved_full', 'full'],
    ['billed_target', 'full'],
  ] as const)('%s sounds as %s', (outcome, kind) => {
    expect(signalKindOf(outcome, 'ok')).toBe(kind);
  });

  test('of a parent that is billed part-full or empty is the notice, as far as it is known', () => {
    const kindOf = (fill: string | null) => signalOfTold(rowOf(BILL, { told: BILLED, fill })).kind;
    expect(['8/30', '0/30', '30/30', null].map(kindOf)).toEqual([
      'notice',
      'notice',
      'child',
      'child',
    ]);
    // The same fill of a packed child is no news.
    expect(isBilledPartFull(rowOf(pack('1001', 'SB12345'), { fill: '8/30' }))).toBe(false);
  });
});

describe('what is heard again', () => {
  test('is the fault of a scan whose request the server never takes', () => {
    const row = rowOf(pack('1001', 'SB12345'), { state: 'refused', fault: 'malformed_request' });
    expect(correctionOf([row])).toEqual({ kind: 'error', row });
  });

  test('is that a bag is full which nobody knew to be so', () => {
    const result = resultOf('packed_full', '1001', { code: 'SB12345', childCount: 30 });
    expect(correctionOf([rowOf(pack('1001', 'SB12345'), { result })])?.kind).toBe('full');
  });

  test('is nothing, where a refusal was told already or one kind of well became another', () => {
    const told = { outcome: 'in_other_parent', tone: 'error' } as const;
    const refused = resultOf('in_other_parent', '1001', { code: 'SB99999' });
    expect(correctionOf([rowOf(pack('1001', 'SB12345'), { told, result: refused })])).toBeNull();
    const moved = resultOf('moved', '1001', { code: 'SB12345' });
    expect(correctionOf([rowOf(pack('1001', 'SB12345'), { result: moved })])).toBeNull();
    expect(correctionOf([])).toBeNull();
  });

  test('names of two equally grave ones the later', () => {
    const refuse = (code: string) =>
      rowOf(pack(code, 'SB12345'), {
        result: resultOf('in_other_parent', code, { code: 'SB99999' }),
      });
    expect(correctionOf([refuse('1001'), refuse('1002')])?.row?.intent.code).toBe('1002');
  });
});
