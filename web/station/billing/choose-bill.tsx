import { useDeferredValue, useEffect, useState } from 'react';
import type { BillSummary } from '#contract/bill.ts';
import { call } from '../../api/client.ts';
import { compareInstants } from '../../ui/instant.ts';
import { type Bench, change } from '../desk/bench.ts';
import { useText } from '../text/text.ts';
import { LastLine } from '../ui/last-line.tsx';
import type { PageProps } from '../ui/station-app.tsx';
import { NewBill } from './new-bill.tsx';

const BILLS_SHOWN_MAX = 50;

export function chooseBill(bench: Bench, code: string | null): void {
  change(bench, (desk) => ({ ...desk, bill: code }));
}

/** The open bills, the newest first, and a form for a new one. */
export function ChooseBill({ bench, signals }: PageProps) {
  const text = useText();
  const [search, setSearch] = useState('');
  const bills = useOpenBills(useDeferredValue(search.trim()));
  return (
    <main className="choose">
      <section className="panel" aria-labelledby="choose-title">
        <h1 id="choose-title">{text.billTitle}</h1>
        <LastLine signals={signals} rows={NONE} />
        <label>
          {text.billSearch}
          <input
            type="search"
            value={search}
            placeholder={text.billSearchHint}
            onChange={({ target }) => setSearch(target.value)}
          />
        </label>
        <BillList
          bills={bills}
          isSearch={search !== ''}
          onChoose={(code) => chooseBill(bench, code)}
        />
      </section>
      <NewBill onCreated={(code) => chooseBill(bench, code)} />
    </main>
  );
}

const NONE: readonly never[] = [];

type Bills = readonly BillSummary[] | 'loading' | 'unreachable';

function useOpenBills(q: string): Bills {
  const [bills, setBills] = useState<Bills>('loading');
  useEffect(() => {
    const stop = new AbortController();
    const list = async (status: 'new' | 'processing') => {
      const query = { status, limit: BILLS_SHOWN_MAX, ...(q === '' ? {} : { q }) };
      const { data } = await call('GET', '/api/v2/bills', { query }, { signal: stop.signal });
      return data.items;
    };
    Promise.all([list('processing'), list('new')]).then(
      (found) => setBills(found.flat().sort(byNewest)),
      () => {
        if (!stop.signal.aborted) setBills('unreachable');
      },
    );
    return () => stop.abort();
  }, [q]);
  return bills;
}

function byNewest(a: BillSummary, b: BillSummary): number {
  return compareInstants(b.createdAt, a.createdAt);
}

interface ListProps {
  readonly bills: Bills;
  readonly isSearch: boolean;
  readonly onChoose: (code: string) => void;
}

function BillList({ bills, isSearch, onChoose }: ListProps) {
  const text = useText();
  if (bills === 'loading') return <div className="skeleton" aria-hidden="true" />;
  if (bills === 'unreachable') return <p className="warning">{text.billsUnreachable}</p>;
  if (bills.length === 0) {
    return <p className="soft">{isSearch ? text.noBillsFound : text.noBills}</p>;
  }
  return (
    <ul className="bills">
      {bills.map(({ code, dealer, destination, parentCount, target, status }) => (
        <li key={code}>
          <button type="button" onClick={() => onChoose(code)}>
            <b>{code}</b>
            <span className="fill">
              {parentCount}/{target}
            </span>
            <span className="soft">
              {[dealer, destination].filter((one) => one !== null).join(' · ') ||
                text.billStatus[status]}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
