import { resolve } from 'node:path';
import { backUp } from '#server/backup/backup.ts';
import { draftBackup } from '#server/backup/write-file.ts';
import { readConfig } from '#server/config.ts';
import { findReaderFaults } from '#server/config-faults.ts';
import { locateDatabase } from '#server/db/locate.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { commandLogger } from './database.ts';
import { makeProgress } from './progress.ts';

const MIB = 1024 * 1024;

export const backupCommand: Command = {
  usage: 'backup <file>',
  summary: 'Write the whole site, as it is now, to a file',
  details: [
    'A running server goes on meanwhile. The file appears under its name when it is',
    'whole and on the disk. It holds what is needed to act as the site (hashes of',
    'passwords, secrets of webhooks): keep it as you keep the database. Sessions,',
    'uploaded sheets and certificates are not in it: see docs/operations.md.',
  ].join('\n'),
  options: {
    force: { value: null, help: 'take the place of a file that is there' },
    json: JSON_OPTION,
  },
  positionals: ['file'],
  run: async (args) => {
    const startedAt = performance.now();
    const file = resolve(args.positionals[0] ?? '');
    const config = readConfig(process.env, findReaderFaults);
    const log = commandLogger(config);
    const draft = await draftBackup(file, args.isSet('force'));
    const progress = makeProgress('Backing up');
    try {
      const located = await locateDatabase(config, log, { holder: 'backup', isShared: true });
      const { bytes, tables, rows } = await backUp(located.owner, draft, progress.show).finally(
        () => {
          progress.end();
          return located.stop();
        },
      );
      const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
      if (args.isSet('json')) {
        console.log(JSON.stringify({ file, bytes, tables, rows, seconds }, null, 2));
      } else {
        const size = `${(bytes / MIB).toFixed(1)} MiB`;
        const content = `${rows.toLocaleString('en')} rows of ${tables} tables`;
        console.log(`Wrote ${content} to ${file} (${size}) in ${seconds} s.`);
      }
    } finally {
      await draft.close();
    }
    return 0;
  },
};
