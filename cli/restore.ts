import { resolve } from 'node:path';
import { checkBackup, restoreBackup } from '#server/backup/restore.ts';
import { readConfig } from '#server/config.ts';
import { locateDatabase } from '#server/db/locate.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { commandLogger } from './database.ts';
import { makeProgress } from './progress.ts';
import { reportVerification, verifyWithProgress } from './verify.ts';

export const restoreCommand: Command = {
  usage: 'restore <file>',
  summary: 'Put a backup into an empty site, and verify it',
  details: [
    'DATA_DIR must be a new folder, or DATABASE_URL a new database, with no server on',
    'it. The whole file is checked first; then all of it is restored, or nothing. A',
    'backup of an older version is brought to this one. Start the server where you',
    'have restored: people keep their passwords, and sign in anew. Exit code 1 also',
    'when verifying finds a difference.',
  ].join('\n'),
  options: { json: JSON_OPTION },
  positionals: ['file'],
  run: async (args) => {
    const startedAt = performance.now();
    const file = resolve(args.positionals[0] ?? '');
    const config = readConfig(process.env);
    const log = commandLogger(config);
    const backup = await withProgress('Checking', (show) => checkBackup(file, show));
    const located = await locateDatabase(config, log, { holder: 'restore', isShared: false });
    try {
      const restored = await withProgress('Restoring', (show) =>
        restoreBackup(located.owner, config, backup, show, log),
      );
      const { tables, rows, leftOut } = restored;
      const { at } = backup.header;
      const isJson = args.isSet('json');
      if (!isJson) {
        const content = `${rows.toLocaleString('en')} rows of ${tables} tables`;
        console.log(`Restored ${content}, as they were at ${at}.`);
        if (leftOut.length > 0)
          console.log(`Left out, as no tables of ours: ${leftOut.join(', ')}.`);
      }
      const verification = await verifyWithProgress(located.app, log);
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      const told = { file, at, tables, rows, leftOut, seconds, verification };
      if (isJson) console.log(JSON.stringify(told, null, 2));
      else reportVerification(verification);
      return verification.differences === 0 ? 0 : 1;
    } finally {
      await located.stop();
    }
  },
};

async function withProgress<T>(
  label: string,
  work: (show: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const progress = makeProgress(label);
  return work(progress.show).finally(progress.end);
}
