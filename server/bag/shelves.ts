import type { Static } from 'typebox';
import type { listBags as endpoint } from '#contract/bag.ts';
import { PARENT_STATUSES, type ParentStatus } from '#domain/outcome.ts';
import { type Actor, areaLimit } from '#domain/permission.ts';
import type { CatalogueSnapshot } from '../catalogue/catalogue.ts';

/**
 * Where the bags of a list lie: every combination of these is a shelf (see 0015-stock.sql). An
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
  readonly child: readonly ChildPlace[];
}

/**
 * Where a child lies: in no parent, in one that is on a bill, or in stock, which is in one that is
 * on no bill or was until a moment ago.
 */
export type ChildPlace = (typeof CHILD_PLACES)[number];

const CHILD_PLACES = ['loose', 'stock', 'billed', 'void'] as const;

/** Bags that are found in one way. */
export interface Group {
  readonly shelves: Shelves;
  /**
   * Which of the children in stock are wanted: those whose parent is on a bill, or the others. Null
   * where all are, and where no parent is on a bill whose children are in stock.
   */
  readonly isBilled: boolean | null;
  /** How many parents are on a bill with their children still in stock; null where many are. */
  readonly leaving: number | null;
}

type Filters = Omit<Static<typeof endpoint.query>, 'limit'>;

/**
 * The bags that a query asks for and that this person may list. Those in stock whose parent is on a
 * bill are a group of their own: the first, as they leave the stock for the shelves of the second.
 */
export function groupsOf(query: Filters, person: Actor, names: CatalogueSnapshot): Group[] {
  const shelves = shelvesOf(query, person, names);
  const isBilled = shelves.child.includes('stock') ? (flagOf(query.billed) ?? null) : null;
  if (isBilled !== true) return [{ shelves, isBilled, leaving: 0 }];
  const child = shelves.child.filter((place) => place !== 'stock');
  return [
    { shelves: onlyChildren(shelves, ['stock']), isBilled, leaving: 0 },
    { shelves: { ...shelves, child }, isBilled: null, leaving: 0 },
  ];
}

/** The same shelves without those of parents, and of children only these. */
export function onlyChildren(shelves: Shelves, child: readonly ChildPlace[]): Shelves {
  return { ...shelves, parent: { products: [], statuses: [], isLoose: [] }, child };
}

export function countShelves(shelves: Shelves): number {
  const { products, statuses, isLoose } = shelves.parent;
  const ofParents = products.length * statuses.length * isLoose.length;
  return shelves.areas.length * ofParents + countChildShelves(shelves);
}

export function countChildShelves({ areas, child }: Shelves): number {
  return areas.length * child.length;
}

/** Whether the shelves hold what is on bills, which is nearly all there is. */
export function holdBilled({ parent, child }: Shelves): boolean {
  return child.includes('billed') || (parent.products.length > 0 && parent.isLoose.includes(false));
}

function shelvesOf(query: Filters, person: Actor, names: CatalogueSnapshot): Shelves {
  const { kind, status, product } = query;
  const isBilled = flagOf(query.billed);
  const isPacked = flagOf(query.packed);
  // A parent lies in nothing.
  const hasParents = kind !== 'child' && isPacked !== true;
  const hasChildren =
    kind !== 'parent' && product === undefined && (status === undefined || status === 'void');
  const products = names.products.filter(
    ({ name }) => product === undefined || name.toLowerCase() === product.toLowerCase(),
  );
  const isWanted = (place: ChildPlace) => {
    const told = TOLD_OF[place];
    if (told.isVoid !== (status === 'void')) return false;
    if (isPacked !== undefined && isPacked !== told.isPacked) return false;
    return isBilled === undefined || told.mayBeBilled.includes(isBilled);
  };
  return {
    areas: areasOf(query, person, names),
    parent: {
      products: hasParents ? products.map(({ id }) => id) : [],
      statuses: status === undefined ? PARENT_STATUSES : [status],
      isLoose: [true, false].filter((isLoose) => isBilled !== isLoose),
    },
    child: hasChildren ? CHILD_PLACES.filter(isWanted) : [],
  };
}

/** What a child's place tells of it. What is in no parent is on no bill. */
const TOLD_OF: Readonly<Record<ChildPlace, ToldOf>> = {
  loose: { isVoid: false, isPacked: false, mayBeBilled: [false] },
  stock: { isVoid: false, isPacked: true, mayBeBilled: [false, true] },
  billed: { isVoid: false, isPacked: true, mayBeBilled: [true] },
  void: { isVoid: true, isPacked: false, mayBeBilled: [false] },
};

interface ToldOf {
  readonly isVoid: boolean;
  readonly isPacked: boolean;
  readonly mayBeBilled: readonly boolean[];
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
