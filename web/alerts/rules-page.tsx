import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AdminPage } from '../admin/admin-page.tsx';
import { useMay } from '../session/session.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { useMeasure } from './measure.ts';
import type { Rule, RuleKey } from './queries.ts';
import { EditRule } from './rule-dialog.tsx';
import { rulesQuery, settingOf } from './rule-fields.ts';
import { RULE_KEYS, useText } from './text.ts';

/** When something is told: one line a rule, each opens its form. */
export function RulesPage() {
  const text = useText();
  const isAdmin = useMay('administer');
  const { data, error, refetch } = useQuery({ ...rulesQuery, enabled: isAdmin });
  const [editing, setEditing] = useState<RuleKey | null>(null);
  const back = (
    <Button
      variant="default"
      leftSection={<IconBell size={18} />}
      renderRoot={(props) => <Link to="/alerts" {...props} />}
    >
      {text.toAlerts}
    </Button>
  );
  return (
    <AdminPage title={text.rulesTitle} lead={text.rulesLead} actions={back}>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && <Table rules={data} onEdit={setEditing} />}
      {editing !== null && <EditRule rule={editing} onClose={() => setEditing(null)} />}
    </AdminPage>
  );
}

interface TableProps {
  readonly rules: readonly Rule[];
  readonly onEdit: (key: RuleKey) => void;
}

function Table({ rules, onEdit }: TableProps) {
  const text = useText();
  const ordered = [...rules].sort((a, b) => RULE_KEYS.indexOf(a.key) - RULE_KEYS.indexOf(b.key));
  return (
    <div className="tt-table-scroll">
      <table className="tt-table tt-rules">
        <thead>
          <tr>
            <th scope="col">{text.rule}</th>
            <th scope="col" data-end>
              {text.warning}
            </th>
            <th scope="col" data-end>
              {text.critical}
            </th>
            <th scope="col" data-end>
              {text.window}
            </th>
            <th scope="col" data-end>
              {text.clears}
            </th>
            <th scope="col">{text.state}</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((rule) => (
            <Row key={rule.key} rule={rule} onEdit={onEdit} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly rule: Rule;
  readonly onEdit: (key: RuleKey) => void;
}

function Row({ rule, onEdit }: RowProps) {
  const text = useText();
  const { measure, duration } = useMeasure();
  const { key, unit, warning, critical, windowSeconds, clearSeconds, isEnabled } = rule;
  const level = (value: number | null) => (value === null ? text.never : measure(value, unit));
  const { name, measures } = text.rules[key];
  const isChanged = JSON.stringify(settingOf(rule)) !== JSON.stringify(settingOf(rule.default));
  return (
    <tr data-off={!isEnabled || undefined}>
      <td>
        <button type="button" className="tt-row-button" onClick={() => onEdit(key)}>
          {name}
        </button>
        <small>{measures}</small>
      </td>
      <td data-end data-label={text.warning}>
        {level(warning)}
      </td>
      <td data-end data-label={text.critical}>
        {level(critical)}
      </td>
      <td data-end data-label={text.window}>
        {duration(windowSeconds)}
      </td>
      <td data-end data-label={text.clears}>
        {duration(clearSeconds)}
      </td>
      <td>
        <span className="tt-badge" data-look={isEnabled ? 'good' : 'plain'}>
          {isEnabled ? text.on : text.off}
        </span>{' '}
        {isChanged && (
          <span className="tt-badge" data-look="plain">
            {text.changed}
          </span>
        )}
      </td>
    </tr>
  );
}
