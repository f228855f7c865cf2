import AjvCompiler from '@fastify/ajv-compiler';
import type { FastifyError, FastifyInstance } from 'fastify';
import { BILL_CODE_RULE, parseBillCode } from '#domain/bill.ts';
import { isMoment, MOMENT_RULE } from '../list/period.ts';
import { CodedError, type FieldError } from './problem.ts';

type SchemaFault = NonNullable<FastifyError['validation']>[number];

/**
 * Bodies are taken as they are: a number sent as text is an error, or `"1"` and `1` would be two
 * ways to say one thing. Queries and paths are text by nature and are converted. What a schema does
 * not name is dropped, so that handlers only see what was checked.
 *
 * All faults are reported at once, for whoever fills in a form. Not so in a body with lists: there
 * the first one ends it, so that refusing is never more work than accepting.
 */
export function addValidators(app: FastifyInstance): void {
  const makeCompiler = AjvCompiler();
  const common = {
    useDefaults: true,
    removeAdditional: 'all',
    allErrors: true,
    // Says of a fault which value it speaks of: 1.5 is a number, only not a whole one.
    verbose: true,
    formats: { 'bill-code': (text: string) => parseBillCode(text) !== null, moment: isMoment },
  } as const;
  const text = makeCompiler({}, { customOptions: { ...common, coerceTypes: 'array' } });
  const flat = makeCompiler({}, { customOptions: { ...common, coerceTypes: false } });
  const listed = makeCompiler(
    {},
    { customOptions: { ...common, coerceTypes: false, allErrors: false } },
  );
  app.setValidatorCompiler(({ schema, httpPart }) => {
    if (httpPart !== 'body') return text({ schema });
    return hasList(schema) ? listed({ schema }) : flat({ schema });
  });
}

function hasList(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null) return false;
  if ('type' in schema && schema.type === 'array') return true;
  return Object.values(schema).some(hasList);
}

/**
 * What to answer when a request breaks its schema: 400 for the wrong shape, 422 for a body whose
 * shape is right and whose values are not.
 * @param context where: 'body', 'params' or 'querystring'.
 * @param invalidStatus the endpoint's own status for impossible values, if it has one.
 */
export function invalidRequest(
  faults: readonly SchemaFault[],
  context: string,
  invalidStatus: 400 | undefined,
): CodedError {
  const plain = plainFaults(faults);
  const isBody = context === 'body';
  const isShape = !isBody || invalidStatus === 400 || plain.some(isShapeFault);
  const errors = fieldErrors(plain);
  const detail = errors
    .map(({ pointer, detail }) => `${pointer || 'The body'} ${detail}`)
    .join('; ');
  return new CodedError(isShape ? 'malformed_request' : 'not_possible', detail, { errors });
}

function isShapeFault(fault: SchemaFault): boolean {
  return fault.keyword === 'required' || isOfWrongType(fault);
}

/** A number where another kind of number belongs is of the right type, and impossible. */
function isOfWrongType(fault: SchemaFault): boolean {
  if (fault.keyword !== 'type') return false;
  const isNumber = 'data' in fault && typeof fault.data === 'number';
  return !isNumber || !NUMBERS.has(fault.params.type);
}

const NUMBERS: ReadonlySet<unknown> = new Set(['integer', 'number']);

/**
 * A value that may be null is an `anyOf`, and fails three times: in each branch and as a whole.
 * What counts is why it failed the branch that was meant: the one whose type was right.
 */
function plainFaults(faults: readonly SchemaFault[]): SchemaFault[] {
  const unions = faults.filter(({ keyword }) => keyword === 'anyOf');
  return faults.filter((fault) => {
    if (fault.keyword === 'anyOf') return false;
    const union = unions.find(({ schemaPath }) => fault.schemaPath.startsWith(`${schemaPath}/`));
    if (union === undefined || !isOfWrongType(fault)) return true;
    return !faults.some(
      (other) => !isOfWrongType(other) && other.schemaPath.startsWith(`${union.schemaPath}/`),
    );
  });
}

/** One error a field, the first: a value of the wrong type breaks its list of values, too. */
function fieldErrors(faults: readonly SchemaFault[]): FieldError[] {
  const byPointer = new Map<string, string>();
  for (const fault of faults) {
    const { missingProperty } = fault.params;
    const suffix = typeof missingProperty === 'string' ? `/${missingProperty}` : '';
    const pointer = fault.instancePath + suffix;
    if (!byPointer.has(pointer)) byPointer.set(pointer, inWords(fault));
  }
  return [...byPointer].map(([pointer, detail]) => ({ pointer, detail }));
}

function inWords({ keyword, params, message }: SchemaFault): string {
  if (keyword === 'required') return 'is required';
  if (params.format === 'bill-code') return BILL_CODE_RULE;
  if (params.format === 'moment') return MOMENT_RULE;
  const { allowedValues } = params;
  if (Array.isArray(allowedValues)) return `must be one of ${allowedValues.join(', ')}`;
  return (message ?? 'is not valid').replace('must NOT', 'must not');
}
