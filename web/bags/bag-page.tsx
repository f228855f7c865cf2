import { Button } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { addressOf } from '../api/client.ts';
import { useMay } from '../session/session.tsx';
import { BagStatus } from '../ui/badges.tsx';
import { CodeLink } from '../ui/code-link.tsx';
import { Print } from '../ui/download.tsx';
import { Facts, Sheet } from '../ui/facts.tsx';
import { Fill } from '../ui/fill.tsx';
import { useFormat } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { Timeline } from '../ui/timeline.tsx';
import { useWords } from '../ui/words.ts';
import { Children } from './children.tsx';
import { type Bag, type Trace, useTrace } from './queries.ts';
import { useText } from './text.ts';
import { VoidBag } from './void-bag.tsx';

const route = getRouteApi('/bags/$code');

/** One bag: what it is, where it is, what it holds, and everything done with it. */
export function BagPage() {
  const { code } = route.useParams();
  const text = useText();
  const { data, error, refetch } = useTrace(code);
  const isAdmin = useMay('administer');
  const shown = data?.bag.code ?? code;
  return (
    <Page
      key={code}
      title={shown}
      heading={<span className="tt-code">{shown}</span>}
      lead={data && <Kind bag={data.bag} />}
      actions={
        data && (
          <>
            <Button
              variant="default"
              leftSection={<IconRoute size={18} />}
              renderRoot={(props) => <Link to="/trace/$code" params={{ code: shown }} {...props} />}
            >
              {text.trace}
            </Button>
            {data.bag.kind === 'parent' && <Print href={slipOf(shown)} />}
            {isAdmin && canBeVoid(data.bag) && <VoidBag code={shown} />}
          </>
        )
      }
    >
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={3} height={110} />}
      {data !== undefined && <Content trace={data} />}
    </Page>
  );
}

function Content({ trace }: { readonly trace: Trace }) {
  const text = useText();
  const { bag, children, timeline, truncated } = trace;
  return (
    <>
      <Sheet>
        <BagFacts bag={bag} />
      </Sheet>
      <div className="tt-columns">
        <Sheet title={text.history}>
          {truncated && <p className="tt-soft">{text.onlyNewest}</p>}
          <Timeline entries={timeline} />
        </Sheet>
        {children !== undefined && bag.kind === 'parent' && <Children items={children} />}
      </div>
    </>
  );
}

function Kind({ bag }: { readonly bag: Bag }) {
  const words = useWords();
  const { kind, product, status } = bag;
  return (
    <>
      {words.kind[kind]}
      {product !== null && `, ${product}`} {status !== null && <BagStatus status={status} />}
    </>
  );
}

function BagFacts({ bag }: { readonly bag: Bag }) {
  const text = useText();
  const format = useFormat();
  const { code, kind, childCount, capacity, parent, bill, lot, labelDate, area } = bag;
  const isChild = kind === 'child';
  const contents = childCount !== null && capacity !== null && (
    <Fill count={childCount} capacity={capacity} label={text.contentsOf(code)} />
  );
  const inside = parent === null ? text.loose : <CodeLink to="bag" code={parent} />;
  const onBill = bill === null ? text.notBilled : <CodeLink to="bill" code={bill} />;
  return (
    <Facts
      facts={[
        [text.contents, isChild ? null : contents],
        [text.parent, isChild ? inside : null],
        [text.bill, onBill],
        [text.lot, isChild ? (lot ?? text.none) : null],
        [text.labelDate, labelDate === null ? null : format.date(labelDate)],
        [text.area, area ?? text.none],
        [text.created, format.moment(bag.createdAt)],
        [text.createdBy, bag.createdBy],
      ]}
    />
  );
}

function slipOf(code: string): string {
  return addressOf('/api/v2/bags/:code/packing-slip.pdf', { code });
}

/** As the rules of voiding are: a loose packet, or an empty parent on no bill. */
function canBeVoid({ kind, status, parent, bill, childCount }: Bag): boolean {
  if (status === 'void') return false;
  return kind === 'child' ? parent === null : childCount === 0 && bill === null;
}
