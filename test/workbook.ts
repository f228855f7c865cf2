import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** A workbook as a test writes it: what stands between the tags of each sheet's rows. */
export interface TestWorkbook {
  readonly sheets: readonly TestSheet[];
  /** Formats of numbers, that cells name by their place: `s="1"` is the first. */
  readonly formats?: readonly string[];
  readonly texts?: readonly string[];
  /** Attributes of the workbook's properties. */
  readonly properties?: string;
}

export interface TestSheet {
  readonly name: string;
  /** The XML of its rows. */
  readonly rows: string;
  /** Ranges such as `B2:B5`. */
  readonly merges?: readonly string[];
  readonly isHidden?: boolean;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';

/** Rows of texts, from row 1 on; a null leaves the cell out. */
export function textRows(...rows: readonly (readonly (string | null)[])[]): string {
  return rows.map((cells, at) => `<row r="${at + 1}">${textCells(at + 1, cells)}</row>`).join('');
}

function textCells(row: number, cells: readonly (string | null)[]): string {
  return cells
    .map((text, at) => {
      const place = `${String.fromCharCode(65 + at)}${row}`;
      return text === null ? '' : `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;
    })
    .join('');
}

export function workbook({ sheets, formats, texts, properties }: TestWorkbook): Promise<Buffer> {
  const parts = sheets.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`] as const);
  const relations = [
    ...parts,
    ['styles', 'styles.xml'] as const,
    ['sharedStrings', 'sharedStrings.xml'] as const,
  ];
  return zip({
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relationsXml([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml':
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr ${properties ?? ''}/><sheets>` +
      sheets.map(sheetEntry).join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relationsXml(relations),
    'xl/styles.xml': stylesXml(formats ?? []),
    'xl/sharedStrings.xml': textsXml(texts ?? []),
    ...Object.fromEntries(sheets.map((sheet, at) => [`xl/${parts[at]?.[1]}`, sheetXml(sheet)])),
  });
}

function textsXml(texts: readonly string[]): string {
  return `<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`;
}

function sheetEntry({ name, isHidden }: TestSheet, at: number): string {
  const state = isHidden ? ' state="hidden"' : '';
  return `<sheet name="${name}" sheetId="${at + 1}"${state} r:id="rId${at + 1}"/>`;
}

function sheetXml({ rows, merges = [] }: TestSheet): string {
  const merged = merges.map((range) => `<mergeCell ref="${range}"/>`).join('');
  const tail = merges.length === 0 ? '' : `<mergeCells>${merged}</mergeCells>`;
  return `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData>${tail}</worksheet>`;
}

function relationsXml(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], at) =>
      `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}">${each.join('')}</Relationships>`;
}

const OWN_FORMATS = 164;

function stylesXml(formats: readonly string[]): string {
  const codes = formats.map(
    (code, at) => `<numFmt numFmtId="${OWN_FORMATS + at}" formatCode="${code}"/>`,
  );
  const styles = formats.map((_, at) => `<xf numFmtId="${OWN_FORMATS + at}"/>`);
  return (
    `<styleSheet><numFmts>${codes.join('')}</numFmts>` +
    `<cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`
  );
}

/** A zip of these files. */
export function zip(files: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const made = new ZipFile();
  for (const [name, content] of Object.entries(files)) made.addBuffer(Buffer.from(content), name);
  made.end();
  return buffer(made.outputStream);
}
