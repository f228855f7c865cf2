import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { useList } from '../app/queries.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { Facts } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import { type Column, LongList } from '../ui/long-list.tsx';
import { Empty } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { DeliveryState } from './badges.tsx';
import { deliveriesQuery, type Webhook, type WebhookDelivery } from './queries.ts';
import { useText } from './text.ts';

/** What was sent to a webhook, or is to be sent. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const text = useText();
  const list = useList(deliveriesQuery(webhook.id));
  useNews(webhook);
  const [shown, setShown] = useState<number | null>(null);
  const delivery = list.items.find(({ id }) => id === shown);
  return (
    <section>
      <h2 className="tt-section-heading">{text.deliveries}</h2>
      <LongList
        label={text.deliveries}
        list={list}
        columns={useColumns(setShown)}
        keyOf={({ id }) => String(id)}
        empty={<Empty title={text.noDeliveries}>{text.noDeliveriesLead}</Empty>}
      />
      {delivery !== undefined && (
        <DeliveryDialog
          delivery={delivery}
          mayReplay={webhook.active}
          onClose={() => setShown(null)}
        />
      )}
    </section>
  );
}

/** Reads the list again when something was sent, or is to be sent. */
function useNews({ id, health }: Webhook): void {
  const client = useQueryClient();
  const known = JSON.stringify(health);
  const shown = useRef(known);
  useEffect(() => {
    if (shown.current === known) return;
    shown.current = known;
    void client.invalidateQueries({ queryKey: deliveriesQuery(id).queryKey });
  }, [client, id, known]);
}

function useColumns(onShow: (id: number) => void): Column<WebhookDelivery>[] {
  const text = useText();
  const format = useFormat();
  return [
    {
      label: text.event,
      width: '2fr',
      phone: 'title',
      cell: ({ id, type }) => (
        <button type="button" className="tt-row-link tt-plain" onClick={() => onShow(id)}>
          {text.eventNames[type]}
        </button>
      ),
    },
    {
      label: text.state,
      width: '7rem',
      phone: 'corner',
      cell: ({ state }) => <DeliveryState state={state} />,
    },
    {
      label: text.answer,
      width: '2fr',
      cell: ({ answerStatus, fault, state }) => {
        if (answerStatus !== null) return <span className="tt-number">{answerStatus}</span>;
        return fault === null ? state === 'waiting' && '…' : <span lang="en">{fault}</span>;
      },
    },
    {
      label: text.duration,
      width: '5.5rem',
      isNumber: true,
      phone: 'hide',
      cell: ({ durationMs }) => durationMs !== null && text.ms(format.number(durationMs)),
    },
    {
      label: text.attempts,
      width: '5rem',
      isNumber: true,
      phone: 'hide',
      cell: ({ attempts }) => format.number(attempts),
    },
    {
      label: text.time,
      width: '10.5rem',
      cell: ({ createdAt }) => <time dateTime={createdAt}>{format.moment(createdAt)}</time>,
    },
  ];
}

interface DialogProps {
  readonly delivery: WebhookDelivery;
  readonly mayReplay: boolean;
  readonly onClose: () => void;
}

/** One delivery, with what was sent and what was answered. */
function DeliveryDialog({ delivery, mayReplay, onClose }: DialogProps) {
  const text = useText();
  const frameText = useFrameText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [error, setError] = useState<unknown>(null);
  const { id, answer, payload, type } = delivery;
  const replay = async () => {
    try {
      await ask('POST', '/api/v2/webhook-deliveries/:id/replay', { params: { id } });
      toast(text.replayed);
      onClose();
      await client.invalidateQueries({ queryKey: ['webhooks'] });
    } catch (refusal) {
      setError(refusal);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={text.eventNames[type]}
      closeButtonProps={{ 'aria-label': frameText.close }}
    >
      <Stack>
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <DeliveryFacts delivery={delivery} />
        {answer !== null && answer !== '' && <Written title={text.said}>{answer}</Written>}
        <Written title={text.payload}>{JSON.stringify(payload, null, 2)}</Written>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {frameText.close}
          </Button>
          {mayReplay && <Button onClick={replay}>{text.replay}</Button>}
        </Group>
      </Stack>
    </Modal>
  );
}

function DeliveryFacts({ delivery }: { readonly delivery: WebhookDelivery }) {
  const text = useText();
  const format = useFormat();
  const { state, attempts, answerStatus, durationMs, fault, triedAt, nextTryAt } = delivery;
  return (
    <Facts
      facts={[
        [text.state, <DeliveryState key="state" state={state} />],
        [text.attempts, format.number(attempts)],
        [text.answer, answerStatus],
        [text.duration, durationMs === null ? null : text.ms(format.number(durationMs))],
        [text.time, triedAt === null ? null : format.moment(triedAt)],
        [text.nextTry, nextTryAt === null ? null : format.moment(nextTryAt)],
        [
          text.fault,
          fault === null ? null : (
            <span key="fault" lang="en">
              {fault}
            </span>
          ),
        ],
        [
          text.id,
          <span key="id" className="tt-code">
            {delivery.eventId}
          </span>,
        ],
      ]}
    />
  );
}

function Written({ title, children }: { readonly title: string; readonly children: string }) {
  return (
    <figure className="tt-written">
      <figcaption>{title}</figcaption>
      {/* Who has no mouse scrolls with the keys. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said. */}
      <pre className="tt-json" tabIndex={0}>
        {children}
      </pre>
    </figure>
  );
}
