import { readdir, rm } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { client } from '#test/client.ts';
import { csv, importsClient, openImportingApp, type Sheet, sendForm } from '#test/imports.ts';
import { textRows, workbook, zip } from '#test/workbook.ts';

const { app, asAdmin, dataDir, db } = await openImportingApp();
const headers = await asAdmin();
const imports = importsClient(app, headers);

async function faultOf(query: string, sheet: Sheet): Promise<string | null> {
  const { state, fault, counts } = await imports.run(`mode=commit&${query}`, sheet);
  expect(state).toBe('failed');
  expect(counts).toEqual({ created: 0, linked: 0, same: 0, conflict: 0, refused: 0 });
  return fault;
}

const file = (bytes: Buffer): Sheet => ({ name: 'sheet.xlsx', bytes });
const good = await workbook({ sheets: [{ name: 'S', rows: textRows(['a', 'LABEL NO.:12345']) }] });
const otherZip = await zip({ a: 'b' });
const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);

describe('a file that cannot be read changes nothing, and the import says why', () => {
  test.each<[name: string, query: string, sheet: Sheet, why: string]>([
    ['no spreadsheet', 'kind=packing', file(Buffer.from([1, 2, 0, 3, 0, 0, 9])), 'no spreadsheet'],
    ['cut off', 'kind=packing', file(good.subarray(0, -99)), 'damaged or cut off'],
    ['another zip', 'kind=packing', file(otherZip), 'no Excel workbook'],
    [
      'with a password',
      'kind=packing',
      file(Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')])),
      'protected by a password',
    ],
    [
      'a broken quote, after rows that are right',
      'kind=bags',
      csv('qr_id,type,parent_qr_id', '8000001,child,', '8000002,"child,', '8000003,child,'),
      'Row 3 opens a quotation mark that is never closed',
    ],
    [
      'a header in another language',
      'kind=bags',
      csv('क्यूआर,प्रकार', '8000001,child'),
      'Row 1 must name the columns qr_id, type, parent_qr_id, in English: qr_id and type are ' +
        'missing. It has "क्यूआर", "प्रकार"',
    ],
    ['no row at all', 'kind=bills', csv('', ''), 'The file has no rows'],
  ])('%s', async (_name, query, sheet, why) => {
    expect(await faultOf(query, sheet)).toContain(why);
    expect(await db.runText('select from bag union all select from scan', [])).toEqual([]);
  });
});

describe('what is odd in a sheet is said of its rows', () => {
  test('formulas, merged cells, dates, and rows with nothing in them', async () => {
    const label = '<c r="B2" t="str"><f>"LABEL NO.:"&amp;C2</f><v>LABEL NO.:8100001</v></c>';
    const row = (number: number, cells: string) => `<row r="${number}">${cells}</row>`;
    const rows = [
      row(2, label),
      row(3, '<c r="A3"><v>2</v></c><c r="B3"><f>NOW()</f></c>'),
      row(4, '<c r="A4"><v>3</v></c><c r="B4" s="1"><v>45930</v></c>'),
      row(5, '<c r="A5"><v>4</v></c><c r="B5" t="inlineStr"><is><t>LABEL NO.8100005</t></is></c>'),
      row(
        9,
        '<c r="A9" t="inlineStr"><is><t>Parent Code</t></is></c><c r="B9" t="e"><v>#N/A</v></c>',
      ),
      row(10, '<c r="A10"/><c r="B10" s="1"/>'),
    ].join('');
    const bytes = await workbook({
      sheets: [{ name: 'S', rows, merges: ['B5:B6', 'D1:D20'] }],
      formats: ['dd/mm/yyyy'],
    });
    const done = await imports.run('kind=packing&mode=commit', file(bytes));
    const fates = await imports.rows(done.id);
    expect(fates.map(({ row, reason, detail }) => [row, reason, detail])).toEqual([
      [2, 'no_parent', 'No parent follows on its sheet that it could belong to'],
      [3, 'malformed', 'Not accepted: B holds a formula without a stored result'],
      [4, 'malformed', 'Not accepted: B holds a date (2025-09-30), not a text'],
      [5, 'no_parent', 'No parent follows on its sheet that it could belong to'],
      [6, 'malformed', 'Not accepted: B is merged with B5'],
      [9, 'malformed', 'Not accepted: B holds the error #N/A'],
    ]);
  });

  test('dates and lost zeros under named columns', async () => {
    const rows =
      textRows(['type', 'qr_id']) +
      '<row r="2"><c t="inlineStr"><is><t>child</t></is></c><c s="1"><v>45930</v></c></row>' +
      '<row r="3"><c t="inlineStr"><is><t>child</t></is></c><c s="2"><v>99</v></c></row>';
    const bytes = await workbook({
      sheets: [{ name: 'S', rows }],
      formats: ['yyyy-mm-dd', '0000000'],
    });
    const done = await imports.run('kind=bags&mode=commit', file(bytes));
    const detail = 'Not accepted: qr_id (column B) holds a date (2025-09-30), not a text';
    expect(await imports.rows(done.id)).toMatchObject([
      { row: 2, fate: 'refused', detail },
      { row: 3, fate: 'created', code: '0000099' },
    ]);
  });

  test('a million empty rows are none', async () => {
    const rows = Array.from({ length: 1_000_000 }, (_, at) => `<row r="${at + 2}"/>`).join('');
    const done = await imports.run(
      'kind=packing&mode=commit',
      file(await workbook({ sheets: [{ name: 'S', rows }] })),
    );
    expect(done).toMatchObject({ state: 'done', rows: 0, progress: 1 });
  });
});

describe('what is no upload is refused at once', () => {
  test('another body, no file, another field, an empty file', async () => {
    const { post } = client(app, headers);
    const json = await post('/api/v2/imports?kind=bags&mode=commit', { file: 'x' });
    expect([json.statusCode, json.json().code]).toEqual([415, 'unsupported_media_type']);
    const other = await sendForm(app, headers, 'kind=bags&mode=commit', csv('a'), 'sheet');
    expect([other.statusCode, other.json().code]).toEqual([400, 'malformed_request']);
    const empty = await sendForm(app, headers, 'kind=bags&mode=commit', csv(''));
    expect([empty.statusCode, empty.json().code]).toEqual([422, 'not_possible']);
    expect(empty.json().errors).toEqual([{ pointer: '/file', detail: 'is empty' }]);
    const kind = await sendForm(app, headers, 'kind=cats&mode=commit', csv('a'));
    expect([kind.statusCode, kind.json().code]).toEqual([400, 'malformed_request']);
    const broken = await app.inject({
      method: 'POST',
      url: '/api/v2/imports?kind=bags&mode=commit',
      headers: { ...headers, 'content-type': 'multipart/form-data' },
      payload: 'x',
    });
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'malformed_request']);
  });

  test('a file of 257 MB, and nothing of it is kept', async () => {
    await app.listen({ port: 0, host: '127.0.0.1' });
    const before = await readdir(join(dataDir, 'uploads'));
    const body = new FormData();
    body.append('file', new Blob([Buffer.alloc(257 * 1024 * 1024)]), 'large.csv');
    const { port }: { port: number } = addressOf();
    const url = `http://127.0.0.1:${port}/api/v2/imports?kind=bags&mode=commit`;
    const response = await fetch(url, { method: 'POST', headers, body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ code: 'too_large' });
    expect(await readdir(join(dataDir, 'uploads'))).toEqual(before);
  });

  test('of a file whose sender goes away nothing is kept', async () => {
    const before = await readdir(join(dataDir, 'uploads'));
    const socket = connect(addressOf().port, '127.0.0.1');
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
    socket.write(
      `POST /api/v2/imports?kind=bags&mode=commit HTTP/1.1\r\nHost: x\r\n` +
        `Cookie: ${headers.cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
        `Content-Length: 100000\r\n\r\n${part}qr_id,type\r\n`,
    );
    const filesNow = () => readdir(join(dataDir, 'uploads'));
    await vi.waitFor(async () => expect((await filesNow()).length).toBe(before.length + 1));
    socket.destroy();
    await vi.waitFor(async () => expect(await filesNow()).toEqual(before));
  });

  test('a connection that sends a file slowly is not cut off', async () => {
    // Shorter than the wait for ordinary requests, so that the test need not take as long.
    app.server.requestTimeout = 1;
    const socket = connect(addressOf().port, '127.0.0.1');
    const part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n';
    const end = 'qr_id,type\r\n8200001,child\r\n--b--\r\n';
    socket.write(
      `POST /api/v2/imports?kind=bags&mode=dry_run HTTP/1.1\r\nHost: x\r\n` +
        `Cookie: ${headers.cookie}\r\nContent-Type: multipart/form-data; boundary=b\r\n` +
        `Content-Length: ${part.length + end.length}\r\nConnection: close\r\n\r\n${part}`,
    );
    const told = vi.fn();
    app.server.on('clientError', told);
    // Node looks every two seconds for requests that take too long.
    await vi.waitFor(() => expect(told).toHaveBeenCalled(), { timeout: 10_000 });
    socket.write(end);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 202 /);
  });

  function addressOf(): AddressInfo {
    const address = app.server.address();
    if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
    return address;
  }
});

test('a file that is gone is asked for again', async () => {
  const dryRun = await imports.run('kind=bags&mode=dry_run', csv('qr_id,type', '8300001,child'));
  const { id } = await imports.commit(dryRun.id);
  const again = await imports.ended(id);
  expect(again.state).toBe('done');
  await rm(join(dataDir, 'uploads', dryRun.id));
  const refused = await client(app, headers).post(`/api/v2/imports/${dryRun.id}/commit`);
  expect([refused.statusCode, refused.json().code]).toEqual([409, 'import_file_gone']);
});
