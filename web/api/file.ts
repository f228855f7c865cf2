import {
  addressOf,
  type Extra,
  problemOf,
  RefusedError,
  reach,
  UnreachableError,
} from './client.ts';

/** A file that the server has made, under the name that it gives it. */
export interface MadeFile {
  readonly name: string;
  readonly content: Blob;
}

/**
 * Has the server make a file of what is sent.
 * @throws {RefusedError} when the server says no.
 * @throws {UnreachableError} when there is no network, or the file did not come whole.
 */
export async function makeFile(
  path: string,
  params: Readonly<Record<string, unknown>>,
  body: unknown,
  { signal }: Extra = {},
): Promise<MadeFile> {
  const response = await reach(addressOf(path, params), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) throw new RefusedError(response.status, await problemOf(response));
  const name = nameIn(response.headers.get('content-disposition'));
  try {
    return { name, content: await response.blob() };
  } catch (cause) {
    throw new UnreachableError('The file was cut off', { cause });
  }
}

function nameIn(disposition: string | null): string {
  return /filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? 'file';
}

/** Gives a file to the person, as a link to it would. */
export function keepFile({ name, content }: MadeFile): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}

const KEPT_MS = 60_000;
