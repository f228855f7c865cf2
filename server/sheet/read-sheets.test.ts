import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { textRows, workbook, zip } from '#test/workbook.ts';
import { readSheets } from './read-sheets.ts';
import { type Cell, columnName } from './sheet.ts';

const folder = await mkdtemp(join(tmpdir(), 'traitortrack-sheets-'));
afterAll(() => rm(folder, { recursive: true }));

type Read = [sheet: string, row: number, cells: readonly Cell[]];

async function read(bytes: Buffer | string): Promise<Read[]> {
  const path = join(folder, 'sheet');
  await writeFile(path, bytes);
  const rows: Read[] = [];
  let sheet = '';
  await readSheets(path, join(folder, 'spill'), {
    onSheet: (name) => {
      sheet = name;
    },
    onRow: (row, cells) => rows.push([sheet, row, [...cells]]),
  });
  return rows;
}

async function cellsOf(rows: string, more: object = {}): Promise<readonly Cell[][]> {
  const read1 = await read(await workbook({ sheets: [{ name: 'S', rows }], ...more }));
  return read1.map(([, , cells]) => [...cells]);
}

describe('a workbook', () => {
  test('gives every sheet, hidden ones too, with rows as they are numbered', async () => {
    const bytes = await workbook({
      sheets: [
        { name: 'Line 1', rows: textRows(['a', 'b'], [], ['c', null]) },
        { name: 'Old &amp; hidden', rows: textRows(['d']), isHidden: true },
      ],
    });
    expect(await read(bytes)).toEqual([
      ['Line 1', 1, ['a', 'b']],
      ['Line 1', 3, ['c']],
      ['Old & hidden', 1, ['d']],
    ]);
  });

  test('gives shared, rich, pronounced and escaped texts as they are seen', async () => {
    const texts = [
      '<t>plain &lt;&#65;&gt;</t>',
      '<r><t>rich </t></r><r><t xml:space="preserve">text</t></r>',
      '<t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh>',
      '<t>line_x000D_end</t>',
      '<t><![CDATA[5 < 6]]></t>',
    ];
    const cells = texts.map((_, at) => `<c t="s"><v>${at}</v></c>`).join('');
    expect(await cellsOf(`<row r="1">${cells}</row>`, { texts })).toEqual([
      ['plain <A>', 'rich text', '東京', 'line\rend', '5 < 6'],
    ]);
  });

  test('gives of a formula what it last gave', async () => {
    const rows =
      '<row r="1"><c r="A1" t="str"><f>B1&amp;"x"</f><v>0123130</v></c>' +
      '<c r="B1"><f>SUM(C1:C9)</f></c><c r="C1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>';
    expect(await cellsOf(rows)).toEqual([
      [
        '0123130',
        { fault: 'holds a formula without a stored result' },
        { fault: 'holds the error #DIV/0!' },
      ],
    ]);
  });

  test('gives numbers as the sheet shows them, and no date for a text', async () => {
    const rows =
      '<row r="1"><c><v>1234567</v></c><c s="1"><v>123130</v></c><c s="2"><v>45930</v></c>' +
      '<c><v>1.2345678901234567E+19</v></c><c><v>0.5</v></c><c t="b"><v>1</v></c></row>';
    expect(await cellsOf(rows, { formats: ['0000000', 'dd/mm/yyyy'] })).toEqual([
      [
        '1234567',
        '0123130',
        { fault: 'holds a date (2025-09-30), not a text' },
        { fault: 'holds a number of which the sheet has kept only the first 15 digits' },
        '0.5',
        'TRUE',
      ],
    ]);
  });

  test('with merged cells over each other is refused, however far down they reach', async () => {
    const sheet = (merges: string[]) =>
      workbook({ sheets: [{ name: 'S', rows: textRows(['a', 'b']), merges }] });
    const over = Array.from({ length: 60_000 }, () => 'B1:B1048576');
    await expect(read(await sheet(over))).rejects.toThrow('Merged cells overlap each other');
    // As many as there may be side by side; further right nobody looks.
    const columns = Array.from({ length: 200 }, (_, at) => columnName(at));
    const beside = columns.map((name) => `${name}1:${name}3`);
    expect((await read(await sheet(beside))).map(([, row]) => row)).toEqual([1, 2, 3]);
  });

  test('tells of each cell that is merged with another', async () => {
    const bytes = await workbook({
      sheets: [
        {
          name: 'S',
          rows: textRows(['title'], ['1', 'x'], ['2', null], [], ['9', 'y']),
          merges: ['A1:B1', 'B2:B4'],
        },
      ],
    });
    expect(await read(bytes)).toEqual([
      ['S', 1, ['title', { fault: 'is merged with A1' }]],
      ['S', 2, ['1', 'x']],
      ['S', 3, ['2', { fault: 'is merged with B2' }]],
      ['S', 4, ['', { fault: 'is merged with B2' }]],
      ['S', 5, ['9', 'y']],
    ]);
  });

  test('is read whatever prefix its tags have, and without places of cells', async () => {
    const sheet =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is>' +
      '</x:c><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const bytes = await zip({
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels':
        "<Relationships><Relationship Id='r' Type='x/officeDocument' Target='/xl/w.xml'/>" +
        '</Relationships>',
      'xl/w.xml': "<x:workbook><x:sheets><x:sheet name='N' r:id='q'/></x:sheets></x:workbook>",
      'xl/_rels/w.xml.rels':
        '<Relationships><Relationship Id="q" Type="x/worksheet" Target="s.xml"/></Relationships>',
      'xl/s.xml': sheet,
    });
    expect(await read(bytes)).toEqual([['N', 1, ['a', '7']]]);
  });

  test('may have more shared texts than fit the memory for them', async () => {
    const texts = Array.from({ length: 120_000 }, (_, at) => `<t>${'x'.repeat(300)} ${at}</t>`);
    const rows = [0, 119_999, 60_000, 0]
      .map((text, at) => `<row r="${at + 1}"><c t="s"><v>${text}</v></c></row>`)
      .join('');
    const cells = await cellsOf(rows, { texts });
    expect(cells.map(([cell]) => String(cell).slice(301))).toEqual(['0', '119999', '60000', '0']);
    expect(await readdir(folder)).toEqual(['sheet']);
  });
});

describe('a text', () => {
  const rows = [
    ['', 1, ['qr_id', 'type']],
    ['', 2, ['0123130', 'child; small']],
    ['', 4, ['ä', 'x "y"\nz']],
  ];

  test.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
    ['bars', '|'],
  ])('may be delimited by %s', async (_, mark) => {
    const text = `qr_id${mark}type\r\n0123130${mark}"child; small"\r\n\r\nä${mark}"x ""y""\nz"\r\n`;
    expect(await read(text)).toEqual(rows);
    expect(await read(`\ufeff${text}`)).toEqual(rows);
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(rows);
    expect(await read(Buffer.from(text, 'utf16le'))).toEqual(rows);
    expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toEqual(rows);
    expect(await read(Buffer.from(text, 'latin1'))).toEqual(rows);
    expect(await read(`sep=${mark}\r\n${text}`)).toEqual(rows);
  });

  test('keeps a quotation mark within a field, and a last line without an end', async () => {
    expect(await read('a,b\n5" pipe,x')).toEqual([
      ['', 1, ['a', 'b']],
      ['', 2, ['5" pipe', 'x']],
    ]);
  });

  test('is read alike wherever its pieces are cut', async () => {
    const line = '"ä ""quoted"" text\r\nin two lines",plain,""\r\n';
    const long = await read(`a,b,c\r\n${line.repeat(30_000)}`);
    expect(long).toHaveLength(30_001);
    expect(new Set(long.slice(1).map(([, , cells]) => JSON.stringify(cells))).size).toBe(1);
    expect(long.at(-1)).toEqual(['', 30_001, ['ä "quoted" text\r\nin two lines', 'plain', '']]);
  });
});

/** A zip of one part whose sizes are a lie, or whose content is. */
function zipOf(name: string, content: Buffer, size: number, flags = 0): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  head.copy(entry, 6, 4, 30);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length + name.length, 12);
  end.writeUInt32LE(head.length + name.length + content.length, 16);
  return Buffer.concat([head, Buffer.from(name), content, entry, Buffer.from(name), end]);
}

const DAMAGED = 'The workbook is damaged';
const good = await workbook({ sheets: [{ name: 'S', rows: textRows(['a', 'b']) }] });
const zeros = deflateRawSync(Buffer.alloc(64 * 1024 * 1024));
const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(2_000)]);
const encrypted = Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]);
const part = '<Relationships><Relationship Id="a" Type="x/officeDocument" Target="';

describe('what cannot be read says why', () => {
  test.each<[name: string, bytes: Buffer | string | Promise<Buffer>, why: string]>([
    ['an empty file', '', 'The file is empty'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d4948445200', 'hex'), 'no spreadsheet'],
    ['a workbook that is cut off', good.subarray(0, -200), DAMAGED],
    ['a workbook with a damaged sheet', Buffer.from(good).fill(0, 60, 300), DAMAGED],
    ['a zip of something else', zip({ 'a.txt': 'x' }), 'no Excel workbook'],
    [
      'a document',
      zip({
        '[Content_Types].xml': '',
        '_rels/.rels': `${part}word/document.xml"/></Relationships>`,
        'word/document.xml': '<document/>',
      }),
      'no Excel workbook',
    ],
    [
      'a binary workbook',
      zip({
        '[Content_Types].xml': '',
        '_rels/.rels': `${part}xl/workbook.bin"/></Relationships>`,
      }),
      '(.xlsb)',
    ],
    ['an OpenDocument', zip({ mimetype: 'x', 'content.xml': '<a/>' }), 'OpenDocument'],
    ['an old workbook', ole, 'the old format (.xls)'],
    ['a workbook with a password', encrypted, 'protected by a password'],
    ['a zip with a password', zipOf('a.xml', zeros, 99, 1), 'protected by a password'],
    ['a zip bomb', zipOf('a.xml', zeros, 64 * 1024 * 1024), 'a zip bomb'],
    ['a zip bomb of honest ratio', zipOf('a.xml', zeros, 3_000_000_000), 'a zip bomb'],
    ['a zip that lies of its size', lyingOfSize(good), DAMAGED],
    ['XML that ends too early', sheetWith('<row r="1"><c>'), DAMAGED],
    ['XML with a document type', sheetWith('<!DOCTYPE x [<!ENTITY a "b">]>'), DAMAGED],
    ['rows in no order', sheetWith('<row r="5"/><row r="2"/>'), 'muddled'],
    ['a cell far to the right', sheetWith('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), 'columns'],
    ['a text after a closed quote', 'a,b\n1,2\n3,"x"y\n', 'Row 3 has a broken quotation mark'],
    ['a quote that is never closed', 'a,b\n1,2\n3,"x\n4,5\n', 'Row 3 opens a quotation mark'],
    ['an endless field', `a\n"${'x'.repeat(100_000)}`, 'Row 2 opens a quotation mark'],
  ])('%s', async (_name, bytes, why) => {
    await expect(read(await bytes)).rejects.toThrow(why);
  });

  /** The sheet's entry in the directory, where its size stands 22 bytes before its name. */
  function lyingOfSize(bytes: Buffer): Buffer {
    const lying = Buffer.from(bytes);
    const name = lying.lastIndexOf('xl/worksheets/sheet1.xml');
    lying.writeUInt32LE(10, name - 22);
    return lying;
  }

  function sheetWith(rows: string): Promise<Buffer> {
    return workbook({ sheets: [{ name: 'S', rows }] });
  }
});
