import type pg from 'pg';
import { openDatabase } from '#server/db/database.ts';
import type { Logger } from '#server/log.ts';
import { type Verification, verify } from '#server/verify/verify.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { withDatabase } from './database.ts';
import { makeProgress } from './progress.ts';

const STATEMENT_TIMEOUT_MS = 12 * 60 * 60 * 1_000;

export const verifyCommand: Command = {
  usage: 'verify',
  summary: 'Rebuild all bags from the ledger and compare',
  details: [
    'Compares bags, bills and totals with what the ledger says, and checks the chain of hashes',
    'of the audit. It changes nothing, and a server may work meanwhile. Exit code 1 when',
    'anything differs.',
  ].join('\n'),
  options: { json: JSON_OPTION },
  positionals: [],
  run: (args) =>
    withDatabase('verify', 'read', async ({ app }, _config, log) => {
      const verification = await verifyWithProgress(app, log);
      if (args.isSet('json')) console.log(JSON.stringify(verification, null, 2));
      else reportVerification(verification);
      return verification.differences === 0 ? 0 : 1;
    }),
};

/** Verifies a database that is migrated. */
export async function verifyWithProgress(
  connection: pg.ClientConfig,
  log: Logger,
): Promise<Verification> {
  const db = openDatabase({
    connection,
    name: 'verify',
    connectionsMax: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    log,
  });
  const progress = makeProgress('Verifying');
  return verify(db, progress.show).finally(() => {
    progress.end();
    return db.close();
  });
}

/** The differences, and on the last line how many there are in how much. */
export function reportVerification(verification: Verification): void {
  const { bags, scans, bills, auditEntries, differences, sentences } = verification;
  for (const sentence of sentences) console.log(sentence);
  const hidden = differences - sentences.length;
  if (hidden > 0) console.log(`... and ${inWords(hidden)} more`);
  const seen = [
    `${inWords(bags)} bags`,
    `${inWords(scans)} scans`,
    `${inWords(bills)} bills`,
    `${inWords(auditEntries)} audit entries`,
  ].join(', ');
  console.log(`${inWords(differences)} differences in ${seen}.`);
}

function inWords(count: number): string {
  return count.toLocaleString('en');
}
