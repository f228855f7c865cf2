import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Intent, Knowledge } from '../../offline/rows.ts';
import { deskAfterScan, finished, IDLE_MS, isIdle } from './after.ts';
import { correctionOf } from './correction.ts';
import { DESK, NOTHING_KNOWN, pack, RULES, resultOf, rowOf } from './desk.fixture.ts';
import { packingIntent, undoOf } from './intent.ts';
import { knowledgeAfter, learn, withChildren } from './learn.ts';
import { parentView } from './memory.ts';
import { decideHere, stateOf } from './rules.ts';

const open: Intent = { action: 'open', code: 'SB12345' };

/** What the device says of a scan, over what it knows and what waits. */
function tell(intent: Intent, waiting: readonly Intent[] = [], known = NOTHING_KNOWN) {
  const state = stateOf(
    known,
    waiting.map((one) => rowOf(one)),
    RULES,
  );
  const { decision, after, told } = decideHere(state, 'id', intent, RULES);
  return { outcome: told.outcome, decision, before: state, after };
}

function known(childCount: number, children: readonly string[]): Knowledge {
  const parent = { code: 'SB12345', childCount, capacity: 30, isSealed: false, bill: null };
  return { ...NOTHING_KNOWN, parents: [{ ...parent, children }] };
}

describe('without the server', () => {
  test('a duplicate in the open bag, and a child of another one, are known', () => {
    const waiting = [open, pack('1001', 'SB12345')];
    expect(tell(pack('1001', 'SB12345'), waiting).outcome).toBe('already_here');
    expect(tell(pack('1001', 'SB12346'), waiting).outcome).toBe('in_other_parent');
    expect(tell(pack('1002', 'SB12345'), waiting).outcome).toBe('packed');
  });

  test('a full bag is known, counted on from what the server said', () => {
    expect(tell(pack('1001', 'SB12345'), [], known(29, [])).outcome).toBe('packed_full');
    const waiting = [pack('1001', 'SB12345')];
    expect(tell(pack('1002', 'SB12345'), waiting, known(29, [])).outcome).toBe('parent_full');
  });

  test('a scan that the server has counted already is not counted twice', () => {
    const state = stateOf(known(1, ['1001']), [rowOf(pack('1001', 'SB12345'))], RULES);
    expect(parentView(state, 'SB12345')).toMatchObject({ childCount: 1 });
  });

  test('a child that was packed and taken out again, before any answer, is out', () => {
    const [packed, other] = [pack('1001', 'SB12345'), pack('1002', 'SB12345')];
    const unpack: Intent = { action: 'unpack', code: '1001', parent: 'SB12345' };
    const state = stateOf(
      known(0, []),
      [packed, other, unpack].map((one) => rowOf(one)),
      RULES,
    );
    expect(parentView(state, 'SB12345')).toMatchObject({ childCount: 1 });
    expect(state.bags.get('1001')).toMatchObject({ parentCode: null });
  });

  test('a child that somebody else has taken out already empties no bag below nothing', () => {
    const unpack: Intent = { action: 'unpack', code: '1001', parent: 'SB12345' };
    const state = stateOf(known(0, []), [rowOf(unpack)], RULES);
    expect(parentView(state, 'SB12345')).toMatchObject({ childCount: 0 });
  });

  test('a bag whose last child was moved out is not emptied below nothing by another one', () => {
    const move: Intent = { action: 'move', code: '1001', parent: 'M444-00001' };
    const unpack: Intent = { action: 'unpack', code: '1003', parent: 'SB12345' };
    const state = stateOf(known(1, ['1001']), [rowOf(move), rowOf(unpack)], RULES);
    expect(parentView(state, 'SB12345')).toMatchObject({ childCount: 0 });
  });

  test('what a reload makes of the scans that wait is what they made one by one', () => {
    const code = fc.constantFrom('1001', '1002', '1003', 'SB1');
    const parent = fc.constantFrom('SB12345', 'M444-00001');
    const bill = fc.constantFrom('INV-1', 'INV-2');
    const intent: fc.Arbitrary<Intent> = fc.oneof(
      fc.record({ action: fc.constantFrom('pack', 'unpack', 'move'), code, parent }),
      fc.record({ action: fc.constantFrom('bill', 'unbill'), code: parent, bill }),
      fc.record({
        action: fc.constantFrom('open', 'seal', 'reopen'),
        code: parent,
        reason: fc.constant('end of the lot'),
      }),
    );
    const property = fc.property(fc.array(intent), fc.nat(2), (intents, count) => {
      const rows = intents.map((one) => rowOf(one));
      const before = known(count, ['1001', '1002'].slice(0, count));
      const stepwise = rows.reduce(
        (state, { id, intent: one }) => decideHere(state, id, one, RULES).after,
        stateOf(before, [], RULES),
      );
      const atOnce = stateOf(before, rows, RULES);
      expect(atOnce.bags).toEqual(stepwise.bags);
      expect(atOnce.bills).toEqual(stepwise.bills);
    });
    fc.assert(property, { numRuns: 2_000 });
  });

  test('a parent that is billed or sealed is taken for known', () => {
    const bill: Intent = { action: 'bill', code: 'SB12345', bill: 'INV-1' };
    expect(tell(bill).outcome).toBe('billed');
    expect(tell({ action: 'reopen', code: 'SB12345' }).outcome).toBe('ready');
    const unpack: Intent = { action: 'unpack', code: '1001', parent: 'SB12345' };
    expect(tell(unpack).outcome).toBe('unpacked');
  });
});

describe('a scanned text', () => {
  const parentDesk = { ...DESK, parent: 'SB12345' };
  const offer = { raw: '1001', code: '1001', from: 'SB1', into: 'SB12345', untilMs: 100 };
  test.each([
    ['a parent in the state PARENT opens it', 'sb12346', DESK, 0, 'open'],
    ['a parent in the state CHILD opens that one', 'SB12346', parentDesk, 0, 'open'],
    ['a child is packed', '1001', parentDesk, 0, 'pack'],
    ['what is unreadable is sent as it is', 'SB1', parentDesk, 0, 'pack'],
    ['a child in the state PARENT is no parent', '1001', DESK, 0, 'open'],
    ['a child that was offered is moved', '1001', { ...parentDesk, offer }, 99, 'move'],
    ['unless the offer is over', '1001', { ...parentDesk, offer }, 101, 'pack'],
    ['or another child is scanned', '1002', { ...parentDesk, offer }, 99, 'pack'],
  ])('%s', (_what, code, desk, nowMs, action) => {
    expect(packingIntent(code, desk, RULES.codes, nowMs).action).toBe(action);
  });
});

describe('the desk', () => {
  const deskAfter = (intent: Intent, waiting: readonly Intent[], desk = DESK) => {
    const { decision, before } = tell(intent, waiting);
    return deskAfterScan(desk, decision, intent, before, 1_000);
  };

  test('follows the next parent; the part-full one may be sealed', () => {
    const desk = { ...DESK, parent: 'SB12345' };
    const waiting = [open, pack('1001', 'SB12345')];
    const next = deskAfter({ action: 'open', code: 'SB12346' }, waiting, desk);
    expect(next).toMatchObject({ parent: 'SB12346', left: 'SB12345', activeAtMs: 1_000 });
    const back = deskAfter(open, waiting, next);
    expect(back).toMatchObject({ parent: 'SB12345', left: null });
  });

  test('returns to the state PARENT with the child that fills the bag', () => {
    const moong = 'M444-00001';
    const desk = { ...DESK, parent: moong };
    expect(deskAfter(pack('1002', moong), [pack('1001', moong)], desk).parent).toBeNull();
  });

  test('goes back to a full bag from which a child is taken out', () => {
    const moong = 'M444-00001';
    const waiting = [pack('1001', moong), pack('1002', moong)];
    const next = deskAfter({ action: 'unpack', code: '1002', parent: moong }, waiting);
    expect(next.parent).toBe(moong);
  });

  test('leaves nothing to seal behind when the bag is empty', () => {
    const state = stateOf(NOTHING_KNOWN, [rowOf(open)], RULES);
    const left = finished({ ...DESK, parent: 'SB12345' }, state);
    expect(left).toMatchObject({ parent: null, left: null });
  });

  test('is idle after ten minutes without a scan', () => {
    const desk = { ...DESK, parent: 'SB12345', activeAtMs: 5 };
    expect(isIdle(desk, 5 + IDLE_MS)).toBe(false);
    expect(isIdle(desk, 6 + IDLE_MS)).toBe(true);
  });
});

describe('an answer', () => {
  test('teaches where the child is, and takes it out of where it was thought to be', () => {
    const result = resultOf('moved', '1001', { code: 'SB12346', childCount: 5 });
    const { parents } = knowledgeAfter(known(3, ['1001', '1002']), result);
    expect(parents).toMatchObject([
      { code: 'SB12345', childCount: 2, children: ['1002'] },
      { code: 'SB12346', childCount: 5, children: ['1001'] },
    ]);
  });

  test('of a child in another parent offers to move it here', () => {
    const row = rowOf(pack('1001', 'SB12346'));
    const desk = { ...DESK, parent: 'SB12346' };
    const result = resultOf('in_other_parent', '1001', { code: 'SB12345' });
    const next = learn({ knowledge: NOTHING_KNOWN, desk }, row, result).desk;
    expect(next.offer).toMatchObject({ code: '1001', from: 'SB12345', into: 'SB12346' });
  });

  test('of a bag that somebody else has filled finishes it', () => {
    const row = rowOf(pack('1001', 'SB12345'));
    const desk = { ...DESK, parent: 'SB12345' };
    const result = resultOf('packed_full', '1001', { code: 'SB12345', childCount: 30 });
    expect(learn({ knowledge: NOTHING_KNOWN, desk }, row, result).desk.parent).toBeNull();
  });

  test('that changes nothing on the desk leaves it the same', () => {
    const row = rowOf(pack('1001', 'SB12345'));
    const result = resultOf('packed', '1001', { code: 'SB12345' });
    expect(learn({ knowledge: NOTHING_KNOWN, desk: DESK }, row, result).desk).toBe(DESK);
  });

  test('with all children of a parent replaces what was known of it', () => {
    const { parents } = withChildren(known(9, ['1001']), 'SB12345', ['1002', '1003']);
    expect(parents).toMatchObject([{ childCount: 2, children: ['1002', '1003'] }]);
  });
});

describe('a correction', () => {
  const told = rowOf(pack('1001', 'SB12345'));
  test('sounds when the server refuses what was told as packed', () => {
    const result = resultOf('in_other_parent', '1001', { code: 'SB12346' });
    expect(correctionOf([{ ...told, result }])).toMatchObject({ kind: 'error' });
  });

  test('does not sound when the server agrees', () => {
    const result = resultOf('packed', '1001', { code: 'SB12345' });
    expect(correctionOf([{ ...told, result }])).toBeNull();
  });

  test('is one sound, the gravest', () => {
    const refused = resultOf('in_other_parent', '1001', { code: 'SB12346' });
    const full = resultOf('packed_full', '1002', { code: 'SB12345', childCount: 30 });
    const rows = [{ ...told, result: refused }, rowOf(told.intent, { result: full })];
    expect(correctionOf(rows)).toMatchObject({ kind: 'error' });
  });

  test('of a billed parent that is part-full is a notice', () => {
    const bill: Intent = { action: 'bill', code: 'SB12345', bill: 'INV-1' };
    const result = resultOf('billed', '1001', { code: 'SB12345', childCount: 8 });
    const row = rowOf(bill, { told: { outcome: 'billed', tone: 'ok' }, result });
    expect(correctionOf([row])).toMatchObject({ kind: 'notice' });
  });
});

describe('undo', () => {
  test('is a new scan, offered once, and again when it was refused', () => {
    const row = rowOf(pack('1001', 'SB12345'));
    expect(undoOf(row, [row])?.intent).toEqual({
      action: 'unpack',
      code: '1001',
      parent: 'SB12345',
    });
    const undo = rowOf(
      { action: 'unpack', code: '1001', parent: 'SB12345' },
      { undoes: row.id, state: 'stored' },
    );
    expect(undoOf(row, [undo, row])).toBeNull();
    expect(undoOf(row, [{ ...undo, state: 'refused' }, row])).not.toBeNull();
    expect(undoOf(undo, [undo, row])).toBeNull();
  });

  test('moves a moved child back to where it was', () => {
    const move: Intent = { action: 'move', code: '1001', parent: 'SB12345' };
    const told = { outcome: 'moved', tone: 'ok' } as const;
    const row = rowOf(move, { told, from: 'SB12346' });
    expect(undoOf(row, [row])?.intent).toEqual({ ...move, parent: 'SB12346' });
  });

  test('is not there for what changed nothing', () => {
    const result = resultOf('already_here', '1001', { code: 'SB12345' });
    const row = rowOf(pack('1001', 'SB12345'), { result });
    expect(undoOf(row, [row])).toBeNull();
  });
});
