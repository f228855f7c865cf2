import { randomUUIDv7 } from 'node:crypto';
import { requestBytes, type Shot } from '../load.ts';
import { seededRandom } from '../random.ts';
import { PASSWORD, type Person } from './people.ts';

/** What the people of a site share, and what they have done together. */
export interface Warehouse {
  readonly childCodes: readonly string[];
  /** Lists as the office looks at them, of everything. */
  readonly listPaths: readonly string[];
  /** Full parents that nobody has billed yet. */
  readonly fullParents: string[];
  readonly done: { parents: number; packed: number; bills: number; billed: number };
}

export interface Asked extends Shot {
  readonly endpoint: string;
}

/** One person's next request. */
export type Life = () => Asked;

type Choice = readonly [weight: number, ask: () => Asked];

const CAPACITY = 30;
const BILL_PARENTS = 10;

let codes = 0;

/** How somebody works: the requests of their trade, by how often they make them. */
export function lifeOf(person: Person, warehouse: Warehouse, seed: number): Life {
  const { next: share, pick } = seededRandom(seed);
  const ask = asksOf(person, warehouse, pick);
  const choices = { packer: packing, biller: billing, office: inOffice }[person.trade];
  const all: Choice[] = [...choices({ person, warehouse, ask }), ...everybody(ask)];
  const total = all.reduce((sum, [weight]) => sum + weight, 0);
  return () => {
    let left = share() * total;
    for (const [weight, make] of all) {
      left -= weight;
      if (left < 0) return make();
    }
    return ask.lookUp();
  };
}

interface Desk {
  readonly person: Person;
  readonly warehouse: Warehouse;
  readonly ask: ReturnType<typeof asksOf>;
}

function everybody({ stats, read, page, signIn }: Desk['ask']): Choice[] {
  return [
    [4, stats],
    [1, () => read('/', '/', '"status":"ok"')],
    [1, () => read('/health', '/health', '"healthy"')],
    [1, () => read('/api/health', '/api/health?check_db=true', '"connected":true')],
    [1, () => read('/api/v2/session', '/api/v2/session', '"username"')],
    [0.7, () => page('/login')],
    [0.3, signIn],
  ];
}

/** Opens a parent, packs thirty children, opens the next; half of them from the old program. */
function packing({ person, warehouse, ask }: Desk): Choice[] {
  const isOld = Number(person.username.at(-1)) % 2 === 0;
  const { done, fullParents } = warehouse;
  let parent: string | null = null;
  let fill = 0;
  const open = () => {
    const code = `BN${String(codes++).padStart(7, '0')}`;
    return ask.send('/api/fast_parent_scan', { qr_code: code }, (text) => {
      const answer: { success: boolean; parent_qr: string; existing: boolean } = JSON.parse(text);
      if (!answer.success || answer.parent_qr !== code || answer.existing) return false;
      parent = code;
      fill = 0;
      done.parents++;
      return true;
    });
  };
  const packed = (count: number | undefined) => {
    if (count !== ++fill) return false;
    done.packed++;
    if (fill === CAPACITY && parent !== null) {
      fullParents.push(parent);
      parent = null;
    }
    return true;
  };
  const scan = () => {
    if (parent === null) return open();
    const code = `9${String(codes++).padStart(12, '0')}`;
    return isOld ? ask.packOld(code, parent, packed) : ask.pack(code, parent, packed);
  };
  return [
    [75, scan],
    [6, ask.lookUp],
    [2, ask.trace],
    [2, () => (parent === null ? ask.lookUp() : ask.children(parent, () => fill))],
    [2, () => ask.list('/api/v2/bags?limit=50')],
    [1, () => ask.list('/api/v2/scans?limit=50')],
    [1, ask.search],
  ];
}

/** Makes a bill, puts full parents on it as they come, completes it, makes the next. */
function billing({ person, warehouse, ask }: Desk): Choice[] {
  const { done, fullParents } = warehouse;
  let bill: string | null = null;
  let last: string | null = null;
  let linked = 0;
  const create = () => {
    const code = `RB-${person.username.slice(6)}-${codes++}`;
    const fields = { code, target: BILL_PARENTS, dealer: 'Bench Traders' };
    return ask.send('/api/v2/bills', fields, (text) => {
      if (!text.includes(`"code":"${code}"`)) return false;
      [bill, last, linked] = [code, code, 0];
      done.bills++;
      return true;
    });
  };
  const complete = (code: string) =>
    ask.send(
      `/api/v2/bills/${code}/complete`,
      {},
      (text) => {
        bill = null;
        return text.includes('"status":"completed"');
      },
      '/api/v2/bills/:code/complete',
    );
  const scan = () => {
    if (bill === null) return create();
    if (linked === BILL_PARENTS) return complete(bill);
    const parent = fullParents.shift();
    if (parent === undefined) return ask.lookUp();
    return ask.send('/fast/bill_parent_scan', { bill_id: bill, qr_code: parent }, (text) => {
      const answer: { success: boolean; bag_qr: string; linked_count: number } = JSON.parse(text);
      if (!answer.success || answer.bag_qr !== parent || answer.linked_count !== ++linked) {
        return false;
      }
      done.billed++;
      return true;
    });
  };
  return [
    [40, scan],
    [15, ask.lookUp],
    [6, ask.trace],
    [15, () => (last === null ? ask.lookUp() : ask.bill(last))],
    [5, () => ask.list('/api/v2/bills?limit=50')],
    [4, ask.search],
    [3, ask.summary],
  ];
}

function inOffice({ ask }: Desk): Choice[] {
  return [
    [30, ask.anyList],
    [15, ask.lookUp],
    [15, ask.trace],
    [6, ask.search],
    [6, ask.today],
    [5, ask.summary],
    [8, ask.stats],
  ];
}

type Pick = <T>(from: readonly T[]) => T;
type IsRight = (text: string) => boolean;

/** Each request, with what its answer must be. */
function asksOf({ cookie, username }: Person, { childCodes, listPaths }: Warehouse, pick: Pick) {
  const read = (endpoint: string, path: string, mark: string) =>
    asked(`GET ${endpoint}`, requestBytes('GET', path, cookie), (text) => text.includes(mark));
  const send = (path: string, body: object, isRight: IsRight, endpoint = path) =>
    asked(`POST ${endpoint}`, requestBytes('POST', path, cookie, body), isRight);
  const list = (path: string) =>
    asked(`GET ${pathOf(path)}`, requestBytes('GET', path, cookie), (text) =>
      text.startsWith('{"items":'),
    );
  const one = (endpoint: string) => () => {
    const code = pick(childCodes);
    return read(endpoint, endpoint.replace(':code', code), `"code":"${code}"`);
  };
  return {
    read,
    send,
    list,
    page: (path: string) => read(path, path, '<form'),
    stats: () => read('/api/v2/stats', '/api/v2/stats', '"success":true'),
    today: () => read('/api/v2/stats/today', '/api/v2/stats/today', '{'),
    summary: () => read('/api/v2/bills/summary', '/api/v2/bills/summary', '"expectedWeightKg"'),
    lookUp: one('/api/v2/bags/:code'),
    trace: one('/api/v2/trace/:code'),
    bill: (code: string) =>
      read('/api/v2/bills/:code', `/api/v2/bills/${code}`, `"code":"${code}"`),
    children: (parent: string, count: () => number) => {
      const path = `/api/v2/bags/${parent}/children`;
      const bytes = requestBytes('GET', path, cookie);
      return asked('GET /api/v2/bags/:code/children', bytes, (text) => {
        const { items }: { items: unknown[] } = JSON.parse(text);
        return items.length === count();
      });
    },
    search: () => list(`/api/v2/bags?q=${pick(childCodes).slice(0, pick([4, 5, 6]))}`),
    anyList: () => list(pick(listPaths)),
    signIn: () => {
      const body = { username, password: PASSWORD };
      return send('/api/v2/session', body, (text) => text.includes(`"username":"${username}"`));
    },
    pack: (code: string, parent: string, packed: (count: number | undefined) => boolean) => {
      const id = randomUUIDv7();
      const body = { scans: [{ id, action: 'pack', code, parent }] };
      return send('/api/v2/scans', body, (text) => {
        const { results }: { results: { id: string; parent: { childCount: number } }[] } =
          JSON.parse(text);
        return results[0]?.id === id && packed(results[0].parent.childCount);
      });
    },
    packOld: (qr_code: string, parent_qr: string, packed: (count: number) => boolean) =>
      send('/fast/child_scan', { qr_code, parent_qr }, (text) => {
        const answer: { success: boolean; child_count: number } = JSON.parse(text);
        return answer.success && packed(answer.child_count);
      }),
  };
}

function pathOf(path: string): string {
  return path.replace(/\?.*$/, '');
}

function asked(endpoint: string, bytes: string, isRight: IsRight): Asked {
  const check = (status: number, text: string) =>
    (status === 200 || status === 201) && isRight(text) ? null : `${endpoint}: ${status} ${text}`;
  return { endpoint, bytes, check };
}
