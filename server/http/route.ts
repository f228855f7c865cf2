import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Endpoint } from '#contract/endpoint.ts';
import { can } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import type { Person } from '../session/session.ts';
import { refuseCrossOrigin } from './origin.ts';
import { CodedError } from './problem.ts';
import { withPlainNulls } from './serializing.ts';
import { inTrace } from './trace-context.ts';

/** A request that passed the door: from somebody who may make it, and of the right shape. */
export interface Call<E extends Endpoint> {
  /** Who calls; null on public endpoints, where nobody needs to be signed in. */
  readonly person: E['access'] extends 'public' ? null : Person;
  readonly params: Part<E, 'params'>;
  readonly query: Part<E, 'query'>;
  readonly body: Part<E, 'body'>;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Part<E extends Endpoint, K extends 'params' | 'query' | 'body'> = E[K] extends TSchema
  ? Static<E[K]>
  : undefined;

type Answer<E extends Endpoint> = {
  [Status in keyof E['response']]: E['response'][Status] extends TSchema
    ? Static<E['response'][Status]>
    : never;
}[keyof E['response']];

declare module 'fastify' {
  interface FastifyRequest {
    /** Set at the door of every endpoint that is not public. */
    person: Person | null;
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint;
  }
}

/**
 * Adds one endpoint of the contract. The door is the same for all: requests from another origin,
 * people who are not signed in and roles without the permission end here, before the body is read.
 * A successful answer has the endpoint's lowest status unless the handler sets another on `reply`.
 */
export function addRoute<E extends Endpoint>(
  app: FastifyInstance,
  deps: Deps,
  endpoint: E,
  handle: (call: Call<E>) => Promise<Answer<E>> | Answer<E>,
): void {
  const mayBeEmpty = Object.values(endpoint.response).some(isEmpty);
  const status = Math.min(...Object.keys(endpoint.response).map(Number));
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    schema: schemaOf(endpoint),
    config: { endpoint },
    ...(endpoint.answersInvalid === undefined ? {} : { attachValidation: true }),
    ...(endpoint.bodyBytesMax === undefined ? {} : { bodyLimit: endpoint.bodyBytesMax }),
    onRequest: (request, _reply, done) => {
      try {
        const enter = () => admit(deps, endpoint, request);
        const admitted = request.span === null ? enter() : inTrace(request, enter);
        // Known people are admitted without a turn of the event loop: scans wait for this.
        if (admitted instanceof Promise) admitted.then(() => done(), done);
        else done();
      } catch (refusal) {
        done(refusal instanceof Error ? refusal : new Error(String(refusal)));
      }
    },
    handler: (request, reply) => {
      reply.code(status);
      // The door has set the person and the validator the parts, as the endpoint declares them.
      const { person, params, query, body } = request;
      const made: unknown = { person, params, query, body, request, reply };
      const call = made as Call<E>;
      // What changes something is audited, with the trace that it belongs to.
      const isPlain = endpoint.method === 'GET' && request.span === null;
      const answer = isPlain ? handle(call) : inTrace(request, () => handle(call));
      // A stream of events has begun to answer, and goes on by itself.
      if (reply.sent) return undefined;
      return mayBeEmpty ? sendWhenThere(reply, answer) : answer;
    },
  });
}

/** Sends an answer; null is one without a body, where the framework would write the word. */
export function sendAnswer(reply: FastifyReply, answer: unknown): FastifyReply {
  return answer === null ? reply.send() : reply.send(answer);
}

async function sendWhenThere(reply: FastifyReply, answer: unknown): Promise<FastifyReply> {
  return sendAnswer(reply, await answer);
}

function isEmpty(schema: TSchema & { readonly type?: unknown }): boolean {
  return schema.type === 'null';
}

/** What validates and serialises; `contract/openapi.ts` documents the rest of the endpoint. */
function schemaOf({ params, query, body, response }: Endpoint): Record<string, unknown> {
  return {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body }),
    response: withPlainNulls(response),
  };
}

function admit(deps: Deps, endpoint: Endpoint, request: FastifyRequest): void | Promise<void> {
  if (endpoint.method !== 'GET') refuseCrossOrigin(request);
  if (endpoint.access === 'public') return;
  const found = deps.sessions.find(request);
  if (found instanceof Promise) {
    return found.then((person) => admitPerson(deps, endpoint, request, person));
  }
  admitPerson(deps, endpoint, request, found);
}

function admitPerson(
  deps: Deps,
  { access, method, path }: Endpoint,
  request: FastifyRequest,
  person: Person | null,
): void {
  if (person === null) throw new CodedError('not_signed_in', 'Sign in first');
  request.person = person;
  if (access === 'public' || access === 'signedIn' || can(person, access)) return;
  inTrace(request, () => deps.audit.recordRefusal(person, `${method} ${path}`, request.ip));
  throw new CodedError('not_allowed', `The role ${person.role} may not do this`);
}
