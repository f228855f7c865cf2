import { posix } from 'node:path';
import { type NumberFormat, numberFormatOf, PLAIN_NUMBER } from './number-format.ts';
import { SheetFault } from './sheet.ts';
import { makeStringStore, type StringStore } from './string-store.ts';
import type { WorkbookFile } from './workbook-file.ts';
import { attributeOf, makeXmlParser, type XmlReader } from './xml.ts';

/** What a workbook says of itself, before its sheets are read. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly part: string }[];
  readonly texts: StringStore;
  /** By the number that a cell names its style with. */
  readonly formats: readonly NumberFormat[];
  readonly is1904: boolean;
}

const SHEETS_MAX = 1_000;

const NO_WORKBOOK = 'The file is a zip, but no Excel workbook: save it as .xlsx';
const BINARY = 'The file is a binary workbook (.xlsb): save it as .xlsx';
const OPEN_DOCUMENT = 'The file is an OpenDocument spreadsheet: save it as .xlsx or .csv';

/** @param spillFile for shared texts that do not fit the memory they may take. */
export async function readWorkbook(file: WorkbookFile, spillFile: string): Promise<Workbook> {
  const part = await findWorkbookPart(file);
  const relations = await readRelations(file, part);
  const target = (type: string) => relations.find((one) => one.type.endsWith(type))?.target;
  const { sheets, is1904 } = await readOutline(file, part);
  const formats = await readFormats(file, target('/styles'));
  if (sheets.length === 0) throw new SheetFault(NO_WORKBOOK);
  const byId = new Map(relations.map((one) => [one.id, one]));
  const texts = await readTexts(file, target('/sharedStrings'), spillFile);
  return {
    // Charts and dialogues are sheets, too, without rows.
    sheets: sheets.flatMap(({ name, id }) => {
      const { type = '', target = '' } = byId.get(id) ?? {};
      return type.endsWith('/worksheet') && file.has(target) ? [{ name, part: target }] : [];
    }),
    texts,
    formats,
    is1904,
  };
}

interface Relation {
  readonly id: string;
  readonly type: string;
  /** The part's whole name. */
  readonly target: string;
}

async function findWorkbookPart(file: WorkbookFile): Promise<string> {
  if (file.has('content.xml') && file.has('mimetype')) throw new SheetFault(OPEN_DOCUMENT);
  if (!file.has('[Content_Types].xml')) throw new SheetFault(NO_WORKBOOK);
  const relations = await readRelations(file, '');
  const target = relations.find(({ type }) => type.endsWith('/officeDocument'))?.target;
  if (target?.endsWith('.bin')) throw new SheetFault(BINARY);
  // Documents and presentations are built alike.
  const isOther = target === undefined || /^(word|ppt|visio)\//.test(target) || !file.has(target);
  if (isOther) throw new SheetFault(NO_WORKBOOK);
  return target;
}

/** @param part whose relations they are; an empty one for those of the whole file. */
async function readRelations(file: WorkbookFile, part: string): Promise<Relation[]> {
  const folder = posix.dirname(part);
  const name = posix.join(folder, '_rels', `${posix.basename(part)}.rels`);
  if (!file.has(name)) return [];
  const relations: Relation[] = [];
  await readXml(file, name, (tag, attributes) => {
    if (tag !== 'Relationship') return;
    const target = attributeOf(attributes, 'Target') ?? '';
    relations.push({
      id: attributeOf(attributes, 'Id') ?? '',
      type: attributeOf(attributes, 'Type') ?? '',
      target: target.startsWith('/') ? target.slice(1) : posix.join(folder, target),
    });
  });
  return relations;
}

/** All sheets in their order, hidden ones too. */
async function readOutline(file: WorkbookFile, part: string) {
  const sheets: { name: string; id: string }[] = [];
  let is1904 = false;
  await readXml(file, part, (tag, attributes) => {
    if (tag === 'workbookPr') is1904 = /^(1|true)$/.test(attributeOf(attributes, 'date1904') ?? '');
    if (tag !== 'sheet') return;
    if (sheets.length === SHEETS_MAX) throw new SheetFault(`It has over ${SHEETS_MAX} sheets`);
    const id = /\s(?:\w+:)?id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1] ?? '';
    sheets.push({ name: attributeOf(attributes, 'name') ?? '', id });
  });
  return { sheets, is1904 };
}

async function readFormats(file: WorkbookFile, part: string | undefined): Promise<NumberFormat[]> {
  if (part === undefined || !file.has(part)) return [];
  const codes = new Map<number, string>();
  const formats: NumberFormat[] = [];
  let isInCells = false;
  await readXml(
    file,
    part,
    (tag, attributes) => {
      if (tag === 'cellXfs') isInCells = true;
      if (tag === 'numFmt') {
        const id = Number(attributeOf(attributes, 'numFmtId'));
        codes.set(id, attributeOf(attributes, 'formatCode') ?? '');
      }
      if (tag !== 'xf' || !isInCells) return;
      const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
      formats.push(numberFormatOf(id, codes.get(id)));
    },
    (tag) => {
      if (tag === 'cellXfs') isInCells = false;
    },
  );
  return formats;
}

async function readTexts(
  file: WorkbookFile,
  part: string | undefined,
  spillFile: string,
): Promise<StringStore> {
  const texts = makeStringStore(spillFile);
  if (part === undefined || !file.has(part)) return texts;
  let text = '';
  let isInText = false;
  // How Japanese is pronounced stands beside the text, and is no part of it.
  let phonetics = 0;
  const reader: XmlReader = {
    get wantsText() {
      return isInText;
    },
    onOpen: (tag) => {
      if (tag === 'si') text = '';
      else if (tag === 'rPh') phonetics++;
      else if (tag === 't') isInText = phonetics === 0;
    },
    onText: (piece) => {
      text += piece;
    },
    onClose: (tag) => {
      if (tag === 'si') texts.add(withoutEscapes(text));
      else if (tag === 'rPh') phonetics--;
      else if (tag === 't') isInText = false;
    },
  };
  try {
    const parser = makeXmlParser(part, reader);
    await file.read(part, parser.write);
    parser.end();
    return texts;
  } catch (error) {
    texts.close();
    throw error;
  }
}

/** Characters that XML cannot hold are written as `_x000D_`. */
function withoutEscapes(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

async function readXml(
  file: WorkbookFile,
  part: string,
  onOpen: XmlReader['onOpen'],
  onClose: XmlReader['onClose'] = () => undefined,
): Promise<void> {
  const parser = makeXmlParser(part, {
    onOpen,
    onClose,
    onText: () => undefined,
    wantsText: false,
  });
  await file.read(part, parser.write);
  parser.end();
}

export function formatOf({ formats }: Workbook, style: string | null): NumberFormat {
  return (style === null ? formats[0] : formats[Number(style)]) ?? PLAIN_NUMBER;
}
