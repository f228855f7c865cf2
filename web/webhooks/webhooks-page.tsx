import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AdminPage } from '../admin/admin-page.tsx';
import { useMay } from '../session/session.tsx';
import { useFormat } from '../ui/format.ts';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { WebhookState } from './badges.tsx';
import { nameOf, type Webhook, webhooksQuery } from './queries.ts';
import { useText } from './text.ts';
import { NewWebhook } from './webhook-dialog.tsx';

/** Other programs that are told what happens, and how they do. */
export function WebhooksPage() {
  const text = useText();
  const isAdmin = useMay('administer');
  const { data, error, refetch } = useQuery({ ...webhooksQuery, enabled: isAdmin });
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
      {text.add}
    </Button>
  );
  return (
    <AdminPage title={text.title} lead={text.lead} actions={add}>
      {error !== null && data === undefined && (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Loading rows={3} height={72} />}
      {data?.length === 0 && <Empty title={text.empty}>{text.emptyLead}</Empty>}
      {data !== undefined && data.length > 0 && <Table webhooks={data} />}
      {isAdding && <NewWebhook onClose={() => setAdding(false)} />}
    </AdminPage>
  );
}

function Table({ webhooks }: { readonly webhooks: readonly Webhook[] }) {
  const text = useText();
  const format = useFormat();
  return (
    <div className="tt-table-scroll">
      <table className="tt-table tt-hooks">
        <thead>
          <tr>
            <th scope="col">{text.receiver}</th>
            <th scope="col">{text.events}</th>
            <th scope="col">{text.last}</th>
            <th scope="col" data-end>
              {text.waiting}
            </th>
            <th scope="col" data-end>
              {text.failedLastDay}
            </th>
            <th scope="col">{text.state}</th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map((webhook) => (
            <tr key={webhook.id}>
              <td>
                <Link
                  to="/webhooks/$id"
                  params={{ id: String(webhook.id) }}
                  className="tt-row-button"
                >
                  {nameOf(webhook)}
                </Link>
                <small className="tt-hook-url">{webhook.url}</small>
              </td>
              <td>{text.eventCount(webhook.events.length)}</td>
              <td>
                <Last webhook={webhook} />
              </td>
              <td data-end data-label={text.waiting}>
                {format.number(webhook.health.waiting)}
              </td>
              <td data-end data-label={text.failedLastDay}>
                {format.number(webhook.health.failedLastDay)}
              </td>
              <td>
                <WebhookState webhook={webhook} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Last({ webhook: { health } }: { readonly webhook: Webhook }) {
  const text = useText();
  const format = useFormat();
  const { last } = health;
  if (last === null) return text.never;
  return (
    <>
      {format.moment(last.at)}{' '}
      <span className="tt-number" data-bad={last.fault !== null || undefined}>
        {last.answerStatus ?? text.noAnswer}
      </span>
    </>
  );
}
