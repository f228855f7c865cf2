import type { Role } from '#domain/permission.ts';

/** Who works in the demonstration's warehouses, and the words on its bills. */

/** Told to whoever loads the demonstration; it is everybody's. */
export const DEMO_PASSWORD = 'sacks of moong at dawn';

export interface DemoUser {
  readonly username: string;
  readonly role: Role;
  readonly areaId: number | null;
}

const ADMINS = 2;
const BILLERS = 8;
const DISPATCHERS = 40;

/** @param areaNames by id; their dispatchers are as many in each. */
export function listDemoUsers(areaNames: ReadonlyMap<number, string>): DemoUser[] {
  const areas = [...areaNames];
  const several = (count: number, name: string, role: Role): DemoUser[] =>
    Array.from({ length: count }, (_, at) => ({
      username: `demo.${name}${at + 1}`,
      role,
      areaId: null,
    }));
  const dispatchers = Array.from({ length: DISPATCHERS }, (_, at): DemoUser => {
    const [areaId = 1, name = ''] = areas[at % areas.length] ?? [];
    const number = Math.floor(at / areas.length) + 1;
    return { username: `demo.${name}${number}`, role: 'dispatcher', areaId };
  });
  return [
    ...several(ADMINS, 'admin', 'admin'),
    ...several(BILLERS, 'biller', 'biller'),
    ...dispatchers,
  ];
}

/**
 * The products, each with a second one like it for when its codes of five digits are used up. Their
 * leading letters differ: a code that is read by half is nobody else's code.
 */
export const SERIES = [
  { name: 'Mustard', prefix: 'SB', long: { name: 'Mustard, long codes', prefix: 'SBL' } },
  { name: 'Moong', prefix: 'M444-', long: { name: 'Moong, long codes', prefix: 'ML' } },
] as const;

/** Each with the town it is in. */
export const DEALERS = [
  ['Agarwal Seeds', 'Kota'],
  ['Bharat Beej Bhandar', 'Nagpur'],
  ['Chaudhary Krishi Kendra', 'Rewari'],
  ['Gupta Traders', 'Alwar'],
  ['Jai Kisan Agro', 'Bareilly'],
  ['Kisan Seva Kendra', 'Sirsa'],
  ['Maa Durga Beej Bhandar', 'Patna'],
  ['New Punjab Seed Store', 'Abohar'],
  ['Patel Agro Centre', 'Ujjain'],
  ['Shree Balaji Seeds', 'Churu'],
  ['Singh Fertilisers', 'Muktsar'],
  ['Verma Krishi Bhandar', 'Gonda'],
] as const;

export const SEAL_REASONS = [
  'end of the lot',
  'end of the shift',
  'torn packets taken out',
  'short order',
] as const;

export const LOT_VARIETIES = ['STAR44GG', 'PUSA30MS', 'RH749MS', 'IPM205MG', 'SML668MG'] as const;

/** States whose plates the trucks have. */
export const PLATES = ['RJ13', 'HR24', 'PB03', 'UP32', 'MP09', 'CG04', 'JH01', 'MH30'] as const;
