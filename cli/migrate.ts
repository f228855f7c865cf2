import { readConfig } from '#server/config.ts';
import { findCommandFaults } from '#server/config-faults.ts';
import { locateDatabase } from '#server/db/locate.ts';
import { migrate } from '#server/db/migrate.ts';
import { type Command, JSON_OPTION } from './command.ts';
import { commandLogger } from './database.ts';

export const migrateCommand: Command = {
  usage: 'migrate',
  summary: "Bring the database to this version's schema",
  details: 'The server does it by itself at each start.',
  options: { json: JSON_OPTION },
  positionals: [],
  run: async (args) => {
    const config = readConfig(process.env, findCommandFaults);
    const log = commandLogger(config);
    const located = await locateDatabase(config, log, { holder: 'migrate', isShared: true });
    try {
      const { applied, warning } = await migrate(located.owner, log);
      if (args.isSet('json')) {
        console.log(JSON.stringify({ applied, warning }, null, 2));
        return 0;
      }
      if (warning !== null) console.error(warning);
      console.log(applied === 0 ? 'Nothing to migrate.' : `Migrations applied: ${applied}.`);
    } finally {
      await located.stop();
    }
    return 0;
  },
};
