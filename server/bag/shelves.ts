import type { Static } from 'typebox';
import type { listBags as endpoint } from '#contract/bag.ts';
import { PARENT_STATUSES, type ParentStatus } from '#domain/outcome.ts';
import { type Actor, areaLimit } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';

/**
 * Where the bags of a list lie: every combination of these is a shelf (see 0002-lists.sql). An
 * empty list among a kind's means that no bag of this kind is wanted.
 */
export interface Shelves {
  /** 0 for bags without an area. */
  readonly areas: readonly number[];
  readonly parent: {
    readonly products: readonly number[];
    readonly statuses: readonly (ParentStatus | 'void')[];
    /** Those on no bill, those on one. */
    readonly isLoose: readonly boolean[];
  };
  readonly child: {
    readonly statuses: readonly ('void' | null)[];
    /** Those in no parent, those in one. */
    readonly isLoose: readonly boolean[];
  };
}

/** Bags that are found in one way. */
export interface Group {
  readonly shelves: Shelves;
  /** For children in parents, where it matters whether these are on a bill. */
  readonly parents: Parents | null;
}

/** What the parents of children must be. A child lies in the area of its parent. */
export interface Parents {
  readonly areas: readonly number[];
  readonly products: readonly number[];
  readonly isBilled: boolean;
  /** Whether those on bills are few, or those on none; null where both are many, or unknown. */
  readonly few: 'billed' | 'loose' | null;
  /** How many those are that are few. */
  readonly fewCount: number;
}

/** Where parents in use lie that are on a bill, or on none. */
export function parentShelves(
  { areas, products }: Parents,
  which: NonNullable<Parents['few']>,
): Shelves {
  const parent = { products, statuses: PARENT_STATUSES, isLoose: [which === 'loose'] };
  return { areas, parent, child: { statuses: [], isLoose: [] } };
}

type Filters = Omit<Static<typeof endpoint.query>, 'limit'>;

/**
 * The bags that a query asks for and that this person may list. A child in a parent does not tell
 * by itself whether it is billed: where that is asked, such children are a group of their own.
 */
export function groupsOf(query: Filters, person: Actor, names: CatalogueSnapshot): Group[] {
  const shelves = shelvesOf(query, person, names);
  const isBilled = flagOf(query.billed);
  const { parent, child } = shelves;
  if (isBilled === undefined || !child.isLoose.includes(false)) return [{ shelves, parents: null }];
  const loose = { ...shelves, child: { ...child, isLoose: child.isLoose.filter(Boolean) } };
  // What is void is in no parent.
  if (!child.statuses.includes(null)) return [{ shelves: loose, parents: null }];
  const packed = {
    ...shelves,
    parent: { ...parent, products: [] },
    child: { ...child, isLoose: [false] },
  };
  const products = names.products.map(({ id }) => id);
  const parents = { areas: shelves.areas, products, isBilled, few: null, fewCount: 0 };
  return [
    { shelves: loose, parents: null },
    { shelves: packed, parents },
  ];
}

export function countShelves(shelves: Shelves): number {
  const { products, statuses, isLoose } = shelves.parent;
  const ofParents = products.length * statuses.length * isLoose.length;
  return shelves.areas.length * ofParents + countChildShelves(shelves);
}

export function countChildShelves({ areas, child }: Shelves): number {
  return areas.length * child.statuses.length * child.isLoose.length;
}

/** Whether the shelves hold only what is on no bill and in no parent, which is little. */
export function isLoose({ parent, child }: Shelves): boolean {
  const ofParents = parent.products.length === 0 ? [] : parent.isLoose;
  return ![...ofParents, ...child.isLoose].includes(false);
}

function shelvesOf(query: Filters, person: Actor, names: CatalogueSnapshot): Shelves {
  const { kind, status, product } = query;
  const billed = flagOf(query.billed);
  const packed = flagOf(query.packed);
  // A parent lies in nothing.
  const hasParents = kind !== 'child' && packed !== true;
  const hasChildren =
    kind !== 'parent' && product === undefined && (status === undefined || status === 'void');
  const products = names.products.filter(
    ({ name }) => product === undefined || name.toLowerCase() === product.toLowerCase(),
  );
  const both = [true, false];
  return {
    areas: areasOf(query, person, names),
    parent: {
      products: hasParents ? products.map(({ id }) => id) : [],
      statuses: status === undefined ? PARENT_STATUSES : [status],
      isLoose: both.filter((isLoose) => billed !== isLoose),
    },
    child: {
      statuses: hasChildren ? [status === 'void' ? 'void' : null] : [],
      // What is in no parent is on no bill.
      isLoose: both.filter((isLoose) => packed !== isLoose && !(billed === true && isLoose)),
    },
  };
}

const NO_AREA = 0;
/** Of names that no area has. */
const NOWHERE = -1;

function areasOf({ area }: Filters, person: Actor, names: CatalogueSnapshot): number[] {
  const wanted =
    area === undefined
      ? [NO_AREA, ...names.areaNameById.keys()]
      : [names.areaIdByName.get(area.toLowerCase()) ?? NOWHERE];
  const limit = areaLimit(person);
  return wanted.filter((id) => limit === null || id === NO_AREA || id === limit);
}

function flagOf(text: 'true' | 'false' | undefined): boolean | undefined {
  return text === undefined ? undefined : text === 'true';
}
