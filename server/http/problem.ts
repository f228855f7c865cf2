import { ERRORS, type ErrorCode } from '#contract/error.ts';
import type { Problem } from '#contract/schema.ts';

export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

interface ErrorExtra {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** When the catalogue's status is too coarse: 400 or 422 for invalid input. */
  readonly status?: number;
}

/** An operating error with a stable code; the error handler turns it into problem+json. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly extra: ErrorExtra;

  constructor(code: ErrorCode, detail: string, extra: ErrorExtra = {}) {
    super(detail);
    this.code = code;
    this.extra = extra;
  }

  get status(): number {
    return this.extra.status ?? ERRORS[this.code][0];
  }
}

/** The body of an error's answer (RFC 9457). */
export function problemOf(error: CodedError, traceId: string): Problem {
  const { errors } = error.extra;
  return {
    type: `/api/docs#error-${error.code}`,
    title: ERRORS[error.code][1],
    status: error.status,
    detail: error.message,
    code: error.code,
    traceId,
    ...(errors === undefined ? {} : { errors: [...errors] }),
  };
}
