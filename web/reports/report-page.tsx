import { IconMail } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useText as useFrameText } from '../app/text/text.ts';
import { useMay } from '../session/session.tsx';
import { Download } from '../ui/download.tsx';
import { Figure, Figures } from '../ui/figure.tsx';
import { DayFilter } from '../ui/filters.tsx';
import { useFormat } from '../ui/format.ts';
import { Page } from '../ui/page.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { DayBills } from './day-bills.tsx';
import { LooseEnds } from './loose-ends.tsx';
import { type DayReport, dayFile, dayQuery } from './queries.ts';
import { useText } from './text.ts';
import { WorkTable } from './work-table.tsx';

const route = getRouteApi('/reports/day');

/** A day as it ended, or today so far: what was done, and what does not add up. */
export function ReportPage() {
  const text = useText();
  const format = useFormat();
  const { reports } = useFrameText();
  const { day } = route.useSearch();
  const navigate = route.useNavigate();
  const isAdmin = useMay('administer');
  const { data, error, refetch } = useQuery({
    ...dayQuery(day),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={reports}
      lead={data === undefined ? text.lead : format.date(data.day)}
      actions={
        <>
          <DayFilter
            label={text.day}
            value={day ?? data?.day}
            onChange={(chosen) => {
              void navigate({ search: { ...(chosen && { day: chosen }) }, replace: true });
            }}
          />
          {isAdmin && (
            <Link to="/reports/mail" className="tt-button" data-quiet>
              <IconMail size={18} aria-hidden="true" />
              {text.byMail}
            </Link>
          )}
          <Download href={dayFile(day, 'pdf')} label="PDF" name={text.asPdf} />
          <Download href={dayFile(day, 'xlsx')} label="Excel" name={text.asExcel} />
        </>
      }
    >
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={4} height={110} />}
      {error === null && data !== undefined && <Content report={data} />}
    </Page>
  );
}

function Content({ report }: { readonly report: DayReport }) {
  const text = useText();
  const { total, areas, users, doesNotAddUp, bills } = report;
  return (
    <>
      <Totals total={total} />
      <LooseEnds loose={doesNotAddUp} />
      <DayBills bills={bills} />
      <WorkTable
        title={text.byArea}
        name={text.area}
        empty={text.nothing}
        lines={areas.map(({ area, ...work }) => ({ name: area ?? text.noArea, ...work }))}
      />
      <WorkTable
        title={text.byUser}
        name={text.user}
        empty={text.nothing}
        lines={users.map(({ user, ...work }) => ({ name: user, ...work }))}
      />
    </>
  );
}

function Totals({ total }: { readonly total: DayReport['total'] }) {
  const text = useText();
  const format = useFormat();
  return (
    <Figures>
      <Figure label={text.packed} value={format.number(total.packed)} hint={text.packets} />
      <Figure label={text.filled} value={format.number(total.filled)} hint={text.parents} />
      <Figure label={text.billed} value={format.number(total.billed)} hint={text.parents} />
      <Figure label={text.refused} value={format.number(total.refused)} hint={text.scansUnit} />
      <Figure label={text.scans} value={format.number(total.scans)} hint={text.inAll} />
    </Figures>
  );
}
