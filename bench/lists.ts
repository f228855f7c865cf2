import type { Site } from './site.ts';

/** The addresses of one list's pages: the first, and places deep down, as far as it has them. */
export type ListPages = readonly string[];

/** Lists and searches: each filter of the contract, alone and together. */
export async function listPages(site: Site): Promise<ListPages[]> {
  const names = await namesOf(site);
  const ofBags = [...bagLists(names), ...searches(site), ...searchesWithin(names)];
  const bases = [...ofBags, ...billLists(names), ...scanLists(names)];
  const lists: ListPages[] = [];
  for (const base of bases) lists.push([base, ...(await deepPages(site, base))]);
  return lists;
}

interface Names {
  readonly areas: readonly string[];
  readonly products: readonly string[];
  readonly users: readonly string[];
  readonly dealers: readonly string[];
  readonly bills: readonly string[];
  readonly stations: readonly string[];
  readonly codes: readonly string[];
  /** Moments spread over the whole history. */
  readonly instants: readonly string[];
  /** A day in the middle of it, from and to. */
  readonly day: string;
}

async function namesOf({ query, childCodes }: Site): Promise<Names> {
  const column = async (text: string) =>
    (await query<{ name: string }>(text)).map(({ name }) => name);
  return {
    areas: await column('select name from area order by id limit 3'),
    products: await column('select name from product order by id limit 3'),
    users: await column(
      `select username as name from app_user join scan on user_id = app_user.id
       where scan.seq between 1 and 5000 group by 1 order by count(*) desc limit 2`,
    ),
    dealers: await column(
      'select distinct dealer as name from bill where dealer is not null limit 2',
    ),
    bills: await column('select code as name from bill order by hashtext(code) limit 2'),
    stations: await column(
      'select distinct station as name from scan where station is not null and seq < 2000 limit 2',
    ),
    codes: childCodes.slice(0, 3),
    instants: await column(
      `select to_char(first + (last - first) * share, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as name
       from (select min(created_at) at time zone 'UTC' as first,
         max(created_at) at time zone 'UTC' as last from bag) span,
       unnest(array[0.2, 0.5, 0.8]) share`,
    ),
    day: (
      await column(
        `select to_char(day, '"from="YYYY-MM-DD"&to="YYYY-MM-DD') as name from (
           select min(created_at) + (max(created_at) - min(created_at)) / 2 as day from bag
         ) middle`,
      )
    ).join(),
  };
}

function bagLists({ areas, products, instants, day }: Names): string[] {
  const [early = '', , late = ''] = instants;
  const filters = [
    '',
    'kind=parent',
    'kind=child',
    'status=open',
    'status=sealed',
    'status=complete',
    'status=void',
    'billed=true',
    'billed=false',
    'packed=true',
    'packed=false',
    'kind=parent&billed=false',
    'kind=parent&billed=true',
    'kind=child&billed=false',
    `from=${early}&to=${late}`,
    `kind=parent&from=${early}&to=${late}`,
    `kind=child&from=${early}&to=${late}`,
    `billed=false&from=${early}&to=${late}`,
    day,
    `kind=child&${day}`,
    `status=sealed&${day}`,
    `area=${areas[0]}&${day}`,
    ...areas.flatMap((area) => [
      `area=${area}`,
      `area=${area}&kind=parent`,
      `area=${area}&status=open`,
      `area=${area}&billed=false`,
    ]),
    ...products.flatMap((product) => [
      `product=${product}`,
      `product=${product}&status=sealed`,
      `product=${product}&billed=false`,
    ]),
  ];
  const sorts = ['', 'sort=createdAt', 'sort=code', 'sort=-code'];
  return filters.flatMap((filter) => sorts.map((sort) => address('bags', filter, sort)));
}

/** Wholly, by their beginning and by any part; frequent and rare. */
function searches({ childCodes }: Site): string[] {
  const texts = childCodes
    .slice(0, 8)
    .flatMap((code) => [code, code.slice(0, 3), code.slice(0, 5), code.slice(-3), code.slice(-4)]);
  const parents = ['SB', 'SB1', 'SB12', 'SB123', 'M444', 'B12', '444', 'NOTHING-LIKE-IT'];
  return [...texts, ...parents].flatMap((text) => [
    address('bags', `q=${text}`),
    address('bags', `q=${text}`, 'kind=parent'),
    address('bags', `q=${text}`, 'sort=-createdAt'),
  ]);
}

/** Together with other filters. */
function searchesWithin({ areas, instants, day }: Names): string[] {
  const [early = '', , late = ''] = instants;
  const texts = ['12', '444', '800', 'SB1', '4-1', '0000'];
  return texts.flatMap((text) => [
    address('bags', `q=${text}`, `area=${areas[0]}`),
    address('bags', `q=${text}`, `from=${early}&to=${late}`),
    address('bags', `q=${text}`, day, 'sort=-createdAt'),
    address('bags', `q=${text}`, 'billed=false'),
  ]);
}

function billLists({ users, dealers, bills, instants }: Names): string[] {
  const [early = '', , late = ''] = instants;
  const filters = [
    '',
    'status=new',
    'status=processing',
    'status=completed',
    `from=${early}&to=${late}`,
    ...users.map((user) => `createdBy=${encodeURIComponent(user)}`),
    ...dealers.map((dealer) => `dealer=${encodeURIComponent(dealer)}`),
    ...bills.flatMap((code) => [`q=${encodeURIComponent(code)}`, `q=${code.slice(0, 3)}`]),
  ];
  return filters.map((filter) => address('bills', filter));
}

function scanLists({ users, stations, codes, instants }: Names): string[] {
  const [early = '', , late = ''] = instants;
  const filters = [
    '',
    'outcome=packed',
    'outcome=in_other_parent',
    'outcome=malformed',
    `from=${early}&to=${late}`,
    ...codes.map((code) => `code=${code}`),
    ...users.map((user) => `user=${encodeURIComponent(user)}`),
    ...users.map((user) => `user=${encodeURIComponent(user)}&outcome=unpacked`),
    ...stations.map((station) => `station=${encodeURIComponent(station)}`),
  ];
  return filters.map((filter) => address('scans', filter));
}

function address(list: string, ...filters: string[]): string {
  const query = filters.filter((filter) => filter !== '').join('&');
  return `/api/v2/${list}${query === '' ? '' : `?${query}`}`;
}

const PAGES_WALKED = 4;

/** Cursors of places further down: each page is skipped in steps of the largest size. */
async function deepPages({ server, cookies }: Site, base: string): Promise<string[]> {
  const join = base.includes('?') ? '&' : '?';
  const deep: string[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES_WALKED; page++) {
    const response = await fetch(`${server.url}${base}${join}limit=500${cursor}`, {
      headers: { cookie: cookies[0] ?? '' },
    });
    const { nextCursor }: { nextCursor?: string | null } = JSON.parse(await response.text());
    if (!response.ok) throw new Error(`${base}: ${response.status}`);
    if (nextCursor == null) break;
    cursor = `&cursor=${nextCursor}`;
    deep.push(`${base}${join}cursor=${nextCursor}`);
  }
  return deep;
}
