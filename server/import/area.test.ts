import { expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { csv, importsClient, openImportingApp } from '#test/imports.ts';
import { scanner } from '#test/scanner.ts';

const { app, asAdmin, asUser } = await openImportingApp();
const headers = await asAdmin();
const admin = client(app, headers);
const bench = scanner(app, headers);

test('a biller of an area imports into no other, and a dry run says so', async () => {
  const hisar = scanner(app, await asUser('dispatcher', 'hisar'));
  await hisar.send([{ action: 'pack', code: '7005001', parent: 'SB70050' }]);
  await bench.send([{ action: 'open', code: 'SB70051' }]);
  await admin.post('/api/v2/bills', { code: 'B-OTHER-AREA' });
  const biller = importsClient(app, await asUser('biller', 'jaipur'));
  const bags = csv(
    'qr_id,type,parent_qr_id',
    '7005002,child,SB70050',
    '7005001,child,SB70052',
    '7005003,child,SB70051',
    '7005004,child,SB70052',
  );
  const billing = csv('S.No.,Parent', '1,SB70050', '2,SB70052', 'Bill,B-OTHER-AREA');
  const fates = async (query: string, sheet: typeof bags) => {
    const { id } = await biller.run(query, sheet);
    return (await biller.rows(id)).map(({ code, fate, reason }) => [code, fate, reason]);
  };
  for (const mode of ['dry_run', 'commit']) {
    expect(await fates(`kind=bags&mode=${mode}`, bags)).toEqual([
      ['7005002', 'refused', 'not_in_area'],
      ['7005001', 'refused', 'not_in_area'],
      ['7005003', 'created', 'packed'],
      ['7005004', 'created', 'packed'],
    ]);
  }
  for (const mode of ['dry_run', 'commit']) {
    const [first, second] = await fates(`kind=billing&mode=${mode}`, billing);
    expect(first).toEqual(['SB70050', 'refused', 'not_in_area']);
    expect(second).toEqual(['SB70052', 'linked', 'billed']);
  }
  // Scanning is open to them everywhere.
  const scanned = scanner(app, await asUser('biller', 'jaipur'));
  const [packed] = await scanned.send([{ action: 'pack', code: '7005002', parent: 'SB70050' }]);
  expect(packed?.outcome).toBe('packed');
});
