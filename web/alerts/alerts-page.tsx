import { Button } from '@mantine/core';
import { IconAdjustments } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AdminPage } from '../admin/admin-page.tsx';
import { useMay } from '../session/session.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { OpenAlert } from './open-alert.tsx';
import { PastAlerts } from './past-alerts.tsx';
import { type Alert, byUrgency, openAlertsQuery } from './queries.ts';
import { useText } from './text.ts';

/** What is open, and what was. */
export function AlertsPage() {
  const text = useText();
  const isAdmin = useMay('administer');
  const rules = (
    <Button
      variant="default"
      leftSection={<IconAdjustments size={18} />}
      renderRoot={(props) => <Link to="/alerts/rules" {...props} />}
    >
      {text.toRules}
    </Button>
  );
  return (
    <AdminPage title={text.title} lead={text.lead} actions={rules}>
      {isAdmin && <OpenAlerts />}
      {isAdmin && <PastAlerts />}
    </AdminPage>
  );
}

/** How bad it is changes without a note; it is read again while somebody looks. */
const REFRESH_MS = 5_000;

function OpenAlerts() {
  const text = useText();
  const { data, error, refetch } = useQuery({ ...openAlertsQuery, refetchInterval: REFRESH_MS });
  const [chosen, setChosen] = useState<Alert | null>(null);
  return (
    <section className="tt-alerts">
      <h2 className="tt-section-heading">{text.open}</h2>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={2} height={96} />}
      {data?.length === 0 && (
        <p className="tt-calm">
          <b>{text.calm}</b>
          {text.calmLead}
        </p>
      )}
      <ul>
        {[...(data ?? [])].sort(byUrgency).map((alert) => (
          <OpenAlert key={alert.id} alert={alert} onAcknowledge={() => setChosen(alert)} />
        ))}
      </ul>
      {chosen !== null && <Acknowledge alert={chosen} onClose={() => setChosen(null)} />}
    </section>
  );
}
