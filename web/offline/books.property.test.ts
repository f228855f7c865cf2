import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Learn, recordAnswers, recordFault, settleRows, tidyDay } from './answer.ts';
import type { OfflineDatabase } from './database.ts';
import { add, answer, DAY, MEENA, newDevice, pack, RAVI } from './row.fixture.ts';
import type { RowState, ScanRow } from './rows.ts';
import { listWaiting, readPicture } from './store.ts';

const learn: Learn = (before) => before;
const USERS = [RAVI, MEENA];

/** What may happen to the books; `at` names a scan by its place among all that were made. */
type Happening =
  | { readonly kind: 'scan' | 'tidy'; readonly user: number }
  | { readonly kind: 'store' | 'refuse' | 'fault' | 'settle'; readonly at: number }
  /** The same answers again, in one go, for whoever is signed in. */
  | { readonly kind: 'answer_all'; readonly user: number };

const user = fc.nat(USERS.length - 1);
const at = fc.nat(30);
const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.record({ kind: fc.constant('scan'), user }), weight: 5 },
    { arbitrary: fc.record({ kind: fc.constantFrom('store', 'refuse'), at }), weight: 4 },
    { arbitrary: fc.record({ kind: fc.constantFrom('fault', 'settle'), at }), weight: 2 },
    { arbitrary: fc.record({ kind: fc.constantFrom('tidy', 'answer_all'), user }), weight: 1 },
  ),
  { maxLength: 40 },
);

/** What the books must say: each scan that was made, and where it stands; null once tidied away. */
interface Made {
  readonly row: ScanRow;
  state: RowState | null;
}

test('whatever happens, in whatever order, the books are what the scans add up to', async () => {
  const property = fc.asyncProperty(happenings, async (all) => {
    const database = await newDevice();
    const made: Made[] = [];
    for (const one of all) {
      await happen(database, made, one);
      for (const { id } of USERS) await expectBooks(database, made, id);
    }
    database.close();
  });
  await fc.assert(property, { numRuns: 60 });
}, 60_000);

async function happen(database: OfflineDatabase, made: Made[], one: Happening): Promise<void> {
  if (one.kind === 'scan') {
    const row = await add(database, pack(String(1_000 + made.length)), userAt(one.user));
    made.push({ row, state: 'waiting' });
  } else if (one.kind === 'tidy') {
    await tidyNextDay(database, made, userAt(one.user).id);
  } else if (one.kind === 'answer_all') {
    const { id } = userAt(one.user);
    const results = made.map(({ row }) => answer(row));
    if (ofUser(made, id).length > 0) await recordAnswers(database, id, results, learn);
    for (const mine of ofUser(made, id)) if (mine.state === 'waiting') mine.state = 'stored';
  } else if ('at' in one && made.length > 0) {
    const scan = made[one.at % made.length];
    if (scan !== undefined) await change(database, scan, one.kind);
  }
}

async function change(
  database: OfflineDatabase,
  scan: Made,
  kind: 'store' | 'refuse' | 'fault' | 'settle',
): Promise<void> {
  const { row } = scan;
  if (kind === 'settle') {
    await settleRows(database, [row]);
    if (scan.state === 'refused') scan.state = 'settled';
    return;
  }
  if (kind === 'fault') await recordFault(database, row, 'malformed_request');
  else {
    const result = answer(row, kind === 'store' ? 'packed' : 'in_other_parent');
    await recordAnswers(database, row.userId, [result, result], learn);
  }
  if (scan.state === 'waiting') scan.state = kind === 'store' ? 'stored' : 'refused';
}

/** All scans are of one day; what is done of them goes with the first scan of another. */
async function tidyNextDay(database: OfflineDatabase, made: Made[], id: number): Promise<void> {
  const [{ day = null } = {}] = (await database.getAll('count')).filter(
    ({ userId }) => userId === id,
  );
  await tidyDay(database, id, '2026-12-24');
  if (day !== DAY) return;
  for (const mine of ofUser(made, id)) {
    if (mine.state === 'stored' || mine.state === 'settled') mine.state = null;
  }
}

async function expectBooks(database: OfflineDatabase, made: Made[], id: number): Promise<void> {
  const who = USERS.find((one) => one.id === id) ?? RAVI;
  const mine = ofUser(made, id);
  const count = (...states: RowState[]) =>
    mine.filter(({ state }) => state !== null && states.includes(state)).length;
  const picture = await readPicture(database, who, DAY);
  expect(picture.count).toMatchObject({
    seq: mine.length,
    scanned: count('waiting', 'stored', 'refused', 'settled'),
    stored: count('stored'),
    refused: count('refused', 'settled'),
  });
  const waiting = mine.filter(({ state }) => state === 'waiting').map(({ row }) => row);
  expect(picture.waiting).toEqual(waiting);
  expect(await listWaiting(database, id, 500)).toEqual(waiting);
  expect(picture.refused).toHaveLength(count('refused'));
}

function ofUser(made: readonly Made[], id: number): Made[] {
  return made.filter(({ row }) => row.userId === id);
}

function userAt(index: number): typeof RAVI {
  return USERS[index % USERS.length] ?? RAVI;
}
