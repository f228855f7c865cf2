import pg from 'pg';
import type { FirstAdmin } from '#server/user/first-admin.ts';
import { type Command, JSON_OPTION, UsageFault, wholeNumber } from './command.ts';
import { withDatabase } from './database.ts';
import { loadDemo } from './demo/demo.ts';
import { DEMO_PASSWORD } from './demo/warehouse.ts';
import { makeProgress } from './progress.ts';

/** Eight digits a product, and a ledger that still fits a common disk. */
const BAGS_MAX = 200_000_000;
const SEED_MAX = 2 ** 31 - 1;
const MINUTE_MS = 60_000;
/** One of each role. */
const SHOWN_USERS = ['demo.admin1', 'demo.biller1', 'demo.lucknow1'];

export const demo: Command = {
  usage: 'demo',
  summary: 'Fill an empty database with a plausible history',
  details: [
    'Ten areas, fifty people and months of scans up to now, some of them today. The same',
    'numbers and the same --until give the same data. A server that runs on the database',
    'waits meanwhile. Where there is no user yet, the first admin is made as the server does.',
  ].join('\n'),
  options: {
    bags: { value: 'N', help: 'how many bags, parents and children together', default: '10000' },
    seed: { value: 'S', help: 'another number makes another history', default: '1' },
    until: { value: 'time', help: 'the end of the history, ISO 8601 (default: this minute)' },
    json: JSON_OPTION,
  },
  positionals: [],
  run: async (args) => {
    const bags = wholeNumber(args, 'bags', 1, BAGS_MAX);
    const seed = wholeNumber(args, 'seed', 0, SEED_MAX);
    const until = parseUntil(args.text('until'));
    const work = withDatabase('demo', 'write', async ({ owner }, { timeZone, admin }) => {
      const client = new pg.Client({ ...owner, application_name: 'traitortrack demo' });
      await client.connect();
      const progress = makeProgress('Making bags');
      try {
        return await loadDemo(client, { bags, seed, until, timeZone, admin }, progress.show);
      } finally {
        progress.end();
        await client.end();
      }
    });
    const firstAdmin = await work;
    if (args.isSet('json')) {
      const people = { users: SHOWN_USERS, password: DEMO_PASSWORD };
      console.log(JSON.stringify({ bags, seed, until, ...people, firstAdmin }, null, 2));
      return 0;
    }
    console.log(`Made ${bags.toLocaleString('en')} bags.\n`);
    console.log(`  Sign in as  ${SHOWN_USERS.join(', ')}, ...`);
    console.log(`  Password    ${DEMO_PASSWORD}`);
    if (firstAdmin !== null) console.log(firstAdminInWords(firstAdmin));
    return 0;
  },
};

function firstAdminInWords({ username, madeUpPassword }: FirstAdmin): string {
  if (madeUpPassword === null)
    return `  or as       ${username}, with the password of ADMIN_PASSWORD`;
  return [
    `  or as       ${username}`,
    `  Password    ${madeUpPassword}`,
    '  It is shown only this once: write it down.',
  ].join('\n');
}

function parseUntil(text: string | null): string {
  const ms = text === null ? Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS : Date.parse(text);
  if (Number.isNaN(ms)) throw new UsageFault(`--until must be a time in ISO 8601, not "${text}"`);
  return new Date(ms).toISOString();
}
