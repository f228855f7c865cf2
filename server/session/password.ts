import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { makeGate } from './gate.ts';

/** OWASP's parameters for argon2id; 17 to 25 ms on the machines this was measured on. */
const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const PARALLELISM = 1;
const SALT_BYTES = 16;
const TAG_BYTES = 32;

/** Two cores' work at most, of a process: people signing in never slow down scanning. */
const HASHES_AT_ONCE_MAX = 2;
/** The last of them waits about 6 s. */
const HASHES_WAITING_MAX = 500;

/** For work that hashes once. Not to be nested. */
export const hashingGate = makeGate(HASHES_AT_ONCE_MAX, HASHES_WAITING_MAX);

const deriveKey = promisify(argon2);

/**
 * A password's hash with its salt and parameters, in the PHC string format.
 * @throws {CodedError} overloaded
 */
export function hashPassword(password: string): Promise<string> {
  return hashingGate(async () => {
    const salt = randomBytes(SALT_BYTES);
    const tag = await derive(password, salt, {
      memory: MEMORY_KIB,
      passes: PASSES,
      parallelism: PARALLELISM,
      tagLength: TAG_BYTES,
    });
    return phcOf(salt, tag);
  });
}

/** Whoever calls it does so inside `hashingGate`. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt = '', tag = ''] = PHC.exec(hash) ?? [];
  const expected = Buffer.from(tag, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/;

/** Verified when there is no such user, so that the answer takes as long as for one that exists. */
export const NOBODYS_HASH = phcOf(randomBytes(SALT_BYTES), randomBytes(TAG_BYTES));

function derive(
  password: string,
  nonce: Buffer,
  parameters: { memory: number; passes: number; parallelism: number; tagLength: number },
): Promise<Buffer> {
  // The same text typed on two systems may be composed differently; one form is hashed.
  return deriveKey('argon2id', { message: password.normalize('NFC'), nonce, ...parameters });
}

function phcOf(salt: Buffer, tag: Buffer): string {
  const parameters = `m=${MEMORY_KIB},t=${PASSES},p=${PARALLELISM}`;
  return `$argon2id$v=19$${parameters}$${encode(salt)}$${encode(tag)}`;
}

/** PHC strings have no padding. */
function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
