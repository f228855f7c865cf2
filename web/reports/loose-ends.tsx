import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { CodeLink } from '../ui/code-link.tsx';
import { Sheet } from '../ui/facts.tsx';
import { Fill } from '../ui/fill.tsx';
import { useFormat } from '../ui/format.ts';
import type { DayReport } from './queries.ts';
import { useText } from './text.ts';

type Loose = DayReport['doesNotAddUp'];
type LooseParent = Loose['partFull']['parents'][number];

/** What somebody should look at before going home. */
export function LooseEnds({ loose }: { readonly loose: Loose }) {
  const text = useText();
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
        <Ends title={text.partFull} count={partFull.count} lines={partFull.parents.map(parent)} />
        <Ends
          title={text.belowTarget}
          count={belowTarget.count}
          lines={belowTarget.bills.map(({ code, dealer, parentCount, target }) => ({
            code,
            to: 'bill',
            about: dealer,
            fill: <Fill count={parentCount} capacity={target} label={text.parentsOn(code)} />,
          }))}
        />
        <Ends
          title={text.notBilled}
          count={notBilled.count}
          lines={notBilled.parents.map(parent)}
        />
      </div>
    </section>
  );

  function parent({ code, product, area, childCount, capacity }: LooseParent): Line {
    const about = [product, area].filter((one) => one !== null).join(', ');
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
  readonly count: number;
  readonly lines: readonly Line[];
}

/** So many are seen at first. */
const SHOWN = 6;

function Ends({ title, count, lines }: EndsProps) {
  const text = useText();
  const format = useFormat();
  const [isAll, setAll] = useState(false);
  const shown = isAll ? lines : lines.slice(0, SHOWN);
  return (
    <Sheet title={title} aside={<span className="tt-soft tt-number">{format.number(count)}</span>}>
      {count === 0 && <p className="tt-soft">{text.none}</p>}
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
    </Sheet>
  );
}
