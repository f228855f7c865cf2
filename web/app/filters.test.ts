import { beforeEach, describe, expect, test } from 'vitest';
import { bagsQuery } from '../bags/queries.ts';
import { billsQuery } from '../bills/queries.ts';
import { scansQuery } from '../scans/queries.ts';
import { setSiteTimeZone } from '../session/site-time.ts';

/** What is asked of the server for the filters in an address. */
const asked = ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[1];

beforeEach(() => setSiteTimeZone('Asia/Kolkata'));

describe('the filters in an address become what the server is asked', () => {
  test('for bags', () => {
    const search = {
      q: '0016586',
      kind: 'child',
      status: 'void',
      area: 'jaipur',
      product: 'Mustard',
      billed: 'false',
      packed: 'true',
      sort: '-code',
    };
    expect(asked(bagsQuery(search))).toEqual(search);
  });

  test('for bills', () => {
    const search = { q: 'JPR', status: 'processing', dealer: 'Kisan', createdBy: 'ravi' };
    expect(asked(billsQuery(search))).toEqual(search);
  });

  test('for scans', () => {
    const search = { code: 'SB12345', user: 'ravi', station: 'Gate', outcome: 'parent_full' };
    expect(asked(scansQuery(search))).toEqual(search);
  });
});

describe('what somebody made up in an address', () => {
  test('is not asked for, so that the page shows something and no fault', () => {
    const made = { kind: 'sack', status: 'lost', billed: 'perhaps', packed: '1', sort: 'price' };
    expect(asked(bagsQuery(made))).toEqual({});
    expect(asked(billsQuery({ status: 'lost' }))).toEqual({});
    expect(asked(scansQuery({ outcome: 'stolen' }))).toEqual({});
  });
});

describe('the days of an address are those of the site', () => {
  const days = { from: '2026-11-23', to: '2026-11-23' };

  test.each([
    ['bags', bagsQuery],
    ['bills', billsQuery],
    ['scans', scansQuery],
  ] as const)('for %s', (_name, query) => {
    expect(asked(query(days))).toEqual({
      from: '2026-11-22T18:30:00.000Z',
      to: '2026-11-23T18:30:00.000Z',
    });
    setSiteTimeZone('UTC');
    expect(asked(query(days))).toEqual({
      from: '2026-11-23T00:00:00.000Z',
      to: '2026-11-24T00:00:00.000Z',
    });
  });
});
