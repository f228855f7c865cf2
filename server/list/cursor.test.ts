import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { client } from '#test/client.ts';
import { openTestApp } from '#test/harness.ts';
import { type KeyPart, readCursor, writeCursor } from './cursor.ts';
import { TIERS } from './search.ts';

const { app, asAdmin } = await openTestApp();
const admin = client(app, await asAdmin());
const hook = { url: 'https://erp.example.com/hook', events: ['bag.packed'] };
const { id } = (await admin.post('/api/v2/webhooks', hook)).json();

/** Every list with a cursor of its own: where it is, what it is called there, and its key. */
const LISTS: readonly (readonly [path: string, name: string, parts: readonly KeyPart[]])[] = [
  ['bags?sort=-createdAt', 'bags -createdAt', ['instant', 'code']],
  ['bags?sort=code', 'bags code', ['instant', 'code']],
  ['bags?q=SB1', 'bags code', ['instant', 'code']],
  ['bills?limit=1', 'bills', ['instant', 'code']],
  ['scans?limit=1', 'scans', ['instant', 'bigint']],
  ['audit?limit=1', 'audit', ['instant', 'bigint']],
  ['alerts?limit=1', 'alerts', ['instant', 'integer']],
  ['labels?limit=1', 'labels', ['integer']],
  ['imports?limit=1', 'imports', ['integer']],
  ['reports/mails?limit=1', 'report mails', ['day', 'text']],
  [`webhooks/${id}/deliveries?limit=1`, 'webhook deliveries', ['integer']],
];

/** For each part what is one, at its ends too, and what only looks like one. */
const VALUES: Readonly<
  Record<KeyPart, readonly [good: readonly string[], bad: readonly string[]]>
> = {
  instant: [
    ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.5Z', '9999-12-31T23:59:59.999999Z'],
    ['0000-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-11-23T24:00:00Z', '2026-11-23', 'now'],
  ],
  code: [
    ['0', 'SB12345', "'", '~'],
    ['', 'कोड', 'SB\n1', 'x'.repeat(65)],
  ],
  day: [
    ['2026-11-23', '0001-01-01', '9999-12-31'],
    ['0000-12-31', '2026-02-29', '2026-11-23T00:00:00Z', ''],
  ],
  text: [['', 'ravi@example.com', "'; --", 'डीलर'], ['a\0b']],
  integer: [
    ['0', '7', '2147483647'],
    ['2147483648', '9999999999', '99999999999', '-1', '1.5', '1e3', '', 'NaN'],
  ],
  bigint: [
    ['0', '2147483648', '999999999999999'],
    ['1000000000000000', '-1', '0x1', ' 1', 'null'],
  ],
};

const forge = (values: unknown) => Buffer.from(JSON.stringify(values)).toString('base64url');
const ask = (path: string, cursor: string) =>
  admin.get(`/api/v2/${path}&cursor=${encodeURIComponent(cursor)}`);

describe.each(LISTS)('a cursor that somebody made up for %s', (path, name, parts) => {
  const tier = path.includes('q=') ? 'anywhere' : 'all';
  const known = parts.map((part) => VALUES[part][0][0] ?? '');

  test('is a place like any other where its key could be one', async () => {
    for (const [at, part] of parts.entries()) {
      for (const value of VALUES[part][0]) {
        const response = await ask(path, forge([name, tier, ...known.with(at, value)]));
        expect(response.statusCode, `${part} ${value}: ${response.body}`).toBe(200);
        expect(response.json()).toHaveProperty('items');
      }
    }
  });

  test('is refused where its key is none, before the database has to', async () => {
    for (const [at, part] of parts.entries()) {
      for (const value of VALUES[part][1]) {
        const response = await ask(path, forge([name, tier, ...known.with(at, value)]));
        expect([value, response.json().code]).toEqual([value, 'bad_cursor']);
      }
    }
    const wrong = [
      ...[[], [name], [name, tier], [name, tier, ...known, '1'], [name, 'some', ...known]],
      ...[['other list', tier, ...known], {}, null, 5, 'text'],
    ];
    for (const values of wrong) {
      expect((await ask(path, forge(values))).json().code).toBe('bad_cursor');
    }
    expect((await ask(path, 'no base64 ☃')).json().code).toBe('bad_cursor');
  });
});

describe('a cursor that a list wrote', () => {
  const place = fc.record({
    tier: fc.option(fc.constantFrom(...TIERS)),
    key: fc.tuple(
      fc.constantFrom(...VALUES.instant[0]),
      fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0')),
    ),
  });

  test('leads back to its place, and only in that list', () => {
    const run = fc.property(place, (one) => {
      const cursor = writeCursor('mine', one) ?? '';
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(readCursor('mine', ['instant', 'text'], cursor)).toEqual(one);
      expect(() => readCursor('yours', ['instant', 'text'], cursor)).toThrow('not one of this');
    });
    fc.assert(run);
  });

  test('is none at the end, and none asks for the beginning', () => {
    expect(writeCursor('mine', null)).toBeNull();
    expect(readCursor('mine', ['code'], undefined)).toBeNull();
  });
});
