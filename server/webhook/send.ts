import http from 'node:http';
import https from 'node:https';
import { Webhook as Signer } from 'standardwebhooks';
import { lookUpPublic, refuseWrittenAddress } from './address.ts';

/** What is sent, and to whom. */
export interface Message {
  readonly url: string;
  /** The newest first; a signature of each is sent. */
  readonly secrets: readonly string[];
  readonly id: string;
  readonly body: string;
}

export interface SendOptions {
  readonly isPrivateAllowed: boolean;
  readonly answerWaitMs: number;
  readonly stopping: AbortSignal;
}

/** How a try went. */
export interface Sent {
  /** Null when there was no answer. */
  readonly status: number | null;
  /** The beginning of the answer's body. */
  readonly answer: string | null;
  /** Null when it was a success. */
  readonly fault: string | null;
  readonly durationMs: number;
}

const ANSWER_BYTES_MAX = 2_000;
const REDIRECT = 3;
const SUCCESS = 2;

/**
 * Sends one message, signed (Standard Webhooks 1.0.0). Redirects are not followed, and no more than
 * the beginning of the answer is read.
 */
export async function send(message: Message, options: SendOptions): Promise<Sent> {
  const startedAt = performance.now();
  const spent = () => Math.round(performance.now() - startedAt);
  try {
    const { status, answer } = await post(message, options);
    return { status, answer, fault: faultOf(status), durationMs: spent() };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const fault = isLate ? `no answer within ${options.answerWaitMs} ms` : messageOf(error);
    return { status: null, answer: null, fault, durationMs: spent() };
  }
}

function faultOf(status: number): string | null {
  const kind = Math.floor(status / 100);
  if (kind === SUCCESS) return null;
  return kind === REDIRECT ? `${status}: redirects are not followed` : `answered ${status}`;
}

function messageOf(error: unknown): string {
  // Where a name has several addresses, all have failed.
  const cause = error instanceof AggregateError ? error.errors[0] : error;
  return cause instanceof Error ? cause.message : String(cause);
}

interface Answer {
  readonly status: number;
  readonly answer: string;
}

async function post(message: Message, options: SendOptions): Promise<Answer> {
  const url = new URL(message.url);
  const { isPrivateAllowed, answerWaitMs, stopping } = options;
  if (!isPrivateAllowed) refuseWrittenAddress(url);
  const late = AbortSignal.timeout(answerWaitMs);
  const over = AbortSignal.any([late, stopping]);
  // A queue that stops may still hand out a job that it was asking for.
  over.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method: 'POST',
    headers: headersOf(message),
    // A connection of its own: who answered before may be somebody else now.
    agent: false,
    ...(isPrivateAllowed ? {} : { lookup: lookUpPublic }),
  });
  const cut = () => request.destroy(asError(over.reason));
  over.addEventListener('abort', cut);
  request.on('error', reject);
  request.on('response', (response) => {
    const status = response.statusCode ?? 0;
    readBeginning(response).then((answer) => resolve({ status, answer }), reject);
  });
  request.end(message.body);
  try {
    return await promise;
  } finally {
    over.removeEventListener('abort', cut);
    request.destroy();
  }
}

/** What follows the beginning, or is cut off, changes nothing: the status has been said. */
async function readBeginning(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response) {
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      size += bytes.length;
      if (size >= ANSWER_BYTES_MAX) break;
    }
  } catch {
    // As far as it came.
  }
  const text = Buffer.concat(chunks).subarray(0, ANSWER_BYTES_MAX).toString();
  return text.replaceAll('\0', '');
}

function headersOf({ id, body, secrets }: Message): Record<string, string> {
  const now = new Date();
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'user-agent': 'TraitorTrack-Webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, now, body)).join(' '),
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
