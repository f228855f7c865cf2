import { can } from '#domain/permission.ts';
import { useText } from '../text/text.ts';
import type { PageProps } from '../ui/station-app.tsx';
import { BillDesk } from './bill-desk.tsx';
import { ChooseBill } from './choose-bill.tsx';

/** Choose a bill, then scan parents onto it. */
export function BillingPage(props: PageProps) {
  const text = useText();
  const { bench, view } = props;
  if (!can(bench.rules.actor, 'editBills')) {
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
