import { describe, expect, test } from 'vitest';
import { ROLES, type Role } from '#domain/permission.ts';
import { type Place, placesOf } from './navigation.ts';
import { texts } from './text/text.ts';

function groupsFor(role: Role, language: 'en' | 'hi' = 'en') {
  return placesOf({ id: 1, username: 'ravi', role, area: null }, texts[language]);
}

const address = (place: Place) => ('to' in place ? place.to : place.href);
const addressesFor = (role: Role) =>
  groupsFor(role).map(({ places }) => places.map((place) => address(place)));

const MAIN = ['/', '/trace', '/bags', '/bills', '/scans', '/reports/day'];
const WITH_FILES = [...MAIN, '/imports', '/labels'];

describe('the navigation shows only what a person may open', () => {
  test('a dispatcher packs and looks up', () => {
    expect(addressesFor('dispatcher')).toEqual([MAIN, ['/station', '/floor']]);
  });

  test('a biller scans onto bills, imports sheets and issues labels as well', () => {
    expect(addressesFor('biller')).toEqual([WITH_FILES, ['/station', '/station/bill', '/floor']]);
  });

  test('an admin has the pages of the administration, and the performance of the server', () => {
    const [main, stations, administration] = addressesFor('admin');
    expect([main, stations]).toEqual([WITH_FILES, ['/station', '/station/bill', '/floor']]);
    expect(administration).toEqual([
      '/alerts',
      '/admin/users',
      '/admin/areas',
      '/admin/products',
      '/admin/settings',
      '/webhooks',
      '/admin/api-keys',
      '/audit',
      '/performance/dashboard',
    ]);
  });
});

test.each(ROLES)('no two places of the %s share a name or an address', (role) => {
  for (const language of ['en', 'hi'] as const) {
    const places = groupsFor(role, language).flatMap((group) => group.places);
    expect(new Set(places.map(({ label }) => label)).size).toBe(places.length);
    expect(new Set(places.map(address)).size).toBe(places.length);
  }
});

test('pages of their own, such as the stations, are left to the browser', () => {
  const own = groupsFor('admin')
    .flatMap(({ places }) => places)
    .filter((place) => 'href' in place);
  expect(own.map(address)).toEqual(['/station', '/station/bill', '/performance/dashboard']);
});
