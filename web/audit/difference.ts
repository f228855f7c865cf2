/** One field of a thing that was changed, with what it was and what it became. */
export interface Change {
  readonly field: string;
  /** Undefined where it was not told, as before a thing was made. */
  readonly before: unknown;
  readonly after: unknown;
}

interface States {
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
}

/** What an entry tells, field by field, in the order in which it was written down. */
export function changesOf({ before, after }: States): Change[] {
  const fields = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])];
  return fields
    .map((field) => ({ field, before: before?.[field], after: after?.[field] }))
    .filter((change) => !isNothing(change.before) || !isNothing(change.after));
}

/** Fields that a new thing does not have say nothing. */
export function isNothing(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** The kind of a subject and its name: `bill:B-17`. A refusal's is a method and a path. */
export function partsOf(subject: string): { readonly kind: string | null; readonly name: string } {
  const [, kind, name] = /^([a-z_]+):(.+)$/s.exec(subject) ?? [];
  return kind === undefined || name === undefined ? { kind: null, name: subject } : { kind, name };
}
