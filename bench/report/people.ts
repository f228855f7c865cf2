import type { Site } from '../site.ts';

/** What somebody at the warehouse does all day. */
export type Trade = 'packer' | 'biller' | 'office';

/** Somebody who is signed in as themselves. */
export interface Person {
  readonly username: string;
  readonly trade: Trade;
  readonly cookie: string;
}

export const PASSWORD = 'winnowing-basket-7';
/** Of each 25 people this many pack and this many bill; the rest sit in the office. */
const PACKERS_OF_25 = 18;
const BILLERS_OF_25 = 4;
const ROLES = { packer: 'dispatcher', biller: 'biller', office: 'admin' } as const;
/** Passwords are hashed slowly, on purpose, two at once. */
const AT_ONCE = 4;

/** Makes so many people, spread over the areas, and signs each of them in. */
export async function signInPeople(site: Site, count: number): Promise<Person[]> {
  const areas = await site.query<{ name: string }>('select name from area order by id');
  const people: Person[] = [];
  const numbers = Array.from({ length: count }, (_, at) => at);
  const work = async () => {
    for (let at = numbers.shift(); at !== undefined; at = numbers.shift()) {
      const area = areas[at % areas.length]?.name ?? null;
      people[at] = await hire(site, `bench-${at}`, tradeOf(at), area);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return people;
}

function tradeOf(at: number): Trade {
  const place = at % 25;
  if (place < PACKERS_OF_25) return 'packer';
  return place < PACKERS_OF_25 + BILLERS_OF_25 ? 'biller' : 'office';
}

async function hire(
  { server, cookies }: Site,
  username: string,
  trade: Trade,
  area: string | null,
): Promise<Person> {
  const role = ROLES[trade];
  const user = { username, password: PASSWORD, role, area: trade === 'packer' ? area : null };
  const [admin = ''] = cookies;
  await post(`${server.url}/api/v2/users`, user, { cookie: admin });
  const signedIn = await post(`${server.url}/api/v2/session`, { username, password: PASSWORD });
  return { username, trade, cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function post(url: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response;
}
