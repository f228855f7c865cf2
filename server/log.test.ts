import { Writable } from 'node:stream';
import pg from 'pg';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { SERIALIZERS } from './log.ts';

test('of an error of the database the log has its code, and nothing of the row', () => {
  const lines: string[] = [];
  const stream = new Writable({
    write: (line, _encoding, done) => {
      lines.push(String(line));
      done();
    },
  });
  const log = pino({ serializers: SERIALIZERS }, stream);
  const detail = 'Failing row contains (7, asha, $argon2id$secret).';
  const broken = Object.assign(new pg.DatabaseError('violates check', 0, 'error'), {
    code: '23514',
    detail,
    where: detail,
  });
  log.error({ err: broken }, 'a request failed');
  log.error({ error: new Error('job', { cause: broken }) }, 'a job failed');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toContain('23514');
    expect(line).not.toMatch(/argon2id|asha/);
  }
});
