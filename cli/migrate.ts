import { readConfig } from '#server/config.ts';
import { findCommandFaults } from '#server/config-faults.ts';
import { locateDatabase } from '#server/db/locate.ts';
import { migrate } from '#server/db/migrate.ts';
import type { Command } from './command.ts';
import { commandLogger } from './database.ts';

export const migrateCommand: Command = {
  usage: 'migrate',
  summary: "Bring the database to this version's schema",
  details: 'The server does it by itself at each start.',
  options: {},
  positionals: [],
  run: async () => {
    const config = readConfig(process.env, findCommandFaults);
    const log = commandLogger(config);
    const located = await locateDatabase(config, log, { holder: 'migrate', isShared: true });
    try {
      const { applied, warning } = await migrate(located.owner, log);
      if (warning !== null) console.error(warning);
      console.log(applied === 0 ? 'Nothing to migrate.' : `Migrations applied: ${applied}.`);
    } finally {
      await located.stop();
    }
    return 0;
  },
};
