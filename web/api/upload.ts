import type { Import, ImportKind, ImportMode } from '#contract/import.ts';
import { addressOf, type Problem, RefusedError, UnreachableError } from './client.ts';

/** What a sheet is sent in with. */
export interface ImportWishes {
  readonly kind: ImportKind;
  readonly mode: ImportMode;
  readonly existing: 'extend' | 'refuse';
  readonly area?: string;
}

/**
 * Sends a sheet in. It does not go through `fetch`, which cannot tell how much has been sent.
 * @param onProgress told from 0 to 1, as the file goes out.
 * @throws {RefusedError} when the server says no.
 * @throws {UnreachableError} when there is no network.
 */
export function uploadSheet(
  file: File,
  wishes: ImportWishes,
  onProgress: (share: number) => void,
): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', addressOf('/api/v2/imports', {}, { ...wishes }));
    request.responseType = 'text';
    const watch = watchNetwork(() => request.abort());
    request.upload.onprogress = ({ loaded, total }) => {
      watch.moved(loaded === total);
      onProgress(total === 0 ? 0 : loaded / total);
    };
    request.onloadend = watch.end;
    const cutOff = () => reject(new UnreachableError('The file was not sent to its end'));
    request.onerror = cutOff;
    request.onabort = cutOff;
    request.onload = () => {
      try {
        resolve(madeOf(request));
      } catch (error) {
        reject(error);
      }
    };
    const form = new FormData();
    form.set('file', file);
    request.send(form);
  });
}

/** A network that takes nothing for so long has gone, though the browser would wait for minutes. */
const STALLED_MS = 30_000;

/** Gives up when the network goes, or nothing moves; not once all is sent and the server works. */
function watchNetwork(giveUp: () => void) {
  let timer = setTimeout(giveUp, STALLED_MS);
  addEventListener('offline', giveUp);
  return {
    moved: (isAll: boolean) => {
      clearTimeout(timer);
      if (!isAll) timer = setTimeout(giveUp, STALLED_MS);
    },
    end: () => {
      clearTimeout(timer);
      removeEventListener('offline', giveUp);
    },
  };
}

function madeOf({ status, responseText }: XMLHttpRequest): Import {
  if (status === 202) return JSON.parse(responseText);
  throw new RefusedError(status, problemIn(responseText));
}

function problemIn(text: string): Problem {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
