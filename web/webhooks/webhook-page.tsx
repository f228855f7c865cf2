import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { AdminPage } from '../admin/admin-page.tsx';
import { useText as useFrameText } from '../app/text/text.ts';
import { useMay } from '../session/session.tsx';
import { Facts, Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { Failed, Loading } from '../ui/states.tsx';
import { WebhookState } from './badges.tsx';
import { Deliveries } from './deliveries.tsx';
import { nameOf, type Webhook, type WebhookDelivery, webhookQuery } from './queries.ts';
import { useText } from './text.ts';
import { WebhookActions } from './webhook-actions.tsx';

const route = getRouteApi('/webhooks/$id');

/** One webhook: how it does, what it was sent, and what can be done about it. */
export function WebhookPage() {
  const { id } = route.useParams();
  const text = useText();
  const isAdmin = useMay('administer');
  const { data, error, refetch } = useQuery({ ...webhookQuery(id), enabled: isAdmin });
  const [tested, setTested] = useState<WebhookDelivery | null>(null);
  return (
    <AdminPage
      key={id}
      title={data === undefined ? text.one : nameOf(data)}
      lead={data && <Lead webhook={data} />}
      actions={data && <WebhookActions webhook={data} onTested={setTested} />}
    >
      {error !== null && data === undefined && (
        <Failed error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Loading rows={3} height={96} />}
      {data !== undefined && (
        <>
          <Notices webhook={data} />
          {tested !== null && <Tested delivery={tested} onClose={() => setTested(null)} />}
          <About webhook={data} />
          <Deliveries webhook={data} />
        </>
      )}
    </AdminPage>
  );
}

function Lead({ webhook }: { readonly webhook: Webhook }) {
  return (
    <>
      <span className="tt-hook-url">{webhook.url}</span> <WebhookState webhook={webhook} />
    </>
  );
}

function Notices({ webhook: { disabledBecause, health, active } }: { readonly webhook: Webhook }) {
  const text = useText();
  const format = useFormat();
  if (disabledBecause !== null) {
    return (
      <Alert color="red" mb="md">
        {text[disabledBecause]}
      </Alert>
    );
  }
  if (!active || health.failingSince === null) return null;
  return <p className="tt-banner">{text.failingNow(format.moment(health.failingSince))}</p>;
}

interface TestedProps {
  readonly delivery: WebhookDelivery;
  readonly onClose: () => void;
}

/** How a test went. */
function Tested({ delivery, onClose }: TestedProps) {
  const text = useText();
  const frameText = useFrameText();
  const format = useFormat();
  const { fault, answer, answerStatus, durationMs } = delivery;
  const isGood = fault === null;
  return (
    <Alert
      color={isGood ? 'green' : 'red'}
      role="status"
      title={isGood ? text.testGood : text.testBad}
      mb="md"
      withCloseButton
      closeButtonLabel={frameText.close}
      onClose={onClose}
    >
      <span className="tt-number">
        {answerStatus ?? text.noAnswer}
        {durationMs !== null && ` · ${text.ms(format.number(durationMs))}`}
      </span>
      {fault !== null && <div lang="en">{fault}</div>}
      {answer !== null && answer !== '' && <pre className="tt-json">{answer}</pre>}
    </Alert>
  );
}

function About({ webhook }: { readonly webhook: Webhook }) {
  const text = useText();
  const format = useFormat();
  const { health, oldSecretUntil } = webhook;
  return (
    <Sheet>
      <Facts
        facts={[
          [text.waiting, format.number(health.waiting)],
          [text.failedLastDay, format.number(health.failedLastDay)],
          [text.last, health.last === null ? text.never : format.moment(health.last.at)],
          [
            text.secret,
            oldSecretUntil === null
              ? text.secretKept
              : text.oldSecret(format.moment(oldSecretUntil)),
          ],
          [text.addedBy, webhook.createdBy],
          [text.added, format.day(webhook.createdAt)],
        ]}
      />
      <ul className="tt-event-list" aria-label={text.events}>
        {webhook.events.map((event) => (
          <li key={event} className="tt-badge">
            {text.eventNames[event]}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
