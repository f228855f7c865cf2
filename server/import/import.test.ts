import { expect, test } from 'vitest';
import { importsClient, openImportingApp, sheetOf } from '#test/imports.ts';

const { app, asAdmin } = await openImportingApp();
const imports = importsClient(app, await asAdmin());

test('x', async () => {
  const done = await imports.run('kind=packing&mode=commit', await sheetOf('packing-small.xlsx'));
  console.log(done);
  console.log(
    JSON.stringify(
      (await imports.rows(done.id)).filter((r) => r.fate !== 'created'),
      null,
      1,
    ),
  );
  const again = await imports.run('kind=packing&mode=dry_run', await sheetOf('packing-small.xlsx'));
  console.log(again);
  for (const [k, f] of [
    ['bags', 'bags.csv'],
    ['bills', 'bills.csv'],
    ['packing', 'packing-day.xlsx'],
    ['billing', 'billing-day.xlsx'],
  ]) {
    const done = await imports.run(`kind=${k}&mode=dry_run`, await sheetOf(f!));
    console.log(k, done);
    const c = await imports.commit(done.id);
    console.log(k, c);
    console.log((await imports.rows(c.id)).filter((r) => !['created', 'linked'].includes(r.fate)));
    const u = await imports.undo(c.id);
    console.log(u, (await imports.rows(u.id)).slice(0, 3));
    if (k === 'packing') {
      await imports.run(`kind=${k}&mode=commit`, await sheetOf(f!));
    }
  }
});
