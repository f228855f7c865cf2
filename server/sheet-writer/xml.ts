import { type Cell, type Column, guardText } from './column.ts';
import { makeSerialClock } from './serial-time.ts';

/** What of a column a sheet needs besides its cells. */
export type Head = Pick<Column<never>, 'name' | 'type'>;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** Numbers of the formats in `STYLES`. */
const STYLE = { head: 1, instant: 2, date: 3 } as const;

const STYLES = `${DECLARATION}<styleSheet xmlns="${MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>
<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>
</styleSheet>`;

type Part = readonly [path: string, xml: string];

/** The parts of a workbook that are the same in all of them. */
export const FIXED_PARTS: readonly Part[] = [
  [
    '_rels/.rels',
    `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">
<Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>`,
  ],
  ['xl/styles.xml', STYLES],
];

/** The parts that name the sheets, which are numbered from 1 on. */
export function bookParts(sheetNames: readonly string[]): readonly Part[] {
  const each = (write: (name: string, number: number) => string) =>
    sheetNames.map((name, at) => write(escapeXml(name), at + 1)).join('\n');
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const pathOf = (number: number) => `worksheets/sheet${number}.xml`;
  const sheetType = (_name: string, number: number) =>
    `<Override PartName="/xl/${pathOf(number)}" ContentType="${type}.worksheet+xml"/>`;
  const relation = (_name: string, number: number) =>
    `<Relationship Id="rId${number}" Type="${RELATIONS}/worksheet" Target="${pathOf(number)}"/>`;
  return [
    [
      '[Content_Types].xml',
      `${DECLARATION}<Types xmlns="${PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/>
<Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>
${each(sheetType)}
</Types>`,
    ],
    [
      'xl/workbook.xml',
      `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>
${each((name, n) => `<sheet name="${name}" sheetId="${n}" r:id="rId${n}"/>`)}
</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">
${each(relation)}
<Relationship Id="rIdStyles" Type="${RELATIONS}/styles" Target="styles.xml"/>
</Relationships>`,
    ],
  ];
}

const WIDTHS: Readonly<Record<Head['type'], number>> = {
  text: 18,
  number: 12,
  instant: 20,
  date: 12,
};

/** A sheet up to its first row: the heads stay in sight. */
export function sheetStart(heads: readonly Head[]): string {
  const widths = heads.map(
    ({ type }, at) =>
      `<col min="${at + 1}" max="${at + 1}" width="${WIDTHS[type]}" customWidth="1"/>`,
  );
  return `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
<cols>${widths.join('')}</cols><sheetData>`;
}

export const SHEET_END = '</sheetData></worksheet>';

/** Writes the rows of one sheet, one after the other. */
export interface RowWriter {
  head(): string;
  rows(rows: readonly (readonly Cell[])[]): string;
}

/** @param timeZone whose clocks the times of `instant` columns are shown by. */
export function makeRowWriter(heads: readonly Head[], timeZone: string): RowWriter {
  const letters = heads.map((_, at) => columnName(at));
  const clock = makeSerialClock(timeZone);
  let number = 0;
  const write = ({ type }: Head, cell: Cell, at: number): string => {
    if (cell === null) return '';
    const place = `${letters[at]}${number}`;
    if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
    if (type === 'instant' || type === 'date') {
      return `<c r="${place}" s="${STYLE[type]}"><v>${clock(cell)}</v></c>`;
    }
    return textCell(place, guardText(cell));
  };
  return {
    head: () => {
      number++;
      const cells = heads.map(({ name }, at) =>
        textCell(`${letters[at]}${number}`, name, STYLE.head),
      );
      return `<row r="${number}">${cells.join('')}</row>`;
    },
    rows: (rows) => {
      let xml = '';
      for (const row of rows) {
        number++;
        xml += `<row r="${number}">`;
        for (const [at, head] of heads.entries()) xml += write(head, row[at] ?? null, at);
        xml += '</row>';
      }
      return xml;
    },
  };
}

function textCell(place: string, text: string, style = 0): string {
  const styled = style === 0 ? '' : ` s="${style}"`;
  // Without it a reader may drop spaces at the ends.
  const kept = /^\s|\s$/.test(text) ? ' xml:space="preserve"' : '';
  return `<c r="${place}"${styled} t="inlineStr"><is><t${kept}>${escapeXml(text)}</t></is></c>`;
}

/** What XML cannot hold at all is dropped: no control character is meant to be read. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: raw scans may have them
const SPECIAL = /[&<>"\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escapeXml(text: string): string {
  return text.replace(SPECIAL, (character) => ENTITIES[character] ?? '');
}

/** A, B, ... Z, AA: the name of the column at a place from 0 on. */
function columnName(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : columnName(Math.floor(at / 26) - 1) + letter;
}
