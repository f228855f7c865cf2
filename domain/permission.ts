/** Who may do what: the table "People" of the product's rules, and nothing else. */

export const ROLES = ['admin', 'biller', 'dispatcher'] as const;
export type Role = (typeof ROLES)[number];

/** A signed-in person as the rules see one. `areaId` is the area they belong to, if any. */
export interface Actor {
  readonly userId: number;
  readonly role: Role;
  readonly areaId: number | null;
  /** Set while a biller imports who has an area: what they import goes nowhere else. */
  readonly onlyAreaId?: number;
}

export type Permission =
  | 'scan'
  | 'lookUp'
  | 'list'
  | 'viewBills'
  | 'editBills'
  | 'import'
  | 'issueLabels'
  | 'administer';

const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  admin: new Set([
    'scan',
    'lookUp',
    'list',
    'viewBills',
    'editBills',
    'import',
    'issueLabels',
    'administer',
  ]),
  biller: new Set(['scan', 'lookUp', 'list', 'viewBills', 'editBills', 'import', 'issueLabels']),
  dispatcher: new Set(['scan', 'lookUp', 'list', 'viewBills']),
};

export function can(actor: Actor, permission: Permission): boolean {
  return PERMISSIONS[actor.role].has(permission);
}

/**
 * The only area whose bags this person scans and lists, or null when all are open to them.
 * Bags without an area are open to everyone besides.
 */
export function areaLimit(actor: Actor): number | null {
  return actor.role === 'dispatcher' ? actor.areaId : null;
}

/** Whether a bag of this area (null: of none) may be scanned by this person. */
export function mayTouchArea(actor: Actor, areaId: number | null): boolean {
  if (areaId === null) return true;
  if (actor.role === 'dispatcher') return actor.areaId === areaId;
  return actor.onlyAreaId === undefined || actor.onlyAreaId === areaId;
}
