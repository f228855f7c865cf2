import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import { OpenAlertsPanel } from '../app/later.ts';
import { useText } from '../app/text/text.ts';
import { useMay } from '../session/session.tsx';
import { DropDown } from '../ui/drop-down.tsx';
import { loudest, openAlertsQuery } from './queries.ts';

/** How many alerts are open, and how bad the worst of them is; a list of them behind it. */
export function Bell() {
  const text = useText();
  const isAdmin = useMay('administer');
  const { data = [] } = useQuery({ ...openAlertsQuery, enabled: isAdmin });
  if (!isAdmin) return null;
  const count = data.length;
  const face = (
    <span className="tt-bell" data-level={loudest(data) ?? undefined}>
      <IconBell size={22} stroke={1.7} aria-hidden="true" />
      {count > 0 && <b>{count}</b>}
    </span>
  );
  return (
    <div className="tt-bell-place">
      <DropDown
        label={count === 0 ? text.noAlerts : text.openAlerts(String(count))}
        className="tt-icon-button"
        face={face}
        side="below"
      >
        <Suspense>
          <OpenAlertsPanel />
        </Suspense>
      </DropDown>
    </div>
  );
}
