import fc from 'fast-check';
import { expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { csv, importsClient, openImportingApp } from '#test/imports.ts';
import { scanner } from '#test/scanner.ts';

/**
 * Random sheets over few codes, so that they collide: what a dry run foresees is what happens, and
 * that is what scans one after the other would have come to.
 */

const { app, asAdmin } = await openImportingApp();
const headers = await asAdmin();
const imports = importsClient(app, headers);
const bench = scanner(app, headers);
const admin = client(app, headers);

// Three fit into one, so that parents fill.
await admin.post('/api/v2/products', {
  name: 'Small',
  pattern: 'QX##-###',
  capacity: 3,
  unitWeightKg: 1,
  expectedWeightKg: 3,
});

/** A row over the codes of one run; `?` stands for the run. */
const parent = fc.constantFrom('QX?-001', 'QX?-002', 'QX?-003', 'QX?');
const child = fc.constantFrom('9?0001', '9?0002', '9?0003', '9?0004', '9?0005', 'x');
const row = fc.oneof(
  { weight: 1, arbitrary: fc.tuple(parent, fc.constant('parent'), fc.constant('')) },
  { weight: 5, arbitrary: fc.tuple(child, fc.constant('child'), parent) },
  { weight: 1, arbitrary: fc.tuple(child, fc.constant('child'), fc.constant('')) },
);

let runs = 10;

test('what a dry run foresees comes true, as scan by scan it would have', async () => {
  const before = fc.array(fc.tuple(child, parent), { maxLength: 4 });
  const sheets = fc.array(row, { minLength: 1, maxLength: 25 });
  await fc.assert(
    fc.asyncProperty(before, sheets, async (packed, rows) => {
      const [one, other] = [String(runs++), String(runs++)];
      const packAll = async (run: string) => {
        const scans = packed.map(([code, into]) => {
          return { action: 'pack', code: code.replace('?', run), parent: into.replace('?', run) };
        });
        if (scans.length > 0) await bench.send(scans);
      };
      await packAll(one);
      await packAll(other);
      const lines = rows.map((cells) => cells.join(',').replaceAll('?', one));
      const sheet = csv('qr_id,type,parent_qr_id', ...lines);
      const dryRun = await imports.run('kind=bags&mode=dry_run', sheet);
      const foreseen = await imports.rows(dryRun.id);
      const done = await imports.commit(dryRun.id);
      expect(await imports.rows(done.id)).toEqual(foreseen);
      expect(done.changed).toBe(0);
      const scans = rows.map(([code, type, into]) => ({
        action: type === 'parent' ? 'open' : into === '' ? 'register' : 'pack',
        code: code.replace('?', other),
        ...(into === '' ? {} : { parent: into.replace('?', other) }),
      }));
      const results = await bench.send(scans);
      expect(foreseen.map(({ reason }) => reason)).toEqual(results.map(({ outcome }) => outcome));
    }),
    { numRuns: 30 },
  );
}, 120_000);
