import { queryOptions } from '@tanstack/react-query';
import type { Webhook, WebhookDelivery, WebhookEvent } from '#contract/webhook.ts';
import { listQuery } from '../app/queries.ts';
import { ask } from '../session/expiry.ts';

export type { Webhook, WebhookDelivery, WebhookEvent };

// The contract's own list would bring its schemas into the browser; its type holds this one to it.
export const EVENTS = {
  bag: ['bag.packed', 'bag.sealed', 'bag.reopened', 'bag.voided'],
  bill: ['bill.completed', 'bill.reopened'],
  import: ['import.done', 'import.failed', 'import.undone'],
  report: ['report.sent'],
  alert: ['alert.raised', 'alert.changed', 'alert.cleared'],
} as const satisfies Readonly<Record<string, readonly WebhookEvent[]>>;

/** Deliveries come and go by themselves; no note tells of them. */
const LOOK_AGAIN_MS = 5_000;

export const webhooksQuery = queryOptions({
  queryKey: ['webhooks'],
  queryFn: async ({ signal }) => (await ask('GET', '/api/v2/webhooks', {}, { signal })).data.items,
  refetchInterval: LOOK_AGAIN_MS,
});

export function webhookQuery(id: string) {
  return queryOptions({
    queryKey: ['webhooks', id],
    queryFn: async ({ signal }) => {
      const params = { id: Number(id) };
      return (await ask('GET', '/api/v2/webhooks/:id', { params }, { signal })).data;
    },
    refetchInterval: LOOK_AGAIN_MS,
  });
}

interface DeliveryFilters {
  readonly webhook?: number;
}

/** What was sent to one webhook, or is to be sent, newest first. */
export function deliveriesQuery(id: number) {
  const filters: DeliveryFilters = { webhook: id };
  return listQuery('deliveries', filters, ({ webhook: _, ...query }, extra) =>
    ask('GET', '/api/v2/webhooks/:id/deliveries', { params: { id }, query }, extra),
  );
}

/** What a webhook is called: its name, or the machine that it leads to. */
export function nameOf({ description, url }: Pick<Webhook, 'description' | 'url'>): string {
  return description ?? (URL.canParse(url) ? new URL(url).host : url);
}

/** How a webhook does, in one word. */
export function standingOf({ active, health }: Webhook): 'active' | 'failing' | 'off' {
  if (!active) return 'off';
  return health.failingSince === null ? 'active' : 'failing';
}
