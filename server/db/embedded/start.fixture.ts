// A process for tests to kill: starts the database in the folder given, says how, and stays.
import { writeSync } from 'node:fs';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';

const [dataDir = ''] = process.argv.slice(2);
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

let database: EmbeddedPostgres | undefined;
process.once('SIGTERM', async () => {
  await database?.stop();
  process.exit(0);
});
try {
  database = await startEmbeddedPostgres({ dataDir, holder: 'fixture', log });
  writeSync(1, JSON.stringify(database.owner));
} catch (error) {
  writeSync(2, String(error));
  process.exit(1);
}
