import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/** A packing sheet as the factory's program writes it: shared texts, a parent after its labels. */
export interface SheetPlan {
  /** Rows with something in them, in all sheets, besides their headers. */
  readonly rows: number;
  /** Goes before the numbers of packets, so that several sheets share none: digits. */
  readonly prefix: string;
  /** The pattern of the parents' codes, with a `#` for each digit. */
  readonly pattern: string;
}

const CHILDREN = 30;
/** Excel's limit, less some: a longer list goes on on the next sheet. */
const SHEET_ROWS_MAX = 31 * 32_000;
const CHUNK_CHARACTERS = 64 * 1024;
const LOTS = ['MUS-2025/117', 'KRNT-88', 'STAR44GG24611'];

/** Writes the workbook; memory does not grow with it. */
export async function writePackingSheet(path: string, plan: SheetPlan): Promise<void> {
  const zip = new ZipFile();
  const written = finished(zip.outputStream.pipe(createWriteStream(path)));
  const sheets = Math.max(1, Math.ceil(plan.rows / SHEET_ROWS_MAX));
  const add = (name: string, pieces: Iterable<string>) =>
    zip.addReadStreamLazy(name, { compressionLevel: 6 }, (give) => {
      give(null, Readable.from(inChunks(pieces), { objectMode: false }));
    });
  add('[Content_Types].xml', contentTypes(sheets));
  add('_rels/.rels', [XML, relations([['officeDocument', 'xl/workbook.xml']])]);
  add('xl/workbook.xml', workbook(sheets));
  const parts = Array.from({ length: sheets }, (_, at) => ['worksheet', sheetPart(at)] as const);
  add('xl/_rels/workbook.xml.rels', [
    XML,
    relations([...parts, ['sharedStrings', 'sharedStrings.xml'] as const]),
  ]);
  for (let at = 0; at < sheets; at++) add(`xl/${sheetPart(at)}`, sheet(plan, at));
  add('xl/sharedStrings.xml', sharedStrings(plan));
  zip.end();
  await written;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

function sheetPart(at: number): string {
  return `worksheets/sheet${at + 1}.xml`;
}

function contentTypes(sheets: number): string[] {
  const type = (part: string, name: string) =>
    `<Override PartName="/xl/${part}" ContentType="application/vnd.openxmlformats-officedocument.` +
    `spreadsheetml.${name}+xml"/>`;
  return [
    `${XML}<Types xmlns="${PACKAGE}/content-types">`,
    '<Default Extension="rels" ',
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    type('workbook.xml', 'sheet.main'),
    ...Array.from({ length: sheets }, (_, at) => type(sheetPart(at), 'worksheet')),
    `${type('sharedStrings.xml', 'sharedStrings')}</Types>`,
  ];
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function workbook(sheets: number): string[] {
  const each = Array.from(
    { length: sheets },
    (_, at) => `<sheet name="Line ${at + 1}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`,
  );
  return [`${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>`, ...each, END_WORKBOOK];
}

const END_WORKBOOK = '</sheets></workbook>';

/** Texts 0 to 2 are the headers and the mark of a parent; that of row n follows in its order. */
const FIRST_TEXT = 3;

function* sheet({ rows }: SheetPlan, number: number): Generator<string> {
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetData>`;
  yield rowXml(1, '<c r="A1" t="s"><v>0</v></c>', 0 + 1);
  const first = number * SHEET_ROWS_MAX;
  const last = Math.min(rows, first + SHEET_ROWS_MAX);
  for (let at = first; at < last; at++) {
    const row = at - first + 2;
    const place = at % (CHILDREN + 1);
    const serial =
      place === CHILDREN
        ? `<c r="A${row}" t="s"><v>2</v></c>`
        : `<c r="A${row}"><v>${place + 1}</v></c>`;
    yield rowXml(row, serial, at + FIRST_TEXT);
  }
  yield '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75"/></worksheet>';
}

function rowXml(row: number, first: string, text: number): string {
  return `<row r="${row}" spans="1:2">${first}<c r="B${row}" t="s"><v>${text}</v></c></row>`;
}

function* sharedStrings(plan: SheetPlan): Generator<string> {
  yield `${XML}<sst xmlns="${MAIN}"><si><t>Sr. No.</t></si><si><t>QR Code</t></si>`;
  yield '<si><t>Parent Code</t></si>';
  for (const text of packingTexts(plan)) yield `<si><t>${text}</t></si>`;
  yield '</sst>';
}

/** Column B of each row, in order: thirty labels, then their parent. */
export function* packingTexts({ rows, prefix, pattern }: SheetPlan): Generator<string> {
  for (let at = 0; at < rows; at++) {
    const batch = Math.floor(at / (CHILDREN + 1));
    const place = at % (CHILDREN + 1);
    if (place === CHILDREN) {
      const digits = pattern.replaceAll(/[^#]/g, '').length;
      const number = String(batch).padStart(digits, '0');
      yield pattern.replace(/#+/, number);
    } else {
      const code = prefix + String(batch * CHILDREN + place).padStart(7, '0');
      const lot = LOTS[batch % LOTS.length];
      yield `LABEL NO.:${code} LOT NO.:${lot}, D.O.T.:30/09/2025 M.R.P. Rs 180`;
    }
  }
}

function* inChunks(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
