/** A set of rows passed to one statement as one array a column, read there through `unnest`. */
export interface Columns<Name extends string> {
  /** `unnest($1::text[], ...) as alias (code, ...)`, its parameters beginning at `$first`. */
  unnest(alias: string, first: number): string;
  /** The arrays, in the order of the parameters. */
  arraysOf(rows: readonly Readonly<Record<Name, unknown>>[]): unknown[][];
  readonly count: number;
}

/** @param types each column's name and its PostgreSQL type, in order. */
export function columns<const Types extends Readonly<Record<string, string>>>(
  types: Types,
): Columns<keyof Types & string> {
  const names: (keyof Types & string)[] = Object.keys(types);
  return {
    count: names.length,
    unnest: (alias, first) => {
      const parameters = names.map((name, at) => `$${first + at}::${types[name]}[]`);
      return `unnest(${parameters.join(', ')}) as ${alias} (${names.join(', ')})`;
    },
    arraysOf: (rows) => names.map((name) => valuesOf(rows, name)),
  };
}

const NONE: unknown[] = [];

/** Where arrays differ in length `unnest` fills up with nulls, so a column of nulls is not sent. */
function valuesOf<Name extends string>(
  rows: readonly Readonly<Record<Name, unknown>>[],
  name: Name,
): unknown[] {
  return rows.some((row) => row[name] != null) ? rows.map((row) => row[name]) : NONE;
}
