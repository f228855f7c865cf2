import { Type } from 'typebox';
import { PASSWORD_LENGTH_MIN } from '#domain/password.ts';
import { ROLES } from '#domain/permission.ts';
import { USERNAME_PATTERN, USERNAME_RULE } from '#domain/username.ts';
import { endpoint } from './endpoint.ts';
import { Id, Instant, Nullable, OneOf } from './schema.ts';

const tag = 'Users';

/** Longer texts are no passwords that `domain/password.ts` would take, and are not hashed. */
const PASSWORD_TEXT_LENGTH_MAX = 1_000;

const Username = Type.String({
  pattern: USERNAME_PATTERN.source,
  description: USERNAME_RULE,
  examples: ['ravi'],
});

const NewPassword = Type.String({
  maxLength: PASSWORD_TEXT_LENGTH_MAX,
  description: `${PASSWORD_LENGTH_MIN} characters or more, and none of the common passwords`,
});

const AreaName = Nullable(Type.String({ description: "an area's name", examples: ['lucknow'] }));

const Email = Nullable(
  Type.String({ maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$', examples: ['ravi@example.com'] }),
);

export const User = Type.Object({
  id: Type.Integer(),
  username: Type.String(),
  role: OneOf(ROLES),
  area: AreaName,
  email: Nullable(Type.String()),
  active: Type.Boolean({ description: 'false: cannot sign in; the name stays in the ledger' }),
  createdAt: Instant,
});

export const listUsers = endpoint({
  method: 'GET',
  path: '/api/v2/users',
  access: 'administer',
  tag,
  summary: 'List all users',
  response: { 200: Type.Object({ items: Type.Array(User) }) },
});

export const createUser = endpoint({
  method: 'POST',
  path: '/api/v2/users',
  access: 'administer',
  tag,
  summary: 'Add a user',
  description: 'A dispatcher needs an area. Refused with `weak_password` or `username_taken`.',
  body: Type.Object({
    username: Username,
    password: NewPassword,
    role: OneOf(ROLES),
    area: Type.Optional(AreaName),
    email: Type.Optional(Email),
  }),
  response: { 201: User },
});

export const getUser = endpoint({
  method: 'GET',
  path: '/api/v2/users/:id',
  access: 'administer',
  tag,
  summary: 'One user',
  params: Id,
  response: { 200: User },
});

export const changeUser = endpoint({
  method: 'PATCH',
  needsIfMatch: true,
  path: '/api/v2/users/:id',
  access: 'administer',
  tag,
  summary: 'Change a user',
  description:
    'Needs `If-Match` with the ETag. A new role, area or password takes effect at once, a new ' +
    'password and `active: false` end all sessions. Nobody changes their own role, area, ' +
    'password or activity here (`own_account`); the last active admin stays (`last_admin`).',
  params: Id,
  body: Type.Object({
    username: Type.Optional(Username),
    password: Type.Optional(NewPassword),
    role: Type.Optional(OneOf(ROLES)),
    area: Type.Optional(AreaName),
    email: Type.Optional(Email),
    active: Type.Optional(Type.Boolean()),
  }),
  response: { 200: User },
});

export const disableUser = endpoint({
  method: 'DELETE',
  path: '/api/v2/users/:id',
  access: 'administer',
  tag,
  summary: 'Disable a user',
  description: 'Ends their sessions at once. The name stays in the ledger, and taken.',
  params: Id,
  response: { 204: Type.Null() },
});

export const changeOwnPassword = endpoint({
  method: 'POST',
  path: '/api/v2/users/me/password',
  access: 'signedIn',
  tag,
  summary: 'Change your own password',
  description: 'Ends your other sessions; this one goes on.',
  body: Type.Object({
    currentPassword: Type.String({ maxLength: PASSWORD_TEXT_LENGTH_MAX }),
    newPassword: NewPassword,
  }),
  response: { 204: Type.Null() },
});
