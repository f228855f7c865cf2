import { useCallback, useState } from 'react';
import { type Bench, finish, record } from '../desk/bench.ts';
import { isPacking, type Undo, undoOf } from '../desk/intent.ts';
import type { ParentView } from '../desk/memory.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';
import { LastLine } from '../ui/last-line.tsx';
import { RecentScans } from '../ui/recent.tsx';
import type { PageProps } from '../ui/station-app.tsx';
import { takeCode } from '../ui/take.ts';
import { TypeCode } from '../ui/type-code.tsx';
import { Offers, SealOffer } from './offers.tsx';
import { useChildren } from './use-children.ts';
import { useKeys } from './use-keys.ts';

export function undo(bench: Bench, { intent, undoes }: Undo): void {
  record(bench, () => ({ intent, undoes }));
}

/** Scan a parent, then its packets, then the next parent, all day. */
export function PackingPage({ station, signals, bench, view }: PageProps) {
  const text = useText();
  const [isFinished, setFinished] = useState(false);
  const rows = view.picture.recent.filter(isPacking);
  const newest = rows.map((row) => undoOf(row, rows)).find((one) => one !== null) ?? null;
  useChildren(bench, view);
  const undoOne = useCallback((one: Undo) => undo(bench, one), [bench]);
  const undoNewest = () => newest !== null && undoOne(newest);
  const finishNow = () => {
    finish(bench);
    setFinished(true);
  };
  useKeys(bench, { undo: undoNewest, finish: finishNow });
  const { parent, bar } = view;
  return (
    <main className="packing">
      <section className="hero" data-phase={parent === null ? 'parent' : 'child'}>
        {parent === null ? <AskParent /> : <Counter parent={parent} />}
      </section>
      <div className="side">
        <LastLine signals={signals} rows={rows} />
        {isFinished && parent === null && bar.waiting > 0 ? (
          <p className="offer" role="status">
            {text.finishWaiting(bar.waiting)}
          </p>
        ) : null}
        <Offers bench={bench} view={view} />
        <div className="actions">
          <button type="button" onClick={undoNewest} aria-disabled={newest === null}>
            <Icon name="undo" /> {text.undo}
          </button>
          <button
            type="button"
            className="main"
            onClick={finishNow}
            aria-disabled={parent === null}
          >
            <Icon name="check" /> {text.finish}
          </button>
        </div>
        <SealOffer bench={bench} view={view} />
        <RecentScans rows={rows} onUndo={undoOne} />
        <TypeCode onCode={(code) => takeCode(station, signals, 'packing', code)} />
      </div>
    </main>
  );
}

function AskParent() {
  const text = useText();
  return (
    <>
      <p className="phase">{text.parentState}</p>
      <Icon name="bag" />
      <h1>{text.scanParent}</h1>
      <p className="more">{text.scanParentMore}</p>
    </>
  );
}

function Counter({ parent }: { readonly parent: ParentView }) {
  const text = useText();
  const { code, product, childCount, capacity, status } = parent;
  return (
    <>
      <p className="phase">{text.childState}</p>
      <h1>
        <span className="code">{code}</span> <small>{product}</small>
      </h1>
      <p
        className="count"
        role="img"
        aria-label={text.fillLabel(childCount, capacity)}
        data-long={capacity > 99}
      >
        <b>{childCount}</b>
        <span>/ {capacity}</span>
      </p>
      <progress value={childCount} max={capacity} aria-hidden="true" />
      <p className="more">
        {status === 'sealed' ? text.sealedBag : text.remaining(capacity - childCount)}
      </p>
    </>
  );
}
