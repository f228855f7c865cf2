import { queryOptions, skipToken } from '@tanstack/react-query';
import type { LabelIssue, LabelsPreview, NewLabels } from '#contract/label.ts';
import { keepFile, makeFile } from '../api/file.ts';
import { listQuery } from '../app/queries.ts';
import { withoutNothing } from '../app/search-params.ts';
import { ask, outlive } from '../session/expiry.ts';

export type { LabelIssue, LabelsPreview, NewLabels };

/** What is asked for the labels issued so far; with a code, for the issue that has it. */
export function labelsQuery(code: string | undefined) {
  return listQuery('labels', withoutNothing({ code }), (query, extra) =>
    ask('GET', '/api/v2/labels', { query }, extra),
  );
}

/** What issuing them would give. Somebody else may issue them meanwhile: it is soon asked anew. */
export function previewQuery(wanted: NewLabels | null) {
  return queryOptions({
    queryKey: ['labels', 'preview', wanted],
    queryFn: wanted === null ? skipToken : ({ signal }) => readPreview(wanted, signal),
    staleTime: 0,
  });
}

async function readPreview(body: NewLabels, signal: AbortSignal): Promise<LabelsPreview> {
  return (await ask('POST', '/api/v2/labels/preview', { body }, { signal })).data;
}

/** Issues labels and gives the person their file. */
export async function issueLabels(wanted: NewLabels): Promise<void> {
  keepFile(await outlive(() => makeFile('/api/v2/labels', {}, wanted)));
}

/** Prints labels of an issue again: all, or these codes. */
export async function printAgain(
  id: number,
  wishes: { readonly format: NewLabels['format']; readonly codes: readonly string[] },
): Promise<void> {
  const { format, codes } = wishes;
  const body = codes.length === 0 ? { format } : { format, codes };
  keepFile(await outlive(() => makeFile('/api/v2/labels/:id/reprint', { id }, body)));
}
