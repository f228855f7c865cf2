import type { Static, TSchema } from 'typebox';
import type * as alert from '#contract/alert.ts';
import type * as apiKey from '#contract/api-key.ts';
import type * as area from '#contract/area.ts';
import type * as audit from '#contract/audit.ts';
import type * as bag from '#contract/bag.ts';
import type * as bill from '#contract/bill.ts';
import type { Endpoint } from '#contract/endpoint.ts';
import type * as imports from '#contract/import.ts';
import type * as label from '#contract/label.ts';
import type * as product from '#contract/product.ts';
import type * as report from '#contract/report.ts';
import type * as scan from '#contract/scan.ts';
import type * as session from '#contract/session.ts';
import type * as setting from '#contract/setting.ts';
import type * as station from '#contract/station.ts';
import type * as stats from '#contract/stats.ts';
import type * as today from '#contract/today.ts';
import type * as trace from '#contract/trace.ts';
import type * as user from '#contract/user.ts';
import type * as verify from '#contract/verify.ts';
import type * as webhook from '#contract/webhook.ts';

/** Only the types of the contract are used: none of its schemas reach the browser. */
type EndpointsOf<Module> = Exclude<Extract<Module[keyof Module], Endpoint>, Files>;
/** What takes or gives files is no matter of JSON: see `upload.ts` and `addressOf`. */
type Files = { readonly gives: unknown } | { readonly form: unknown };
type Route =
  | EndpointsOf<typeof alert>
  | EndpointsOf<typeof apiKey>
  | EndpointsOf<typeof area>
  | EndpointsOf<typeof audit>
  | EndpointsOf<typeof bag>
  | EndpointsOf<typeof bill>
  | EndpointsOf<typeof imports>
  | EndpointsOf<typeof label>
  | EndpointsOf<typeof product>
  | EndpointsOf<typeof report>
  | EndpointsOf<typeof scan>
  | EndpointsOf<typeof session>
  | EndpointsOf<typeof setting>
  | EndpointsOf<typeof station>
  | EndpointsOf<typeof stats>
  | EndpointsOf<typeof today>
  | EndpointsOf<typeof trace>
  | EndpointsOf<typeof user>
  | EndpointsOf<typeof verify>
  | EndpointsOf<typeof webhook>;

/** Each endpoint under its method and path. */
type Routes = {
  [M in Route['method']]: { [E in Extract<Route, { method: M }> as E['path']]: E };
};
export type Method = keyof Routes;
export type PathOf<M extends Method> = keyof Routes[M] & string;

type Part<E, Key extends string> =
  E extends Record<Key, infer S extends TSchema> ? Record<Key, Static<S>> : unknown;
/** What an endpoint takes: `params`, `query` and `body`, those of them that it has. */
export type InputOf<M extends Method, P extends PathOf<M>> = Part<Routes[M][P], 'params'> &
  Partial<Part<Routes[M][P], 'query'>> &
  Part<Routes[M][P], 'body'>;

type SuccessOf<R> = R[Extract<keyof R, 200 | 201 | 202 | 204>];
/** What an endpoint answers when all is well. */
export type OutputOf<M extends Method, P extends PathOf<M>> = Routes[M][P] extends {
  response: infer R;
}
  ? Static<Extract<SuccessOf<R>, TSchema>>
  : never;

/** An answer with the version of what it shows, for the change that follows. */
export interface Answer<T> {
  readonly data: T;
  readonly etag: string | null;
}

/** The server said no: a code of `contract/error.ts`, and a sentence in English. */
export class RefusedError extends Error {
  readonly status: number;
  readonly code: string;
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
  /** How long the server asks to be left alone; null when it does not say. */
  readonly retryAfterS: number | null;

  constructor(status: number, problem: Problem, retryAfter: string | null = null) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.faults = problem.errors ?? [];
    this.retryAfterS = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : null;
  }
}

/** The server was not reached, or its answer was cut off. */
export class UnreachableError extends Error {}

export interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** What goes with a request besides its input. */
export interface Extra {
  readonly ifMatch?: string;
  readonly signal?: AbortSignal;
}

/**
 * Calls an endpoint of the contract by its method and path; the types of input and answer follow.
 * @throws {RefusedError} when the server says no.
 * @throws {UnreachableError} when there is no network.
 */
export async function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  input: InputOf<M, P>,
  extra: Extra = {},
): Promise<Answer<OutputOf<M, P>>> {
  const { params, query, body }: Parts = input;
  const headers = new Headers();
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (extra.ifMatch !== undefined) headers.set('if-match', extra.ifMatch);
  const response = await reach(addressOf(path, params, query), {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(extra.signal === undefined ? {} : { signal: extra.signal }),
  });
  if (!response.ok) {
    const retryAfter = response.headers.get('retry-after');
    throw new RefusedError(response.status, await problemOf(response), retryAfter);
  }
  const data = response.status === 204 ? null : await response.json().catch(cutOff);
  return { data, etag: response.headers.get('etag') };
}

interface Parts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** @returns the path with its `:names` filled in, and the query behind it. */
export function addressOf(
  path: string,
  params: Parts['params'] = {},
  query: Parts['query'] = {},
): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}

/** @throws {UnreachableError} when there is no network. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new UnreachableError(`${address} was not reached`, { cause: error });
  }
}

/** What a refusal says; nothing where it is none of ours. */
export async function problemOf(response: Response): Promise<Problem> {
  return response.json().catch(() => ({}));
}

function cutOff(cause: unknown): never {
  throw new UnreachableError('The answer was cut off', { cause });
}
