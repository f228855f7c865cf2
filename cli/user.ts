import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { ROLES } from '#domain/permission.ts';
import { USERNAME_PATTERN, USERNAME_RULE } from '#domain/username.ts';
import type { Deps } from '#server/deps.ts';
import * as users from '#server/user/user.ts';
import { type Arguments, type Command, JSON_OPTION, UsageFault } from './command.ts';
import { withDeps } from './database.ts';

/** Whoever can run commands on the machine is nobody the server knows. */
const BY = { person: null, ip: null };
const RANDOM_PASSWORD_BYTES = 12;

const PASSWORD_OPTION = {
  value: 'text',
  help: 'the password; - reads it from standard input (default: one is made up and printed)',
};

export const userAdd: Command = {
  usage: 'user add <username>',
  summary: 'Add a user',
  details: 'With --json the password is null unless it was made up.',
  options: {
    role: { value: 'role', help: ROLES.join(', '), default: 'dispatcher' },
    area: { value: 'area', help: 'the area they work in; a dispatcher needs one' },
    password: PASSWORD_OPTION,
    json: JSON_OPTION,
  },
  positionals: ['username'],
  run: async (args) => {
    const [username = ''] = args.positionals;
    if (!USERNAME_PATTERN.test(username)) throw new UsageFault(`The user name ${USERNAME_RULE}`);
    const role = ROLES.find((known) => known === args.text('role'));
    if (role === undefined) throw new UsageFault(`--role must be one of ${ROLES.join(', ')}`);
    const { password, isMadeUp } = await readPassword(args);
    const user = { username, password, role, area: args.text('area') };
    const made = await withDeps('user add', 'write', (deps) => users.createUser(deps, BY, user));
    tell(args, `Added the ${role} ${username}.`, made, isMadeUp ? password : null);
    return 0;
  },
};

export const userList: Command = {
  usage: 'user list',
  summary: 'List the users',
  options: { json: JSON_OPTION },
  positionals: [],
  run: async (args) => {
    const rows = await withDeps('user list', 'read', (deps) => users.listUsers(deps));
    if (args.isSet('json')) {
      console.log(JSON.stringify(rows.map(shownOf), null, 2));
    } else {
      for (const { username, role, area, is_active: isActive } of rows) {
        const cells = [
          username.padEnd(24),
          role.padEnd(10),
          area ?? '',
          isActive ? '' : 'disabled',
        ];
        console.log(cells.join('  ').trimEnd());
      }
    }
    return 0;
  },
};

export const userResetPassword: Command = {
  usage: 'user reset-password <username>',
  summary: "Set a user's password anew",
  details:
    'Whoever is signed in as the user is signed out. With --json the password is null unless it\n' +
    'was made up.',
  options: { password: PASSWORD_OPTION, json: JSON_OPTION },
  positionals: ['username'],
  run: async (args) => {
    const [username = ''] = args.positionals;
    const { password, isMadeUp } = await readPassword(args);
    const user = await withDeps('user reset-password', 'read', (deps) =>
      resetPassword(deps, username, password),
    );
    tell(args, `Set the password of ${username}.`, user, isMadeUp ? password : null);
    return 0;
  },
};

type User = Awaited<ReturnType<typeof users.listUsers>>[number];

function shownOf({ id, username, role, area, email, is_active: active }: User) {
  return { id, username, role, area, email, active };
}

/** @param madeUp the password, where whoever asked does not know it yet. */
function tell(args: Arguments, sentence: string, user: User, madeUp: string | null): void {
  if (args.isSet('json')) {
    console.log(JSON.stringify({ ...shownOf(user), password: madeUp }, null, 2));
    return;
  }
  console.log(sentence);
  if (madeUp !== null) console.log(`Password: ${madeUp}`);
}

async function resetPassword(deps: Deps, username: string, password: string): Promise<User> {
  const user = (await users.listUsers(deps)).find((one) => {
    return one.username.toLowerCase() === username.toLowerCase();
  });
  if (user === undefined) throw new Error(`There is no user ${username}.`);
  return users.changeUser(deps, BY, user.id, { password }, () => undefined);
}

async function readPassword(args: Arguments): Promise<{ password: string; isMadeUp: boolean }> {
  const given = args.text('password');
  if (given === null) {
    return { password: randomBytes(RANDOM_PASSWORD_BYTES).toString('base64url'), isMadeUp: true };
  }
  // An argument can be read by every user of the machine.
  const password = given === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : given;
  return { password, isMadeUp: false };
}
