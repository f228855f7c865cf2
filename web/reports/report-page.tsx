import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight, IconMail } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { addDays, siteDayAt } from '#domain/site-day.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { useMay } from '../session/session.tsx';
import { useSiteTimeZone } from '../session/site-time.ts';
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
  const today = siteDayAt(Date.now(), useSiteTimeZone());
  const shown = data?.day ?? today;
  const choose = (chosen: string | undefined) => {
    void navigate({ search: { ...(chosen && { day: chosen }) }, replace: true });
  };
  const leadOf = (of: string) =>
    of === today ? text.soFar(format.longDate(of)) : format.longDate(of);
  return (
    <Page
      title={reports}
      lead={data === undefined ? text.lead : leadOf(data.day)}
      actions={
        <>
          <div className="tt-day-choice">
            <Step to={addDays(shown, -1)} label={text.dayBefore} onChoose={choose}>
              <IconChevronLeft size={18} />
            </Step>
            <DayFilter label={text.day} value={shown} onChange={choose} />
            <Step
              to={shown < today ? addDays(shown, 1) : null}
              label={text.dayAfter}
              onChoose={choose}
            >
              <IconChevronRight size={18} />
            </Step>
          </div>
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
  const { day, total, areas, users, doesNotAddUp, bills } = report;
  return (
    <>
      <Totals total={total} />
      <LooseEnds loose={doesNotAddUp} day={day} />
      <DayBills bills={bills} day={day} />
      <WorkTable
        title={text.byArea}
        name={text.area}
        empty={text.nothing}
        lines={areas.map(({ area, ...work }) => {
          const name = area ?? text.noArea;
          return { name, key: name, ...work };
        })}
      />
      <WorkTable
        title={text.byUser}
        name={text.user}
        empty={text.nothing}
        lines={users.map(({ user, ...work }) => ({
          name: (
            <Link to="/scans" search={{ user, from: day, to: day }} className="tt-link">
              {user}
            </Link>
          ),
          key: user,
          ...work,
        }))}
      />
    </>
  );
}

interface StepProps {
  readonly to: string | null;
  readonly label: string;
  readonly onChoose: (day: string) => void;
  readonly children: ReactNode;
}

/** To the day before, or after; there is none after today. */
function Step({ to, label, onChoose, children }: StepProps) {
  return (
    <ActionIcon
      variant="default"
      size="input-sm"
      aria-label={label}
      disabled={to === null}
      onClick={() => to !== null && onChoose(to)}
    >
      {children}
    </ActionIcon>
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
