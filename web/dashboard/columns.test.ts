import { describe, expect, test } from 'vitest';
import { columnsOf } from './columns.ts';

/** A day on which so much was packed in these hours. */
function dayWith(packed: Readonly<Record<number, number>>, hours = 24) {
  return Array.from({ length: hours }, (_, hour) => ({
    hour: new Date(Date.UTC(2026, 10, 22, 18, 30) + hour * 3_600_000).toISOString(),
    packed: packed[hour] ?? 0,
    billed: 0,
    refused: 0,
  }));
}

describe('the columns of the day', () => {
  test('are those of the shift, also when nothing has happened yet', () => {
    const shown = columnsOf(dayWith({}));
    expect(shown.map(({ hour }) => hour)).toEqual(Array.from({ length: 14 }, (_, at) => at + 6));
    expect(shown.every(({ packed }) => packed === 0)).toBe(true);
  });

  test('stand at the hour of the site, whatever that is in UTC', () => {
    const shown = columnsOf(dayWith({ 9: 120, 14: 30 }));
    expect(shown.filter(({ packed }) => packed > 0)).toEqual([
      { hour: 9, packed: 120 },
      { hour: 14, packed: 30 },
    ]);
  });

  test('reach as far as somebody has worked at night', () => {
    const shown = columnsOf(dayWith({ 2: 5, 23: 7 }));
    expect([shown[0], shown.at(-1)]).toEqual([
      { hour: 2, packed: 5 },
      { hour: 23, packed: 7 },
    ]);
  });

  test('go on without a gap on a day that clocks have made shorter', () => {
    const shown = columnsOf(dayWith({ 22: 1 }, 23));
    expect(shown.at(-1)).toEqual({ hour: 22, packed: 1 });
    expect(shown).toHaveLength(17);
  });
});
