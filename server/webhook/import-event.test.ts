import { afterAll, expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { csv, importsClient, openImportingApp } from '#test/imports.ts';
import { startWork } from '../start-work.ts';
import { openReceiver } from './receiver.fixture.ts';

const { app, deps, asAdmin } = await openImportingApp();
const headers = await asAdmin();
const admin = client(app, headers);
const imports = importsClient(app, headers);
const allowed = { ...deps, config: { ...deps.config, webhookPrivateAddresses: true } };
afterAll(await startWork(allowed, { pollIntervalMs: 20, feedIntervalMs: 20 }));

test('an import that is done, taken back or has failed is told as the API gives it', async () => {
  const receiver = await openReceiver();
  afterAll(receiver.close);
  // The app itself refuses private addresses; a name is looked up only when it is sent to.
  const url = `http://localhost:${receiver.port}/hook`;
  const events = ['import.done', 'import.undone', 'import.failed'];
  expect((await admin.post('/api/v2/webhooks', { url, events })).statusCode).toBe(201);
  const sheet = csv('qr_id,type,parent_qr_id', 'SB77777,parent,', '7777001,child,SB77777');
  const { id } = await imports.run('kind=bags&mode=commit', sheet);
  const [done] = await receiver.take('import.done', 1);
  expect(done?.data).toEqual((await admin.get(`/api/v2/imports/${id}`)).json());
  expect(done?.data).toMatchObject({ id, state: 'done', counts: { created: 2 } });
  await imports.undo(id);
  const [undone] = await receiver.take('import.undone', 1);
  expect(undone?.data).toMatchObject({ id, state: 'undone' });
  const bad = await imports.run('kind=bags&mode=commit', csv('nothing,of,this'));
  const [failed] = await receiver.take('import.failed', 1);
  expect(failed?.data).toMatchObject({ id: bad.id, state: 'failed', fault: bad.fault });
  expect(receiver.received).toHaveLength(3);
});
