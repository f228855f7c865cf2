import { expect, test } from 'vitest';
import { qrOf } from '../paper/qr.ts';
import { GRIDS, isZpl, ZPL_SIZES } from './format.ts';
import { zplOf } from './zpl.ts';

const DOTS_PER_MM = 8;

test.each(['SB12345', 'M444-00001', '0016586', '99999999999999999999', 'AB-12-CD-34-EF-56-GH'])(
  'the QR code and the text of %s lie on the label, one below the other',
  (code) => {
    for (const [width, height] of Object.values(ZPL_SIZES)) {
      const zpl = zplOf([code], [width, height]);
      const [, left, top, dots] = /\^FO(\d+),(\d+)\^BQN,2,(\d+)/.exec(zpl)?.map(Number) ?? [];
      const [, textTop, textHeight, textWidth] =
        /\^FO0,(\d+)\^A0N,(\d+),(\d+)/.exec(zpl)?.map(Number) ?? [];
      if (left === undefined || top === undefined || dots === undefined) throw new Error(zpl);
      if (textTop === undefined || textHeight === undefined || textWidth === undefined) {
        throw new Error(zpl);
      }
      const size = qrOf(code).size * dots;
      expect(dots).toBeGreaterThanOrEqual(4);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left + size).toBeLessThanOrEqual(width * DOTS_PER_MM);
      expect(top + size).toBeLessThanOrEqual(textTop);
      expect(textTop + textHeight).toBeLessThanOrEqual(height * DOTS_PER_MM);
      // Characters of this font are at most 0.6 as wide as they are told to be.
      expect(textWidth * code.length * 0.6).toBeLessThanOrEqual(width * DOTS_PER_MM);
    }
  },
);

test('labels begin and end, each by itself', () => {
  const zpl = zplOf(['SB00001', 'SB00002', 'SB00003'], [50, 30]);
  expect(zpl.match(/\^XA/g)).toHaveLength(3);
  expect(zpl.match(/\^XZ/g)).toHaveLength(3);
  expect(zpl.startsWith('^XA')).toBe(true);
  expect(zpl.endsWith('^XZ')).toBe(true);
});

test.each(Object.entries(GRIDS))('the grid %s fits its page', (_format, grid) => {
  const { pageMm, columns, rows, labelMm, marginMm, gapMm } = grid;
  const width = marginMm[0] + columns * labelMm[0] + (columns - 1) * gapMm[0];
  const height = marginMm[1] + rows * labelMm[1] + (rows - 1) * gapMm[1];
  expect(width).toBeLessThanOrEqual(pageMm[0]);
  expect(height).toBeLessThanOrEqual(pageMm[1]);
});

test('formats are for paper or for label printers', () => {
  expect(isZpl('zpl-50x30')).toBe(true);
  expect(isZpl('a4-24')).toBe(false);
});
