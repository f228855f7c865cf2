import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormat } from '../ui/format.ts';
import { Acknowledge } from './acknowledge.tsx';
import { useMeasure, useName } from './measure.ts';
import { type Alert, byUrgency, openAlertsQuery } from './queries.ts';
import { useText } from './text.ts';

/** As many as are taken in at a glance; the page has them all. */
const SHOWN_MAX = 5;

/** What is open, in short, behind the bell. */
export function OpenAlertsPanel() {
  const text = useText();
  const { data = [] } = useQuery(openAlertsQuery);
  const [chosen, setChosen] = useState<Alert | null>(null);
  return (
    <>
      {data.length === 0 && <p className="tt-bell-calm">{text.calm}</p>}
      <ul className="tt-bell-list">
        {[...data]
          .sort(byUrgency)
          .slice(0, SHOWN_MAX)
          .map((alert) => (
            <Line key={alert.id} alert={alert} onChoose={() => setChosen(alert)} />
          ))}
      </ul>
      <hr />
      <Link to="/alerts" className="tt-drop-item">
        {text.all}
      </Link>
      {chosen !== null && <Acknowledge alert={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}

interface LineProps {
  readonly alert: Alert;
  readonly onChoose: () => void;
}

function Line({ alert, onChoose }: LineProps) {
  const text = useText();
  const format = useFormat();
  const nameOf = useName();
  const { measure } = useMeasure();
  const { level, value, unit, raisedAt, acknowledgedAt, acknowledgedBy } = alert;
  return (
    <li data-level={level}>
      <b>{nameOf(alert)}</b>
      <small>
        {text.levels[level]}: {measure(value, unit)}, {format.ago(raisedAt, Date.now())}
      </small>
      {acknowledgedAt === null ? (
        <button type="button" className="tt-link tt-plain-button" onClick={onChoose}>
          {text.acknowledge}
        </button>
      ) : (
        <small>{text.by(acknowledgedBy ?? '')}</small>
      )}
    </li>
  );
}
