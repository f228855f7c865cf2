import { useEffect, useRef, useState } from 'react';
import { type Answer, type Extra, RefusedError } from '../api/client.ts';

interface Editing<T> {
  /** As it was when the form was opened; undefined until it is read. */
  readonly before: T | undefined;
  readonly error: unknown;
  readonly save: (send: (extra: Extra) => Promise<unknown>) => Promise<void>;
}

/**
 * Reads what a form edits when the form opens, and saves it under the version that was read. When
 * somebody else was faster, that is told; what was typed stays, and saving again goes over theirs.
 */
export function useEditing<T>(read: () => Promise<Answer<T>>): Editing<T> {
  const [before, setBefore] = useState<T | undefined>(undefined);
  const [error, setError] = useState<unknown>(null);
  const reader = useRef(read);
  const version = useRef<Promise<string | null> | null>(null);
  useEffect(() => {
    const reading = reader.current();
    version.current = reading.then(({ etag }) => etag);
    reading.then(({ data }) => setBefore(data), setError);
  }, []);
  const save = async (send: (extra: Extra) => Promise<unknown>) => {
    // Who is faster than the server waits for the version: nothing is saved without one.
    const etag = await version.current;
    try {
      await send(etag === null ? {} : { ifMatch: etag });
    } catch (refusal) {
      if (isOutdated(refusal)) {
        const fresh = await reader.current();
        version.current = Promise.resolve(fresh.etag);
      }
      throw refusal;
    }
  };
  return { before, error, save };
}

function isOutdated(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'etag_mismatch';
}

/** The fields that differ, so that what others changed in the rest is not undone. */
export function changedFields<T extends object>(before: T, after: T): Partial<T> {
  const changed: Partial<T> = {};
  for (const name in after) {
    if (after[name] !== before[name]) changed[name] = after[name];
  }
  return changed;
}
