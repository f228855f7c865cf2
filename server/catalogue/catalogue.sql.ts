import { statement } from '../db/statement.ts';

interface CatalogueRow {
  readonly products: {
    readonly id: number;
    readonly name: string;
    readonly pattern: string;
    readonly capacity: number;
    readonly unitWeightG: number;
    readonly expectedWeightG: number;
  }[];
  readonly areas: { readonly id: number; readonly name: string }[];
  readonly users: { readonly id: number; readonly username: string }[];
  /** By name; a missing one has its default. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** One statement, so that all of it is of one moment. */
export const readCatalogue = statement<CatalogueRow>(
  'readCatalogue',
  `select
    (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'pattern', pattern,
      'capacity', capacity, 'unitWeightG', unit_weight_g, 'expectedWeightG', expected_weight_g)
      order by id), '[]') from product) as products,
    (select coalesce(json_agg(json_build_object('id', id, 'name', name) order by id), '[]')
      from area) as areas,
    (select coalesce(json_agg(json_build_object('id', id, 'username', username)), '[]')
      from app_user) as users,
    (select coalesce(json_object_agg(name, value), '{}') from setting) as settings`,
);
