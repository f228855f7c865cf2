import { describe, expect, test } from 'vitest';
import { type Actor, areaLimit, can, mayTouchArea, type Permission, ROLES } from './permission.ts';

const actor = (role: Actor['role'], areaId: number | null = null): Actor => ({
  userId: 1,
  role,
  areaId,
});
const [JAIPUR, HISAR] = [3, 4];

/** The product's table of people, line by line. */
const TABLE: readonly [Permission, admin: boolean, biller: boolean, dispatcher: boolean][] = [
  ['scan', true, true, true],
  ['lookUp', true, true, true],
  ['list', true, true, true],
  ['viewBills', true, true, true],
  ['editBills', true, true, false],
  ['import', true, true, false],
  ['issueLabels', true, true, false],
  ['administer', true, false, false],
];

test.each(TABLE)('%s: admin %s, biller %s, dispatcher %s', (permission, ...expected) => {
  expect(ROLES.map((role) => can(actor(role), permission))).toEqual(expected);
});

describe('areas', () => {
  test('a dispatcher is kept to their own; nobody else is kept to any', () => {
    expect(areaLimit(actor('dispatcher', JAIPUR))).toBe(JAIPUR);
    expect(areaLimit(actor('biller', JAIPUR))).toBeNull();
    expect(areaLimit(actor('admin'))).toBeNull();
  });

  test.each([
    ['their own area', JAIPUR, true],
    ['another area', HISAR, false],
    ['no area', null, true],
  ])('a dispatcher and a bag of %s', (_whose, areaId, may) => {
    expect(mayTouchArea(actor('dispatcher', JAIPUR), areaId)).toBe(may);
  });

  test('billers and admins scan bags of every area, whichever is their own', () => {
    for (const role of ['admin', 'biller'] as const) {
      for (const areaId of [JAIPUR, HISAR, null]) {
        expect(mayTouchArea(actor(role, JAIPUR), areaId)).toBe(true);
        expect(mayTouchArea(actor(role), areaId)).toBe(true);
      }
    }
  });
});
