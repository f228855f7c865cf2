import { Figure, Figures } from '../ui/figure.tsx';
import { useFormat } from '../ui/format.ts';
import type { Stats, Today } from './queries.ts';
import { useText } from './text.ts';

interface Props {
  readonly stats: Stats | undefined;
  readonly today: Today | undefined;
}

/** In the place of a number that is not there yet. */
const NOT_YET = '–';

/** The numbers that are asked for first; each has its place from the beginning. */
export function Totals({ stats, today }: Props) {
  const text = useText();
  const format = useFormat();
  const count = (of: 'packed' | 'billed' | 'refused') =>
    today === undefined
      ? NOT_YET
      : format.number(today.hours.reduce((sum, hour) => sum + hour[of], 0));
  const read = (of: (all: Stats) => number) =>
    stats === undefined ? NOT_YET : format.number(of(stats));
  const underWay = ({ bills_by_status: by }: Stats) => by.new + by.processing;
  return (
    <Figures isLoading={stats === undefined || today === undefined}>
      <Figure label={text.packed} value={count('packed')} hint={text.packets} />
      <Figure label={text.billed} value={count('billed')} hint={text.parents} />
      <Figure label={text.refused} value={count('refused')} hint={text.scansUnit} />
      <Figure
        label={text.scans}
        value={read((all) => all.scans_today)}
        hint={text.scansHint(read((all) => all.total_scans))}
      />
      <Figure
        label={text.bills}
        value={read(underWay)}
        hint={text.billsHint(read((all) => all.bills_by_status.completed))}
      />
      <Figure
        label={text.bags}
        value={read((all) => all.total_bags)}
        hint={text.bagsHint(read((all) => all.total_parent_bags))}
      />
    </Figures>
  );
}
