import { useUser } from '../session/session.tsx';
import { Sheet } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { HoursChart } from './hours-chart.tsx';
import { BillsUnderWay, OpenBags } from './in-progress.tsx';
import { useToday } from './queries.ts';
import { People, Stations } from './site.tsx';
import { useText } from './text.ts';
import { Totals } from './totals.tsx';

/** The state of the site at a glance, as it is at this moment. */
export function DashboardPage() {
  const text = useText();
  const { username } = useUser();
  const { data, error, refetch } = useToday();
  return (
    <Page title={text.title} lead={text.hello(username)}>
      <Totals today={data} />
      {error !== null && data === undefined && (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Loading rows={2} height={220} />}
      {data !== undefined && (
        <>
          <Sheet title={text.byHour}>
            <HoursChart hours={data.hours} />
          </Sheet>
          <div className="tt-pair">
            <Stations stations={data.stations} />
            <People people={data.people} />
          </div>
        </>
      )}
      <div className="tt-pair">
        <BillsUnderWay />
        {data !== undefined && <OpenBags bags={data.openParents} />}
      </div>
    </Page>
  );
}
