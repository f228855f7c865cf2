import type { Webhook, WebhookDelivery } from './queries.ts';
import { standingOf } from './queries.ts';
import { useText } from './text.ts';

const LOOKS = { active: 'good', failing: 'error', off: 'plain' } as const;
const DELIVERY_LOOKS = { waiting: 'notice', sent: 'good', failed: 'error' } as const;

export function WebhookState({ webhook }: { readonly webhook: Webhook }) {
  const text = useText();
  const standing = standingOf(webhook);
  // Whoever it was switched off by is told with it; that it failed matters more.
  const look = webhook.disabledBecause === null ? LOOKS[standing] : 'error';
  return (
    <span className="tt-badge" data-look={look}>
      {text.states[standing]}
    </span>
  );
}

export function DeliveryState({ state }: Pick<WebhookDelivery, 'state'>) {
  const text = useText();
  return (
    <span className="tt-badge" data-look={DELIVERY_LOOKS[state]}>
      {text.deliveryStates[state]}
    </span>
  );
}
