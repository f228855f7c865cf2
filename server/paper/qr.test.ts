import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeQr } from '#test/pdf.ts';
import { QUIET_MODULES, qrOf, qrSvg } from './qr.ts';

/** As scanners see it: dark modules, and the quiet zone around them. */
function decoded(text: string): string | null {
  const { size, runs } = qrOf(text);
  const boxes = runs.map(({ x, y, length }) => ({
    x: x + QUIET_MODULES,
    y: y + QUIET_MODULES,
    width: length,
    height: 1,
  }));
  const edge = size + 2 * QUIET_MODULES;
  const page = { text: '', width: edge, height: edge, boxes };
  return decodeQr(page, { x: 0, y: 0, width: edge, height: edge });
}

test('any code is read back as it was', () => {
  const characters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/.'];
  const codes = fc
    .array(fc.constantFrom(...characters), { minLength: 3, maxLength: 50 })
    .map((chosen) => chosen.join(''));
  fc.assert(
    fc.property(codes, (code) => {
      expect(decoded(code)).toBe(code);
    }),
    { numRuns: 50 },
  );
});

test('the text of a whole label is read back, too', () => {
  const label = 'LABEL NO.:0016586 LOT NO.:STAR44GG24611, D.O.T.:30/09/2025';
  expect(decoded(label)).toBe(label);
});

test('the drawing has a path for each run of dark modules', () => {
  const qr = qrOf('SB12345');
  const svg = qrSvg(qr);
  expect(svg).toContain(`viewBox="0 0 ${qr.size} ${qr.size}"`);
  expect(svg.match(/M\d+ \d+h\d+v1h-\d+z/g)).toHaveLength(qr.runs.length);
});
