import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { CodeLink } from '../ui/code-link.tsx';
import { Sheet } from '../ui/facts.tsx';
import { Fill } from '../ui/fill.tsx';
import { useFormat } from '../ui/format.ts';
import { useWords } from '../ui/words.ts';
import type { DayReport } from './queries.ts';
import { useText } from './text.ts';

type Loose = DayReport['doesNotAddUp'];
type LooseParent = Loose['partFull']['parents'][number];

interface Props {
  readonly loose: Loose;
  readonly day: string;
}

/** What somebody should look at before going home. */
export function LooseEnds({ loose, day }: Props) {
  const text = useText();
  const words = useWords();
  const { partFull, belowTarget, notBilled } = loose;
  if (partFull.count + belowTarget.count + notBilled.count === 0) {
    return (
      <p className="tt-banner" data-good>
        <IconCircleCheck size={20} aria-hidden="true" />
        {text.allAddsUp}
      </p>
    );
  }
  return (
    <section className="tt-report-part">
      <h2>{text.doesNotAddUp}</h2>
      <p className="tt-soft">{text.asOfNow}</p>
      <div className="tt-loose">
        <Ends
          title={text.partFull}
          hint={text.partFullHint}
          count={partFull.count}
          lines={partFull.parents.map(parent)}
          list={toBags({ status: 'open' }, text.openParents)}
        />
        <Ends
          title={text.belowTarget}
          hint={text.belowTargetHint}
          list={
            <Link to="/bills" search={{ to: day }} className="tt-link">
              {text.allBills}
            </Link>
          }
          count={belowTarget.count}
          lines={belowTarget.bills.map(({ code, status, dealer, parentCount, target }) => ({
            code,
            to: 'bill',
            about: [dealer, words.billStatus[status]].filter((one) => one !== null).join(', '),
            fill: <Fill count={parentCount} capacity={target} label={text.parentsOn(code)} />,
          }))}
        />
        <Ends
          title={text.notBilled}
          hint={text.notBilledHint}
          list={toBags({ billed: 'false' }, text.unbilledParents)}
          count={notBilled.count}
          lines={notBilled.parents.map(parent)}
        />
      </div>
    </section>
  );

  function toBags(filter: { readonly status?: string; readonly billed?: string }, told: string) {
    return (
      <Link to="/bags" search={{ kind: 'parent', ...filter, to: day }} className="tt-link">
        {told}
      </Link>
    );
  }

  function parent({ code, product, area, childCount, capacity, status }: LooseParent): Line {
    const isSealed = status === 'sealed' ? words.bagStatus.sealed : null;
    const about = [product, area, isSealed].filter((one) => one !== null).join(', ');
    const fill = <Fill count={childCount} capacity={capacity} label={text.packetsIn(code)} />;
    return { code, to: 'bag', about, fill };
  }
}

interface Line {
  readonly code: string;
  readonly to: 'bag' | 'bill';
  readonly about: string | null;
  readonly fill: ReactNode;
}

interface EndsProps {
  readonly title: string;
  /** What is to be done about them. */
  readonly hint: string;
  /** The way to the list that has them all. */
  readonly list: ReactNode;
  readonly count: number;
  readonly lines: readonly Line[];
}

/** So many are seen at first. */
const SHOWN = 6;

function Ends({ title, hint, list, count, lines }: EndsProps) {
  const text = useText();
  const format = useFormat();
  const [isAll, setAll] = useState(false);
  const shown = isAll ? lines : lines.slice(0, SHOWN);
  return (
    <Sheet title={title} aside={<b className="tt-number">{format.number(count)}</b>}>
      <p className="tt-soft">{count === 0 ? text.none : hint}</p>
      <ul className="tt-lines">
        {shown.map(({ code, to, about, fill }) => (
          <li key={code}>
            <span className="tt-lines-what">
              <CodeLink to={to} code={code} />
              <small>{about}</small>
            </span>
            {fill}
          </li>
        ))}
      </ul>
      {shown.length < lines.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {text.showMore(format.number(lines.length - shown.length))}
        </Button>
      )}
      {isAll && lines.length < count && (
        <p className="tt-soft">{text.newestOnly(format.number(lines.length))}</p>
      )}
      {count > 0 && <p className="tt-loose-list">{list}</p>}
    </Sheet>
  );
}
