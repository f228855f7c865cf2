import { describe, expect, test } from 'vitest';
import { parseCode } from '../code.ts';
import { EMPTY, HISAR, JAIPUR, last, ONE, RULES, request } from './decide.fixture.ts';
import { decide } from './decide.ts';

describe('what the answer shows', () => {
  test('a refused child is shown in the parent where it is', () => {
    expect(last(ONE, ['pack', '0001', 'SB00002']).parent).toMatchObject({ code: 'SB00001' });
  });

  test('an unpacked child is shown with the parent that it left', () => {
    expect(last(ONE, ['unpack', '0001']).parent).toMatchObject({ code: 'SB00001', childCount: 0 });
  });

  test('a parent on another bill is shown with that bill', () => {
    const decision = last(
      ['open', 'SB00001'],
      ['bill', 'SB00001', 'B-1'],
      ['bill', 'SB00001', 'B-2'],
    );
    expect(decision.bill).toMatchObject({ code: 'B-1' });
  });

  test('a child takes the area of its parent and keeps it when loose', () => {
    const decision = last(
      ['register', '0001'],
      ['open', 'SB00001', undefined, HISAR],
      ['pack', '0001', 'SB00001'],
      ['unpack', '0001'],
    );
    expect(decision.bag).toMatchObject({ areaId: HISAR.areaId, parentCode: null });
  });

  test('a lot learnt later fills an empty one and never replaces one', () => {
    const decision = last(
      ['register', '0001'],
      ['pack', 'LABEL NO.:0001 LOT NO.:FIRST', 'SB00001'],
      ['move', 'LABEL NO.:0001 LOT NO.:SECOND D.O.T.:30/09/2025', 'SB00002'],
    );
    expect(decision.bag).toMatchObject({ lot: 'FIRST', labelDate: '2025-09-30' });
  });
});

describe('one id', () => {
  test('sent again is answered as the first time, with the parent as it is now', () => {
    const pack = request(ONE);
    const others = [request(['pack', '0002', 'SB00001']), pack];
    const replay = decide(EMPTY, [pack, ...others]).decisions.at(-1);
    expect(replay).toMatchObject({ outcome: 'packed', isReplay: true, parent: { childCount: 2 } });
  });

  test.each([
    ['another code', { raw: '0002', code: parseCode('0002', RULES) }],
    ['another parent', { parentRaw: 'SB00002', parent: parseCode('SB00002', RULES) }],
    ['another action', { action: 'move' }],
    ['another person', { actor: JAIPUR }],
  ])('under %s is refused and changes nothing', (_what, difference) => {
    const pack = request(ONE);
    const { decisions, after } = decide(EMPTY, [pack, { ...pack, ...difference }]);
    expect(decisions.at(-1)).toMatchObject({ outcome: 'id_reused', isReplay: false });
    expect(after.bags.get('SB00001')).toMatchObject({ childCount: 1 });
  });

  test('compares codes in their normal form', () => {
    const pack = request(ONE);
    const typed = { ...pack, raw: ' 0001\n', code: parseCode(' 0001\n', RULES) };
    expect(decide(EMPTY, [pack, typed]).decisions.at(-1)).toMatchObject({ isReplay: true });
  });
});
