/**
 * The part of an address behind `?`, as plain texts: a code such as `0016586` stays what it is and
 * becomes no number.
 */
export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') params.set(name, value);
  }
  return params.size === 0 ? '' : `?${params}`;
}

/** Keeps the parameters that a page knows; what else stands in the address is dropped. */
export function textSearch<const Name extends string>(
  names: readonly Name[],
): (search: Record<string, unknown>) => { readonly [N in Name]?: string } {
  return (search) => {
    const known: { [N in Name]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') known[name] = value;
    }
    return known;
  };
}

/** A value of a closed list, or undefined for whatever else somebody wrote into the address. */
export function oneOf<const Value extends string>(
  values: readonly Value[],
  text: string | undefined,
): Value | undefined {
  return values.find((value) => value === text);
}

type Given<T> = { [K in keyof T]?: T[K] & NonNullable<unknown> };

/** Without the properties that have no value, as exact optional properties want it. */
export function withoutNothing<T extends object>(values: T): Given<T> {
  const kept: Given<T> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined && value !== null) kept[name] = value;
  }
  return kept;
}
