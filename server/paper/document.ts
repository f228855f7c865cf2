import { createRequire } from 'node:module';
import type { createPdf } from 'pdfmake';
import type { TDocumentDefinitions, TFontDictionary } from 'pdfmake/interfaces.js';
import type { Bag, PackedChild } from '#contract/bag.ts';
import type { Bill } from '#contract/bill.ts';
import type { DayReport } from '#contract/report.ts';
import type { Grid } from '../label/format.ts';
import { billPaper } from './bill-paper.ts';
import { dayPaper } from './day-paper.ts';
import { FONT } from './font.ts';
import { labelSheet } from './label-sheet.ts';
import { packingSlip } from './packing-slip.ts';
import { makeWords } from './words.ts';

/** What can be printed, with all that is needed for it: it goes to another thread. */
export type PaperDocument =
  | (Printed & { readonly kind: 'bill'; readonly bill: Bill })
  | (Printed & {
      readonly kind: 'packing-slip';
      readonly parent: Bag;
      readonly children: readonly PackedChild[];
    })
  | (Printed & { readonly kind: 'day'; readonly report: DayReport })
  | { readonly kind: 'labels'; readonly codes: readonly string[]; readonly grid: Grid };

interface Printed {
  /** In UTC; shown by the clocks of `timeZone`. */
  readonly printedAt: string;
  readonly timeZone: string;
}

/** A document as PDF. It may take a processor for seconds. */
export async function renderDocument(document: PaperDocument): Promise<Uint8Array> {
  if (document.kind === 'labels') return labelSheet(document.codes, document.grid);
  return printer().createPdf(definitionOf(document)).getBuffer();
}

function definitionOf(document: Exclude<PaperDocument, { kind: 'labels' }>): TDocumentDefinitions {
  const { printedAt } = document;
  const words = makeWords(document.timeZone);
  switch (document.kind) {
    case 'bill':
      return billPaper(document.bill, printedAt, words);
    case 'packing-slip':
      return packingSlip(document.parent, document.children, printedAt, words);
    case 'day':
      return dayPaper(document.report, printedAt, words);
  }
}

/** The part of the library that is used; its types know no default export. */
interface Pdfmake {
  readonly createPdf: typeof createPdf;
  setFonts(fonts: TFontDictionary): void;
  setUrlAccessPolicy(mayFetch: (url: string) => boolean): void;
  setLocalAccessPolicy(mayRead: (path: string) => boolean): void;
}

let made: Pdfmake | undefined;

/** Set up when first needed. It fetches nothing, and reads nothing but the fonts. */
function printer(): Pdfmake {
  if (made !== undefined) return made;
  const pdfmake: Pdfmake = createRequire(import.meta.url)('pdfmake');
  pdfmake.setFonts({ [FONT.name]: { normal: FONT.regular, bold: FONT.bold } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(FONT.folder));
  made = pdfmake;
  return made;
}
