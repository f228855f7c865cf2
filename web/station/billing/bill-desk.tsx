import { useCallback } from 'react';
import { record } from '../desk/bench.ts';
import { isPacking, type Undo, undoOf } from '../desk/intent.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';
import { LastLine } from '../ui/last-line.tsx';
import { RecentScans } from '../ui/recent.tsx';
import type { PageProps } from '../ui/station-app.tsx';
import { takeCode } from '../ui/take.ts';
import { TypeCode } from '../ui/type-code.tsx';
import { BilledParents } from './billed-parents.tsx';
import { chooseBill } from './choose-bill.tsx';
import { CompleteBill } from './complete-bill.tsx';
import { type BillEstimate, billHere, estimateOf } from './estimate.ts';
import { useBill } from './use-bill.ts';

/** Parents are scanned onto one bill; its progress and weights follow each scan. */
export function BillDesk({ station, signals, bench, view, code }: PageProps & { code: string }) {
  const text = useText();
  const { fetched, isUnreachable, askAgain } = useBill(bench, view, code);
  const rows = view.picture.recent.filter((row) => !isPacking(row) && row.intent.bill === code);
  const undo = useCallback(
    ({ intent, undoes }: Undo) => record(bench, () => ({ intent, undoes })),
    [bench],
  );
  const newest = rows.map((row) => undoOf(row, rows)).find((one) => one !== null) ?? null;
  const known = fetched ?? billHere(view.state, code);
  // A long queue holds more than the list of the last scans shows.
  const all = [...view.picture.waiting, ...rows.filter(({ state }) => state !== 'waiting')];
  const estimate = known === null ? null : estimateOf(known, all, bench.rules);
  const target = known?.bill.target ?? 0;
  const parentCount = estimate?.parentCount ?? 0;
  return (
    <main className="packing billing">
      <section className="hero" data-phase="child">
        <p className="phase">
          {[fetched?.bill.dealer, fetched?.bill.destination, fetched?.bill.vehicle]
            .filter((one) => one != null)
            .join(' · ') || text.scanOntoBill}
        </p>
        <h1>
          <span className="code">{code}</span>
        </h1>
        <p
          className="count"
          role="img"
          aria-label={`${parentCount} ${text.onBill(target)}`}
          data-long={target > 99}
        >
          <b>{parentCount}</b>
          <span>/ {target}</span>
        </p>
        <progress value={parentCount} max={Math.max(1, target)} aria-hidden="true" />
        {estimate === null ? null : <Weights estimate={estimate} />}
      </section>
      <div className="side">
        <LastLine signals={signals} rows={rows} />
        {isUnreachable && fetched === null ? <p className="warning">{text.unreachable}</p> : null}
        <div className="actions">
          <button
            type="button"
            onClick={() => newest !== null && undo(newest)}
            aria-disabled={newest === null}
          >
            <Icon name="undo" /> {text.undo}
          </button>
          <button type="button" onClick={() => chooseBill(bench, null)}>
            {text.otherBill}
          </button>
        </div>
        {fetched === null ? null : (
          <CompleteBill
            bill={fetched.bill}
            parentCount={parentCount}
            waiting={view.bar.waiting}
            scanned={view.bar.scanned}
            onChanged={askAgain}
          />
        )}
        <RecentScans rows={rows} onUndo={undo} />
        {estimate === null ? null : <BilledParents bench={bench} code={code} estimate={estimate} />}
        <TypeCode onCode={(one) => takeCode(station, signals, 'billing', one)} />
      </div>
    </main>
  );
}

function Weights({ estimate }: { readonly estimate: BillEstimate }) {
  const text = useText();
  const { expectedWeightKg, actualWeightKg, varianceKg, isEstimate } = estimate;
  const about = isEstimate ? '≈ ' : '';
  return (
    <dl className="weights" title={isEstimate ? text.estimate : undefined}>
      <div>
        <dt>{text.expected}</dt>
        <dd data-name="expected">{text.kg(expectedWeightKg)}</dd>
      </div>
      <div>
        <dt>{text.actual}</dt>
        <dd data-name="actual">
          {about}
          {text.kg(actualWeightKg)}
        </dd>
      </div>
      <div>
        <dt>{text.variance}</dt>
        <dd data-name="variance">
          {about}
          {text.signedKg(varianceKg)}
        </dd>
      </div>
    </dl>
  );
}
