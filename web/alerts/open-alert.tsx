import { Button } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { useFormat } from '../ui/format.ts';
import { useMeasure, useName } from './measure.ts';
import type { Alert, Level } from './queries.ts';
import { useText } from './text.ts';

interface Props {
  readonly alert: Alert;
  readonly onAcknowledge: () => void;
}

/** One that is open: how bad, since when, and who looks after it. */
export function OpenAlert({ alert, onAcknowledge }: Props) {
  const text = useText();
  const format = useFormat();
  const nameOf = useName();
  const { measure } = useMeasure();
  const { rule, level, value, worst, unit, raisedAt, acknowledgedAt } = alert;
  const isWorse = measure(worst, unit) !== measure(value, unit);
  return (
    <li className="tt-alert" data-level={level}>
      <div className="tt-alert-what">
        <LevelBadge level={level} />
        <h3>{nameOf(alert)}</h3>
        <p>{text.rules[rule].measures}</p>
      </div>
      <p className="tt-alert-value">
        <b>{measure(value, unit)}</b>
        {isWorse && <small>{text.worst(measure(worst, unit))}</small>}
      </p>
      <div className="tt-alert-who">
        <time dateTime={raisedAt}>
          {text.since(format.moment(raisedAt), format.ago(raisedAt, Date.now()))}
        </time>
        {acknowledgedAt === null ? (
          <Button size="xs" onClick={onAcknowledge} leftSection={<IconUserCheck size={16} />}>
            {text.acknowledge}
          </Button>
        ) : (
          <Looking alert={alert} />
        )}
      </div>
    </li>
  );
}

function Looking({ alert }: { readonly alert: Alert }) {
  const text = useText();
  const format = useFormat();
  const { acknowledgedBy, acknowledgedAt, acknowledgedNote } = alert;
  return (
    <p className="tt-alert-note">
      <b>{text.by(acknowledgedBy ?? '')}</b>
      {acknowledgedNote !== null && <q>{acknowledgedNote}</q>}
      {acknowledgedAt !== null && <small>{format.ago(acknowledgedAt, Date.now())}</small>}
    </p>
  );
}

export function LevelBadge({ level }: { readonly level: Level }) {
  const text = useText();
  return (
    <span className="tt-badge" data-look={level === 'critical' ? 'error' : 'notice'}>
      {text.levels[level]}
    </span>
  );
}
