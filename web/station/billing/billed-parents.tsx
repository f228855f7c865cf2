import { type Bench, record } from '../desk/bench.ts';
import { useText } from '../text/text.ts';
import type { BillEstimate, BilledParent } from './estimate.ts';

interface Props {
  readonly bench: Bench;
  readonly code: string;
  readonly estimate: BillEstimate;
}

/** What is on the bill, the last one first. */
export function BilledParents({ bench, code: bill, estimate }: Props) {
  const text = useText();
  const remove = (code: string) =>
    record(bench, () => ({ intent: { action: 'unbill', code, bill } }));
  return (
    <section className="billed" aria-labelledby="billed-title">
      <h2 id="billed-title">{text.parentsOnBill}</h2>
      {estimate.parents.length === 0 ? <p className="soft">{text.noParents}</p> : null}
      <ul>
        {[...estimate.parents].reverse().map((parent) => (
          <li key={parent.code}>
            <b className="code">{parent.code}</b>
            <Fill parent={parent} />
            <button
              type="button"
              className="quiet"
              aria-label={text.removeOne(parent.code)}
              onClick={() => remove(parent.code)}
            >
              {text.remove}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Fill({ parent: { childCount, capacity } }: { readonly parent: BilledParent }) {
  const text = useText();
  if (childCount === null) return <span className="fill">…</span>;
  const isPart = childCount < capacity;
  return (
    <span className="fill" data-part={isPart}>
      {childCount}/{capacity}
      {isPart ? ` ${childCount === 0 ? text.empty : text.partFull}` : null}
    </span>
  );
}
