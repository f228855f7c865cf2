import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '#contract/error.ts';
import { faultOf } from '../db/fault.ts';
import { setCommonHeaders } from './headers.ts';
import { CodedError, problemOf } from './problem.ts';
import type { RouteTable } from './route-table.ts';
import { acceptsHtml, signInAddress } from './sign-in-page.ts';
import type { MeasureAnswer } from './timing.ts';
import { invalidRequest } from './validation.ts';

/** Statuses that tell the client to come back; an error may say when, else it is soon. */
const RETRY_STATUSES = new Set([423, 429, 503]);
const RETRY_AFTER_SECONDS_DEFAULT = 1;

/** Every error leaves as problem+json; only those that are bugs of ours are logged as errors. */
export function handleErrors(
  app: FastifyInstance,
  routes: RouteTable,
  measureUnknown: MeasureAnswer,
): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((request, reply) => {
    const refusal = refuseUnknown(routes, request);
    measureUnknown(request, reply, refusal.status);
    throw refusal;
  });
}

function refuseUnknown(routes: RouteTable, request: FastifyRequest): CodedError {
  const methods = routes.methodsAt(request.url.replace(/[?#].*$/, ''));
  if (methods.length === 0) return new CodedError('not_found', 'There is nothing at this address');
  const allow = methods.join(', ');
  return new CodedError('method_not_allowed', `This address answers ${allow}`, {
    headers: { allow },
  });
}

/** Also for requests that reach no route, such as those with an address that cannot be decoded. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const coded = codedError(error, request);
  // Not there on a request that reached no hook.
  request.span?.setAttributes(faultAttributes(coded));
  if (coded.code === 'internal') {
    const { id: traceId, method, url } = request;
    request.log.error({ err: error, traceId, method, url }, 'a request failed');
  } else if (coded.status === 503 && error !== coded) {
    // The answer hides the cause, which whoever repairs the database needs.
    const cause = error instanceof Error ? error.message : String(error);
    request.log.warn({ cause, traceId: request.id }, coded.message);
  }
  setCommonHeaders(request, reply);
  if (coded.code === 'not_signed_in' && asksForPage(request)) {
    reply.code(302).header('location', signInAddress(request.url)).send();
    return;
  }
  if (RETRY_STATUSES.has(coded.status)) {
    reply.header('retry-after', String(RETRY_AFTER_SECONDS_DEFAULT));
  }
  if (coded.status === 401) reply.header('www-authenticate', 'Bearer');
  reply
    .code(coded.status)
    .headers({ ...coded.extra.headers })
    .type('application/problem+json')
    // As bytes: to text, the framework would add a charset, which this media type does not have.
    .send(Buffer.from(JSON.stringify(problemOf(coded, request.id))));
}

function faultAttributes({ code, status }: CodedError): Record<string, string> {
  const ours = { 'traitortrack.error.code': code };
  return status >= 500 ? { ...ours, 'error.type': code } : ours;
}

/** Of an address that gives pages: whoever opens one of data is told what programs are told. */
function asksForPage(request: FastifyRequest): boolean {
  const { endpoint } = request.routeOptions.config;
  const givesPages = endpoint?.gives?.includes('text/html') ?? false;
  return givesPages && request.method === 'GET' && acceptsHtml(request);
}

function codedError(error: unknown, request: FastifyRequest): CodedError {
  if (error instanceof CodedError) return error;
  const refused = isFastifyError(error) ? refusalOf(error, request) : null;
  return refused ?? faultOf(error) ?? new CodedError('internal', 'Our fault; it has been logged');
}

const JSON_INVALID = ['malformed_request', 'The body is not JSON'] as const;
const URL_INVALID = ['malformed_request', 'The address cannot be decoded'] as const;

const BY_FRAMEWORK_CODE: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'The body is larger than this address takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'Send application/json'],
  FST_ERR_CTP_INVALID_JSON_BODY: JSON_INVALID,
  FST_ERR_CTP_EMPTY_JSON_BODY: JSON_INVALID,
  FST_ERR_BAD_URL: URL_INVALID,
  FST_ERR_MAX_PARAM_LENGTH: URL_INVALID,
};

/** What the framework refused before our code ran; null when it failed instead. */
function refusalOf(error: FastifyError, request: FastifyRequest): CodedError | null {
  const { validation, validationContext = '', code, statusCode = 500 } = error;
  if (validation !== undefined) {
    const { endpoint } = request.routeOptions.config;
    return invalidRequest(validation, validationContext, endpoint?.invalidStatus);
  }
  const known = BY_FRAMEWORK_CODE[code];
  if (known !== undefined) return new CodedError(...known);
  if (statusCode >= 500 || statusCode < 400) return null;
  return new CodedError('malformed_request', 'The request could not be read');
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && ('statusCode' in error || 'validation' in error);
}
