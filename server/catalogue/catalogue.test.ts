import { expect, test, vi } from 'vitest';
import { parseCode } from '#domain/code.ts';
import { openTestApp } from '#test/harness.ts';
import { quietLog } from '#test/quiet-log.ts';
import { openCatalogue, publishCatalogueChange } from './catalogue.ts';

const { deps, db, connections, asUser } = await openTestApp();
const { catalogue } = deps;

function addArea(name: string) {
  return db.runText('insert into area (name) values ($1)', [name]);
}

function hasArea(name: string): boolean {
  return catalogue.current.areaIdByName.has(name);
}

test('products, areas, users and settings are at hand', async () => {
  await asUser('biller');
  const { products, productById, areaNameById, areaIdByName, usernameById, settings } =
    catalogue.current;
  expect(products.map(({ name }) => name)).toEqual(['Mustard', 'Moong']);
  expect(productById.get(1)).toEqual({
    id: 1,
    name: 'Mustard',
    pattern: 'SB#####',
    capacity: 30,
    unitWeightG: 1_000,
    expectedWeightG: 30_000,
  });
  expect(areaNameById.get(areaIdByName.get('indore') ?? 0)).toBe('indore');
  expect([...usernameById.values()].sort()).toEqual(['admin', 'biller']);
  expect(settings).toMatchObject({ childPattern: null });
});

test('the rules for codes are made from the products', () => {
  const parsed = parseCode('sb12345', catalogue.current.codes);
  expect(parsed).toMatchObject({ kind: 'parent', code: 'SB12345', product: { name: 'Mustard' } });
});

test('areas are found by their name in any case', async () => {
  await addArea('Sri Ganga Nagar');
  await catalogue.refresh();
  expect(hasArea('sri ganga nagar')).toBe(true);
});

test('a change is known in another process as soon as it is announced', async () => {
  await db.transaction(async (tx) => {
    await tx.runText(`insert into area (name) values ('announced')`, []);
    await publishCatalogueChange(tx);
  });
  await vi.waitFor(() => expect(hasArea('announced')).toBe(true));
});

test('what may have been missed while nobody listened is read again', async () => {
  await addArea('unannounced');
  expect(hasArea('unannounced')).toBe(false);
  await db.runText(
    `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = $1 and application_name = 'traitortrack notices'`,
    [connections.app.database],
  );
  await vi.waitFor(() => expect(hasArea('unannounced')).toBe(true));
});

test('it never goes back to what it was before', async () => {
  await addArea('step 0');
  for (let step = 1; step <= 20; step++) {
    const earlier = catalogue.refresh();
    await db.runText(`update area set name = $1 where name like 'step %'`, [`step ${step}`]);
    await Promise.all([earlier, catalogue.refresh()]);
    expect(hasArea(`step ${step}`)).toBe(true);
  }
});

test('what could not be read is tried again, and the old is kept until then', async () => {
  await db.runText('alter table area rename to mislaid', []);
  await db.transaction(publishCatalogueChange);
  await expect(catalogue.refresh()).rejects.toThrow('does not exist');
  expect(hasArea('indore')).toBe(true);
  await db.transaction(async (tx) => {
    await tx.runText('alter table mislaid rename to area', []);
    await tx.runText(`insert into area (name) values ('found again')`, []);
  });
  await vi.waitFor(() => expect(hasArea('found again')).toBe(true), 5_000);
});

test('a closed catalogue hears nothing any more', async () => {
  const closed = await openCatalogue({ ...deps, log: quietLog });
  closed.close();
  await addArea('too late');
  await db.transaction(publishCatalogueChange);
  await vi.waitFor(() => expect(hasArea('too late')).toBe(true));
  expect(closed.current.areaIdByName.has('too late')).toBe(false);
});
