import { Link } from '@tanstack/react-router';
import { Facts, Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import type { DayReport } from './queries.ts';
import { useText } from './text.ts';

interface Props {
  readonly bills: DayReport['bills'];
  readonly day: string;
}

/** The bills made on the day, in sum. */
export function DayBills({ bills, day }: Props) {
  const text = useText();
  const words = useWords();
  const format = useFormat();
  const { byStatus } = bills;
  return (
    <Sheet
      title={text.bills}
      aside={
        bills.billCount > 0 && (
          <Link to="/bills" search={{ from: day, to: day }} className="tt-link">
            {text.seeBills}
          </Link>
        )
      }
    >
      <Facts
        facts={[
          [text.billCount, format.number(bills.billCount)],
          [words.billStatus.new, format.number(byStatus.new)],
          [words.billStatus.processing, format.number(byStatus.processing)],
          [words.billStatus.completed, format.number(byStatus.completed)],
          [text.parentsOnThem, format.number(bills.parentCount)],
          [text.packetsOnThem, format.number(bills.childCount)],
          [text.expected, format.weight(bills.expectedWeightKg)],
          [text.actual, format.weight(bills.actualWeightKg)],
          [text.variance, format.weight(bills.varianceKg)],
        ]}
      />
    </Sheet>
  );
}
