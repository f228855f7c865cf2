import { expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { importsClient, openImportingApp } from '#test/imports.ts';
import { workbook } from '#test/workbook.ts';

const { app, asAdmin } = await openImportingApp();
const headers = await asAdmin();
const imports = importsClient(app, headers);

const text = (place: string, value: string) =>
  `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`;
const number = (place: string, value: number, style: number) =>
  `<c r="${place}" s="${style}"><v>${value}</v></c>`;

test('a sheet whose numbers only look like codes is read as people see it', async () => {
  const heads = text('A1', 'qr_id') + text('B1', 'type') + text('C1', 'parent_qr_id');
  const row = (at: number, packet: number, parent: number) =>
    number(`A${at}`, packet, 2) + text(`B${at}`, 'child') + number(`C${at}`, parent, 1);
  const lines = [heads, row(2, 16586, 42), row(3, 16587, 42), row(4, 16588, 10043)];
  const bytes = await workbook({
    sheets: [
      { name: 'S', rows: lines.map((cells, at) => `<row r="${at + 1}">${cells}</row>`).join('') },
    ],
    formats: ['&quot;SB&quot;00000', '0000000;-0000000'],
  });
  const file = { name: 'bags.xlsx', bytes };
  const { id, state, counts } = await imports.run('kind=bags&mode=commit', file);
  const rows = await imports.rows(id);
  expect(rows.map(({ code, fate, reason }) => [code, fate, reason])).toEqual([
    ['0016586', 'created', expect.anything()],
    ['0016587', 'created', expect.anything()],
    ['0016588', 'created', expect.anything()],
  ]);
  expect([state, counts.created]).toEqual(['done', 3]);
  const { get } = client(app, headers);
  const parents = ['0016586', '0016587', '0016588'].map(
    async (code) => (await get(`/api/v2/bags/${code}`)).json().parent,
  );
  expect(await Promise.all(parents)).toEqual(['SB00042', 'SB00042', 'SB10043']);
});
