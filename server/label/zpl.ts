import { qrOf } from '../paper/qr.ts';

/** At 203 dpi, which most label printers have. */
const DOTS_PER_MM = 8;
const EDGE_MM = 1.5;
const TEXT_SHARE = 0.2;
/** A QR code's dots are at most ten times as large as the printer's (ZPL II, ^BQ). */
const MAGNIFICATION_MAX = 10;

/**
 * Labels in ZPL II, Zebra's language that most label printers speak. The printer makes the QR code
 * itself. Codes hold nothing that the language takes for a command.
 */
export function zplOf(
  codes: readonly string[],
  [widthMm, heightMm]: readonly [number, number],
): string {
  const width = widthMm * DOTS_PER_MM;
  const height = heightMm * DOTS_PER_MM;
  const edge = EDGE_MM * DOTS_PER_MM;
  const text = Math.round(height * TEXT_SHARE);
  return codes
    .map((code) => {
      const { size } = qrOf(code);
      const room = Math.min(width, height - text) - 2 * edge;
      const dots = Math.min(MAGNIFICATION_MAX, Math.floor(room / size));
      const left = Math.round((width - size * dots) / 2);
      return [
        '^XA^CI28',
        `^PW${width}^LL${height}^LH0,0`,
        `^FO${left},${edge}^BQN,2,${dots}^FDMA,${code}^FS`,
        `^FO0,${height - text - edge / 2}^A0N,${text},${textWidth(code, text, width)}`,
        `^FB${width},1,0,C^FD${code}^FS`,
        '^XZ',
      ].join('\n');
    })
    .join('\n');
}

/** As wide as the characters are high, or as all of them fit. */
function textWidth(code: string, height: number, width: number): number {
  return Math.min(height, Math.floor((width * 1.6) / code.length));
}
