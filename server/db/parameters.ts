/** The parameters of a text that is made at run time, such as that of a list with filters. */
export interface Parameters {
  readonly values: readonly unknown[];
  /** Adds a value. @returns its placeholder, such as `$3`. */
  add(value: unknown): string;
}

export function makeParameters(): Parameters {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}
