import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openTestApp } from '#test/harness.ts';
import { ConfigFault, readConfig } from './config.ts';

const { db } = await openTestApp();

/** What is wrong with these variables; none when they can be used. */
function faultsOf(variables: Readonly<Record<string, string>>): string {
  try {
    readConfig(variables);
    return '';
  } catch (fault) {
    if (fault instanceof ConfigFault) return fault.message;
    throw fault;
  }
}

describe('a configuration', () => {
  test('needs nothing: the server of one site listens to its own machine', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      databaseUrl: null,
      databaseReplicaUrl: null,
      dataDir: resolve('data'),
      admin: { username: 'admin', password: null },
      timeZone: 'Asia/Kolkata',
      tls: null,
      smtpUrl: null,
      webhookPrivateAddresses: false,
      logLevel: 'info',
    });
  });

  test.each([
    ['HOST', '::1', 'host', '::1'],
    ['HOST', 'hall-1.example.com', 'host', 'hall-1.example.com'],
    ['PORT', '0', 'port', 0],
    ['PORT', '65535', 'port', 65_535],
    ['DATABASE_URL', 'postgresql:///tt?host=/run', 'databaseUrl', 'postgresql:///tt?host=/run'],
    ['SMTP_URL', 'smtps://a:b@mail:465', 'smtpUrl', 'smtps://a:b@mail:465'],
    ['WEBHOOK_PRIVATE_ADDRESSES', 'allow', 'webhookPrivateAddresses', true],
    ['LOG_LEVEL', 'debug', 'logLevel', 'debug'],
    ['TIME_ZONE', 'europe/berlin', 'timeZone', 'Europe/Berlin'],
  ])('takes %s=%s', (name, value, field, taken) => {
    expect(readConfig({ [name]: value })).toHaveProperty(field, taken);
  });

  test.each([
    ['HOST', '999.1.1.1:80', 'must be an address or a name'],
    ['PORT', '65536', 'whole number from 0 to 65535'],
    ['PORT', '3e3', 'whole number from 0 to 65535'],
    ['PORT', ' ', 'is empty'],
    ['DATABASE_URL', 'mysql://u:hush@h/d', 'postgres://'],
    ['DATABASE_REPLICA_URL', 'hush', 'postgres://'],
    ['ADMIN_PASSWORD', 'hush', 'at least 10 characters'],
    ['ADMIN_USERNAME', 'two words', '1 to 64 letters'],
    ['SMTP_URL', 'http://u:hush@h', 'smtp://'],
    ['TIME_ZONE', 'Asia/Hisar', 'a time zone such as Asia/Kolkata'],
    ['TIME_ZONE', '+05:30', 'a time zone such as Asia/Kolkata'],
    ['TIME_ZONE', '-0800', 'a time zone such as Asia/Kolkata'],
    ['WEBHOOK_PRIVATE_ADDRESSES', 'yes', 'allow or refuse'],
    ['LOG_LEVEL', 'loud', 'must be one of'],
    ['TLS_CERT', '/etc/cert.pem', 'belong together'],
    ['TLS_KEY', '/etc/key.pem', 'belong together'],
  ])('does not take %s=%s, and repeats no secret', (name, value, why) => {
    const faults = faultsOf({ [name]: value });
    expect(faults).toContain(name);
    expect(faults).toContain(why);
    expect(faults).not.toContain('hush');
  });

  test('tells all its faults at once', () => {
    const faults = faultsOf({ PORT: 'x', TIME_ZONE: 'soon', TLS_KEY: 'k', SMTP_URL: 'y' });
    for (const name of ['PORT', 'TIME_ZONE', 'TLS_KEY', 'SMTP_URL']) expect(faults).toContain(name);
  });
});

test.each(['Asia/Kolkata', 'america/new_york', 'Etc/GMT+5', 'UTC', 'EST5EDT'])(
  'in %s it is the same time for the database as for the server',
  async (name) => {
    const { timeZone } = readConfig({ TIME_ZONE: name });
    const at = '2026-11-23T19:45:00Z';
    const [row] = await db.runText<{ shown: string }>(
      `select to_char($1::timestamptz at time zone $2, 'YYYY-MM-DD HH24:MI') as shown`,
      [at, timeZone],
    );
    const form = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
    expect(row?.shown).toBe(new Intl.DateTimeFormat('sv', form).format(Date.parse(at)));
  },
);
