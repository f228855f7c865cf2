import { expect, test } from 'vitest';
import { packingFile as billPackingFile } from '../bills/queries.ts';
import { setSiteTimeZone } from '../session/site-time.ts';
import { bagsFile, packingFile } from './queries.ts';

const queryOf = (address: string) =>
  Object.fromEntries(new URL(address, 'http://site').searchParams);

test('the list as a file has the filters of the list, and its days those of the site', () => {
  setSiteTimeZone('Asia/Kolkata');
  const search = { q: 'SB1 0&', kind: 'parent', status: 'sack', from: '2026-11-23' };
  const address = bagsFile(search, 'xlsx');
  expect(address.startsWith('/api/v2/exports/bags.xlsx?')).toBe(true);
  expect(queryOf(address)).toEqual({
    q: 'SB1 0&',
    kind: 'parent',
    from: '2026-11-22T18:30:00.000Z',
  });
});

test('the list without filters is all of it', () => {
  expect(bagsFile({}, 'csv')).toBe('/api/v2/exports/bags.csv');
});

test('what lies in the bags has the filters that speak of packets in parents', () => {
  const search = { q: 'SB1', kind: 'parent', packed: 'false', sort: 'code', product: 'Moong' };
  const address = packingFile(search, 'csv');
  expect(address.startsWith('/api/v2/exports/packing.csv?')).toBe(true);
  expect(queryOf(address)).toEqual({ q: 'SB1', product: 'Moong' });
});

test('what lies in the bags on a bill is asked for by its code, whatever is in that', () => {
  expect(queryOf(billPackingFile('JPR/2026/0042', 'xlsx'))).toEqual({ bill: 'JPR/2026/0042' });
});
