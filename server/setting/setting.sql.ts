import { statement } from '../db/statement.ts';

/** $1 name. Whoever else would change it waits until this transaction ends. */
export const lockSetting = statement<{ readonly value: unknown }>(
  'lockSetting',
  'select value from setting where name = $1 for update',
);

/** $1 name, $2 value as JSON. */
export const upsertSetting = statement(
  'upsertSetting',
  `insert into setting (name, value) values ($1, $2)
  on conflict (name) do update set value = excluded.value, version = setting.version + 1`,
);
