import { Skeleton } from '@mantine/core';
import { Figure, Figures } from '../ui/figure.tsx';
import { useFormat } from '../ui/format.ts';
import { Failed } from '../ui/states.tsx';
import { type Today, useStats } from './queries.ts';
import { useText } from './text.ts';

/** The numbers that are asked for first. */
export function Totals({ today }: { readonly today: Today | undefined }) {
  const text = useText();
  const format = useFormat();
  const { data: stats, error, refetch } = useStats();
  if (error !== null && stats === undefined) {
    return <Failed error={error} onRetry={() => void refetch()} />;
  }
  if (stats === undefined) return <Skeleton height={110} radius="lg" mb="lg" />;
  const count = (of: 'packed' | 'billed' | 'refused') =>
    today === undefined ? '–' : format.number(today.hours.reduce((sum, hour) => sum + hour[of], 0));
  const { new: fresh, processing, completed } = stats.bills_by_status;
  const parents = format.number(stats.total_parent_bags);
  const children = format.number(stats.total_child_bags);
  return (
    <Figures>
      <Figure label={text.packed} value={count('packed')} hint={text.packets} />
      <Figure label={text.billed} value={count('billed')} hint={text.parents} />
      <Figure label={text.refused} value={count('refused')} hint={text.scansUnit} />
      <Figure
        label={text.scans}
        value={format.number(stats.scans_today)}
        hint={text.scansHint(format.number(stats.total_scans))}
      />
      <Figure
        label={text.bills}
        value={format.number(fresh + processing)}
        hint={text.billsHint(format.number(completed))}
      />
      <Figure
        label={text.bags}
        value={format.number(stats.total_bags)}
        hint={text.bagsHint(parents, children)}
      />
    </Figures>
  );
}
