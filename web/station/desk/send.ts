import type { ScanResult } from '#contract/scan.ts';
import { call, UnreachableError } from '../../api/client.ts';
import type { ScanRow } from '../../offline/rows.ts';

/** A network that swallows packets answers never; sending again is harmless. */
const REQUEST_MAX_MS = 15_000;

/** Sends scans as their user's: the server takes none of them when somebody else is signed in. */
export async function sendScans(rows: readonly ScanRow[]): Promise<readonly ScanResult[]> {
  const user = rows[0]?.userId;
  const scans = rows.map(({ id, intent, scannedAt, station }) => {
    const where = station === null ? {} : { station };
    return { id, ...intent, scannedAt, ...where };
  });
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), REQUEST_MAX_MS);
  try {
    const body = user === undefined ? { scans } : { user, scans };
    const { data } = await call('POST', '/api/v2/scans', { body }, { signal: timeout.signal });
    return resultsIn(data);
  } catch (error) {
    if (timeout.signal.aborted) throw new UnreachableError('no answer in time', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** What a page in between, such as that of a hotel's Wi-Fi, answers is no list of results. */
function resultsIn(data: { readonly results: readonly ScanResult[] } | null) {
  return Array.isArray(data?.results) ? data.results : [];
}
