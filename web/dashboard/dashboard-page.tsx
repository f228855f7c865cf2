import { useQuery } from '@tanstack/react-query';
import { useUser } from '../session/session.tsx';
import { Sheet } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { HoursChart } from './hours-chart.tsx';
import { BillsUnderWay, OpenBags } from './in-progress.tsx';
import { billsUnderWayQuery, statsQuery, todayQuery } from './queries.ts';
import { People, Stations } from './site.tsx';
import { useText } from './text.ts';
import { Totals } from './totals.tsx';

/**
 * The state of the site at a glance, as it is at this moment. Nothing moves while it is loaded: the
 * figures and the columns have their places before they have their numbers, and the lists, whose
 * lengths nobody knows before, appear all at once below them.
 */
export function DashboardPage() {
  const text = useText();
  const { username } = useUser();
  const stats = useQuery(statsQuery);
  const today = useQuery(todayQuery);
  const bills = useQuery(billsUnderWayQuery);
  const retry = () => void Promise.all([stats.refetch(), today.refetch(), bills.refetch()]);
  const failed = [stats, today, bills].find(({ data, error }) => error !== null && !data);
  return (
    <Page title={text.title} lead={text.hello(username)}>
      <Totals stats={stats.data} today={today.data} />
      <Sheet title={text.byHour}>
        <HoursChart hours={today.data?.hours} />
      </Sheet>
      {failed !== undefined && <Failed error={failed.error} onRetry={retry} />}
      {today.data !== undefined && bills.data !== undefined ? (
        <div className="tt-pair">
          <Stations stations={today.data.stations} />
          <People people={today.data.people} />
          <BillsUnderWay bills={bills.data} />
          <OpenBags bags={today.data.openParents} />
        </div>
      ) : (
        failed === undefined && <Loading rows={2} height={180} />
      )}
    </Page>
  );
}
