import { statement } from '../db/statement.ts';

export interface AreaRow {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

export const listAreas = statement<AreaRow>(
  'listAreas',
  'select id, name, version from area order by lower(name)',
);

/** $1 id. */
export const findArea = statement<AreaRow>(
  'findArea',
  'select id, name, version from area where id = $1',
);

/** $1 id. */
export const lockArea = statement<AreaRow>(
  'lockArea',
  'select id, name, version from area where id = $1 for no key update',
);

/** $1 name. */
export const insertArea = statement<AreaRow>(
  'insertArea',
  'insert into area (name) values ($1) returning id, name, version',
);

/** $1 id, $2 name. */
export const updateArea = statement<AreaRow>(
  'updateArea',
  `update area set name = $2, version = version + 1 where id = $1
  returning id, name, version`,
);
