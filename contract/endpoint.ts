import type { TSchema } from 'typebox';
import type { Permission } from '#domain/permission.ts';

/** Who may call: anyone, any signed-in person, or those whose role has the permission. */
export type Access = 'public' | 'signedIn' | Permission;

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A form as a page sends it, and as JavaScript's `FormData` does. */
export const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data'] as const;

/** One endpoint: what validates its input, serialises its output and documents both. */
export interface Endpoint {
  readonly method: Method;
  /** With `:name` for each parameter. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  /** The feature it belongs to, as headed in the API's documentation. */
  readonly tag: string;
  readonly description?: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** The parts of a `multipart/form-data` body, which the feature reads itself. */
  readonly form?: TSchema;
  /** By status. What has no body, such as a 204, has Type.Null(). */
  readonly response: Readonly<Record<number, TSchema>>;
  /** The media types of the body, unless it is JSON only. */
  readonly takes?: readonly string[];
  /** The media types of the answer, unless it is JSON only. */
  readonly gives?: readonly string[];
  /** The status of a body that breaks a constraint (not a type), unless 422. */
  readonly invalidStatus?: 400;
  readonly bodyBytesMax?: number;
  /** Set where the handler answers a body that breaks the schema, such as with a page. */
  readonly answersInvalid?: true;
  /** Set where a change needs `If-Match` with the ETag that was read. */
  readonly needsIfMatch?: true;
}

/** Keeps the schemas' types, so that handlers and clients are typed from them. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition;
}
