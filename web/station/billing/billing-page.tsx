import { useEffect } from 'react';
import { can } from '#domain/permission.ts';
import { useText } from '../text/text.ts';
import type { PageProps } from '../ui/station-app.tsx';
import { BillDesk } from './bill-desk.tsx';
import { ChooseBill, chooseBill } from './choose-bill.tsx';

/** Choose a bill, then scan parents onto it. */
export function BillingPage(props: PageProps) {
  const text = useText();
  const { bench, view } = props;
  const mayBill = can(bench.rules.actor, 'editBills');
  useEffect(() => {
    // The page of a bill leads here with its code: that bill is as good as chosen, once.
    const named = new URLSearchParams(location.search).get('bill');
    if (named === null || !mayBill) return;
    history.replaceState(history.state, '', location.pathname);
    chooseBill(bench, named);
  }, [bench, mayBill]);
  if (!mayBill) {
    return (
      <main className="alone">
        <div className="panel">
          <h1>{text.mayNotBill}</h1>
          <p className="soft">{text.mayNotBillMore}</p>
        </div>
      </main>
    );
  }
  const { bill } = view.picture.desk;
  if (bill === null) return <ChooseBill {...props} />;
  return <BillDesk key={bill} code={bill} {...props} />;
}
