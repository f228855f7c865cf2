import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { FONT } from './font.ts';
import { qrOf, qrSvg } from './qr.ts';

/** What all papers of A4 size share. */

export const MARGIN = 36;
const QR_POINTS = 80;

/** @param foot what each page says of itself, besides its number. */
export function paperOf(title: string, foot: string, content: Content[]): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN + 10],
    info: { title, producer: 'TraitorTrack' },
    defaultStyle: { font: FONT.name, fontSize: 9 },
    content,
    footer: (page, pages) => ({
      columns: [
        { text: foot },
        { text: `page ${page} of ${pages}`, alignment: 'right', width: 'auto' },
      ],
      margin: [MARGIN, 10],
      fontSize: 8,
      color: '#444444',
    }),
  };
}

/** The top of a paper: what it is, what is known, and its code to scan. */
export function headOf(
  title: string,
  code: string,
  facts: readonly (readonly [name: string, value: string | null])[],
): Content {
  const known = facts.filter(([, value]) => value !== null && value !== '');
  return {
    columns: [
      {
        stack: [
          { text: title, fontSize: 18, bold: true, margin: [0, 0, 0, 8] },
          {
            layout: { ...NO_LINES, paddingLeft: () => 0 },
            table: {
              widths: ['auto', '*'],
              body: known.map(([name, value]) => [
                { text: name, color: '#444444' },
                { text: value ?? '', bold: true },
              ]),
            },
          },
        ],
      },
      {
        width: QR_POINTS,
        stack: [
          { svg: qrSvg(qrOf(code)), width: QR_POINTS },
          { text: code, alignment: 'center', fontSize: 8, margin: [0, 4, 0, 0] },
        ],
      },
    ],
    columnGap: 20,
    margin: [0, 0, 0, 14],
  };
}

const NO_LINES = { hLineWidth: () => 0, vLineWidth: () => 0 };

/** A table whose heads are repeated on each page. */
export function tableOf(
  heads: readonly {
    readonly text: string;
    readonly width: 'auto' | '*';
    readonly isNumber?: true;
  }[],
  rows: readonly (readonly string[])[],
  sums: readonly string[] = [],
): Content {
  const alignments = heads.map(({ isNumber }) => (isNumber ? 'right' : 'left'));
  const line = (texts: readonly string[], bold: boolean): TableCell[] =>
    texts.map((text, at) => ({ text, bold, alignment: alignments[at] ?? 'left' }));
  return {
    layout: 'lightHorizontalLines',
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: heads.map(({ width }) => width),
      body: [
        line(
          heads.map(({ text }) => text),
          true,
        ),
        ...rows.map((row) => line(row, false)),
        ...(sums.length === 0 ? [] : [line(sums, true)]),
      ],
    },
  };
}

/** Lines to sign on, which stay together. */
export function signaturesOf(names: readonly string[]): Content {
  return {
    unbreakable: true,
    margin: [0, 50, 0, 0],
    columnGap: 20,
    columns: names.map((name) => ({
      stack: [
        { canvas: [{ type: 'line', x1: 0, y1: 0, x2: 115, y2: 0, lineWidth: 0.7 }] },
        { text: name, margin: [0, 3, 0, 0], fontSize: 8 },
      ],
    })),
  };
}
