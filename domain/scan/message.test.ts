import { describe, expect, test } from 'vitest';
import { HISAR, JAIPUR, type Line, last } from './decide.fixture.ts';
import { messageOf } from './message.ts';

const said = (...lines: Line[]) => messageOf(last(...lines));

describe('a refusal names what is at fault', () => {
  test.each<[Line, string]>([
    [['pack', '0001'], 'Not accepted: the parent is missing'],
    [['move', '0001'], 'Not accepted: the parent is missing'],
    [['bill', 'SB00001'], 'Not accepted: the bill is missing'],
    [['unbill', 'SB00001'], 'Not accepted: the bill is missing'],
    [['pack', '0001', '0002'], '0002 is a child bag: that is the wrong kind here'],
    [['unpack', '0001', '0002'], '0002 is a child bag: that is the wrong kind here'],
    [['pack', 'SB00001', '0002'], 'SB00001 is a parent bag: that is the wrong kind here'],
    [['open', '0001'], '0001 is a child bag: that is the wrong kind here'],
  ])('%j', (line, sentence) => {
    expect(said(line)).toBe(sentence);
  });

  test('the bag or the parent of another area', () => {
    const opened: Line = ['open', 'SB00001', undefined, HISAR];
    const into: Line = ['pack', '0001', 'SB00001', JAIPUR];
    expect(said(opened, into)).toBe('SB00001 belongs to another area');
    const packed: Line = ['pack', '0001', 'SB00001', HISAR];
    expect(said(packed, ['unpack', '0001', undefined, JAIPUR])).toBe(
      '0001 belongs to another area',
    );
  });
});
