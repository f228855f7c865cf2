import {
  type Answer,
  call,
  type Extra,
  type InputOf,
  type Method,
  type OutputOf,
  type PathOf,
  RefusedError,
} from '../api/client.ts';

/**
 * Calls the server as `call` does, and outlives the session: when it has ended, the request waits
 * until the person has signed in again, in place, and is then sent once more. A request that was
 * answered 401 changed nothing, so sending it again is safe.
 */
export async function ask<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  input: InputOf<M, P>,
  extra: Extra = {},
): Promise<Answer<OutputOf<M, P>>> {
  return outlive(() => call(method, path, input, extra));
}

/** The same for what is sent otherwise, such as a file. */
export async function outlive<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isSessionOver(error)) throw error;
    await signedInAgain();
    return send();
  }
}

export function isSessionOver(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'not_signed_in';
}

const listeners = new Set<() => void>();
let waiting: (() => void)[] = [];

/** Whether requests wait for somebody to sign in again. */
export function isSignInWanted(): boolean {
  return waiting.length > 0;
}

export function onSignInWanted(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The same person has signed in again: what waited goes on. */
export function goOn(): void {
  const all = waiting;
  waiting = [];
  for (const resume of all) resume();
  tell();
}

function signedInAgain(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    tell();
  });
}

function tell(): void {
  for (const listener of listeners) listener();
}
