import { Button } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { addressOf } from '../api/client.ts';
import { useMay } from '../session/session.tsx';
import { BagStatus, BillState } from '../ui/badges.tsx';
import { PackingDownloads, Print } from '../ui/download.tsx';
import { Facts, Sheet } from '../ui/facts.tsx';
import { Fill } from '../ui/fill.tsx';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Page } from '../ui/page.tsx';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { BillActions, stationFor } from './bill-actions.tsx';
import { BillTotals } from './bill-totals.tsx';
import { type Bill, type BillParent, packingFile, useBill } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/bills/$code');

/** One bill: where it goes, how far it is, what it weighs, and what is on it. */
export function BillPage() {
  const { code } = route.useParams();
  const { data, error, refetch } = useBill(code);
  const bill = data?.data;
  const shown = bill?.code ?? code;
  return (
    <Page
      key={code}
      title={shown}
      heading={<span className="tt-code">{shown}</span>}
      lead={bill && <BillState status={bill.status} />}
      actions={
        data && (
          <>
            <Print href={documentOf(shown)} />
            <PackingDownloads hrefOf={(format) => packingFile(shown, format)} />
            <BillActions bill={data} />
          </>
        )
      }
    >
      {error !== null && bill === undefined && (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
      {error === null && bill === undefined && <Loading rows={4} height={96} />}
      {bill !== undefined && <Content bill={bill} />}
    </Page>
  );
}

function documentOf(code: string): string {
  return addressOf('/api/v2/bills/:code/document.pdf', { code });
}

function Content({ bill }: { readonly bill: Bill }) {
  const text = useText();
  return (
    <>
      {bill.status === 'completed' && (
        <p className="tt-banner">
          <IconLock size={20} aria-hidden="true" />
          {text.locked}
        </p>
      )}
      <BillTotals bill={bill} />
      <Sheet>
        <BillFacts bill={bill} />
      </Sheet>
      <Parents bill={bill} />
    </>
  );
}

function BillFacts({ bill }: { readonly bill: Bill }) {
  const text = useText();
  const format = useFormat();
  const { dealer, destination, vehicle, description, completedAt } = bill;
  return (
    <Facts
      facts={[
        [text.dealer, dealer ?? text.none],
        [text.destination, destination ?? text.none],
        [text.vehicle, vehicle ?? text.none],
        [text.created, format.moment(bill.createdAt)],
        [text.createdBy, bill.createdBy],
        [text.completed, completedAt === null ? null : format.moment(completedAt)],
        [text.description, description],
      ]}
    />
  );
}

function Parents({ bill }: { readonly bill: Bill }) {
  const text = useText();
  const mayEdit = useMay('editBills');
  const list = {
    items: bill.parents,
    isPending: false,
    isOutdated: false,
    error: null,
    hasMore: false,
    hasNews: false,
    readMore: nothing,
    retry: nothing,
  };
  const scan = mayEdit && (
    <Button component="a" href={stationFor(bill.code)}>
      {text.scanOnto}
    </Button>
  );
  return (
    <LongList
      label={text.parentsOf(bill.code)}
      list={list}
      columns={useColumns()}
      keyOf={({ code }) => code}
      empty={
        <Empty title={text.noParents} action={scan}>
          {text.noParentsLead}
        </Empty>
      }
    />
  );
}

function nothing(): void {}

function useColumns(): Column<BillParent>[] {
  const text = useText();
  const format = useFormat();
  const weight = (label: string, weightOf: (parent: BillParent) => number) => ({
    label,
    width: '7rem',
    isNumber: true,
    cell: (parent: BillParent) => format.weight(weightOf(parent)),
  });
  return [
    { label: text.parents, width: '1.4fr', phone: 'title', cell: codeCell },
    { label: text.product, width: '1fr', cell: ({ product }) => product },
    {
      label: text.status,
      width: '7.5rem',
      phone: 'corner',
      cell: ({ status }) => <BagStatus status={status} />,
    },
    {
      label: text.packets,
      width: '9.5rem',
      cell: ({ code, childCount, capacity }) => (
        <Fill count={childCount} capacity={capacity} label={text.contentsOf(code)} />
      ),
    },
    { ...weight(text.expected, ({ expectedWeightKg }) => expectedWeightKg), phone: 'hide' },
    weight(text.actual, ({ actualWeightKg }) => actualWeightKg),
  ];
}

function codeCell({ code }: BillParent) {
  return (
    <Link to="/bags/$code" params={{ code }} className="tt-row-link tt-code">
      {code}
    </Link>
  );
}
