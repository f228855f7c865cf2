import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { ask } from '../session/expiry.ts';
import { Confirm } from '../ui/confirm.tsx';
import { toast } from '../ui/toast.tsx';
import { nameOf, type Webhook, type WebhookDelivery } from './queries.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { useText } from './text.ts';
import { EditWebhook } from './webhook-dialog.tsx';

interface Props {
  readonly webhook: Webhook;
  readonly onTested: (delivery: WebhookDelivery | null) => void;
}

type Open = 'edit' | 'rotate' | 'delete' | null;

/** What can be done with a webhook. */
export function WebhookActions({ webhook, onTested }: Props) {
  const text = useText();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  return (
    <>
      <TestButton id={webhook.id} onTested={onTested} />
      <Button variant="default" onClick={() => setOpen('edit')}>
        {text.edit}
      </Button>
      <SwitchButton webhook={webhook} />
      <Button variant="default" onClick={() => setOpen('rotate')}>
        {text.rotate}
      </Button>
      <Button variant="light" color="red" onClick={() => setOpen('delete')}>
        {text.delete}
      </Button>
      {open === 'edit' && <EditWebhook id={webhook.id} onClose={close} />}
      {open === 'rotate' && <Rotate id={webhook.id} onClose={close} />}
      {open === 'delete' && <Delete webhook={webhook} onClose={close} />}
    </>
  );
}

function TestButton({ id, onTested }: Pick<Props, 'onTested'> & { readonly id: number }) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const test = async () => {
    setBusy(true);
    onTested(null);
    try {
      const { data } = await ask('POST', '/api/v2/webhooks/:id/test', { params: { id } });
      onTested(data);
    } catch (refusal) {
      toast(errorText(refusal));
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <Button onClick={test} loading={isBusy} aria-label={isBusy ? text.testing : undefined}>
      {text.test}
    </Button>
  );
}

/** On or off: what waits while it is off goes out once it is on. */
function SwitchButton({ webhook: { id, active } }: Pick<Props, 'webhook'>) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const change = async () => {
    setBusy(true);
    const params = { id };
    try {
      const { etag } = await ask('GET', '/api/v2/webhooks/:id', { params });
      const extra = etag === null ? {} : { ifMatch: etag };
      const body = { active: !active };
      await ask('PATCH', '/api/v2/webhooks/:id', { params, body }, extra);
      toast(active ? text.switchedOff : text.switchedOn);
    } catch (refusal) {
      toast(errorText(refusal));
    }
    await client.invalidateQueries({ queryKey: ['webhooks'] });
    setBusy(false);
  };
  return (
    <Button variant="default" loading={isBusy} onClick={change}>
      {active ? text.disable : text.enable}
    </Button>
  );
}

interface DialogProps {
  readonly id: number;
  readonly onClose: () => void;
}

function Rotate({ id, onClose }: DialogProps) {
  const text = useText();
  const client = useQueryClient();
  const [made, setMade] = useState<{ secret: string; oldSecretUntil: string } | null>(null);
  const rotate = async () => {
    const { data } = await ask('POST', '/api/v2/webhooks/:id/secret', { params: { id } });
    setMade(data);
    await client.invalidateQueries({ queryKey: ['webhooks'] });
  };
  if (made !== null) {
    return <SecretDialog secret={made.secret} until={made.oldSecretUntil} onClose={onClose} />;
  }
  return (
    <Confirm
      title={text.rotateTitle}
      lead={text.rotateLead}
      action={text.rotate}
      onClose={onClose}
      onConfirm={rotate}
    />
  );
}

function Delete({ webhook, onClose }: Pick<Props, 'webhook'> & Pick<DialogProps, 'onClose'>) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    const { id } = webhook;
    await ask('DELETE', '/api/v2/webhooks/:id', { params: { id } });
    toast(text.deleted(nameOf(webhook)));
    await navigate({ to: '/webhooks' });
    client.removeQueries({ queryKey: ['webhooks', String(id)] });
    await client.invalidateQueries({ queryKey: ['webhooks'], exact: true });
  };
  return (
    <Confirm
      title={text.deleteTitle(nameOf(webhook))}
      lead={text.deleteLead}
      action={text.delete}
      onClose={onClose}
      onConfirm={remove}
    />
  );
}
