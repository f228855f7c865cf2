import { expect, test } from 'vitest';
import { hashPassword, NOBODYS_HASH, verifyPassword } from './password.ts';

test('a hash is in the PHC format, with a salt of its own each time', async () => {
  const [first, second] = await Promise.all([hashPassword('mustard'), hashPassword('mustard')]);
  expect(first).toMatch(
    /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/,
  );
  expect(first).not.toBe(second);
});

test('the right password is right, and no other', async () => {
  const hash = await hashPassword('mustard and moong');
  expect(await verifyPassword('mustard and moong', hash)).toBe(true);
  for (const wrong of ['mustard and Moong', 'mustard and moong ', '']) {
    expect(await verifyPassword(wrong, hash)).toBe(false);
  }
});

test('a password is the same however its letters were composed', async () => {
  const hash = await hashPassword('caf\u00e9 in jaipur');
  expect(await verifyPassword('cafe\u0301 in jaipur', hash)).toBe(true);
});

test('hashes of other parameters are verified by theirs', async () => {
  // From the reference implementation: argon2 somesalt -id -t 2 -m 16 -p 1 -l 24
  const hash =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await verifyPassword('password', hash)).toBe(true);
});

test('no password is that of nobody', async () => {
  expect(await verifyPassword('', NOBODYS_HASH)).toBe(false);
});
