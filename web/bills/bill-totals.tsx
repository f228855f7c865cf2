import { Figure, Figures } from '../ui/figure.tsx';
import { useFormat } from '../ui/format.ts';
import type { Bill } from './queries.ts';
import { useText } from './text.ts';

/** How far a bill is, and what it weighs: what its paper says, in large. */
export function BillTotals({ bill }: { readonly bill: Bill }) {
  const text = useText();
  const format = useFormat();
  const { code, parentCount, target, childCount } = bill;
  return (
    <Figures>
      <Figure
        label={text.parents}
        value={`${format.number(parentCount)} / ${format.number(target)}`}
        meter={{ value: parentCount, max: target, label: text.parentsOf(code) }}
      />
      <Figure label={text.packets} value={format.number(childCount)} />
      <Figure label={text.expected} value={format.weight(bill.expectedWeightKg)} />
      <Figure label={text.actual} value={format.weight(bill.actualWeightKg)} />
      <Figure
        label={text.variance}
        value={format.weight(bill.varianceKg)}
        isNotable={bill.varianceKg !== 0}
      />
    </Figures>
  );
}
