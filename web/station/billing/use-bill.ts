import { useEffect, useState } from 'react';
import type { Bill } from '#contract/bill.ts';
import { call } from '../../api/client.ts';
import { type Bench, keep } from '../desk/bench.ts';
import { withBill } from '../desk/learn.ts';
import type { BenchView } from '../desk/memory.ts';
import type { FetchedBill } from './estimate.ts';

const RETRY_MS = 5_000;

/** Reads the bill when it is chosen, and again when scans onto it have been answered. */
export function useBill(bench: Bench, { picture, status }: BenchView, code: string) {
  const [fetched, setFetched] = useState<FetchedBill<Bill> | null>(null);
  const [isUnreachable, setUnreachable] = useState(false);
  const [asked, ask] = useState(0);
  const { waiting, count } = picture;
  const isQuiet = waiting.length === 0 || status.kind === 'retrying' || status.kind === 'paused';
  // When this changes there is more to know than the last time.
  const reason = isQuiet ? `${count.stored + count.refused} ${asked}` : '';
  useEffect(() => {
    if (reason === '') return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    // All before the first that waits is answered, and so in what the server tells.
    const [first] = bench.memory.picture.waiting;
    const afterSeq = (first?.seq ?? bench.memory.picture.count.seq + 1) - 1;
    const params = { code };
    call('GET', '/api/v2/bills/:code', { params }, { signal: stop.signal }).then(
      ({ data }) => {
        setFetched({ bill: data, afterSeq });
        setUnreachable(false);
        keep(bench, (knowledge) => withBill(knowledge, data));
      },
      () => {
        if (stop.signal.aborted) return;
        setUnreachable(true);
        timer = setTimeout(() => ask((times) => times + 1), RETRY_MS);
      },
    );
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [bench, code, reason]);
  return { fetched, isUnreachable, askAgain: () => ask((times) => times + 1) };
}
